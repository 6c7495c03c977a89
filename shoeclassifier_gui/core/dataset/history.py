"""Carries changes out, takes them back and finishes what a crash cut off.

The order is what makes it safe: the journal says what will be done, the files move, the catalogue
follows, the journal says that it is done. Wherever a process dies, `recover` can go on.
"""

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from shoeclassifier_gui.core.dataset.catalogue import Catalogue, Past, Step
from shoeclassifier_gui.core.dataset.changes import (
    FRAMES,
    Change,
    ClassName,
    FactName,
    Kind,
    Move,
    Setting,
)
from shoeclassifier_gui.core.dataset.file_moves import perform, require_possible, way_back
from shoeclassifier_gui.core.dataset.journal import Entry, Journal
from shoeclassifier_gui.core.dataset.lost_steps import lost_steps
from shoeclassifier_gui.core.dataset.project import Project, require_writable
from shoeclassifier_gui.core.dataset.trash import taken_back
from shoeclassifier_gui.core.errors import DatasetError, StorageError, UserError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_changing = threading.RLock()


def one_at_a_time(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """Lets threads of this process take turns; other processes are kept out by `lock.py`."""

    @functools.wraps(work)
    def in_turn(*arguments: _P.args, **options: _P.kwargs) -> _T:
        with _changing:
            return work(*arguments, **options)

    return in_turn


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was carried out.

    Attributes:
        number: Its number in the journal.
        change: What was done.
        missing: Moves whose file another program had taken.
    """

    number: int
    change: Change
    missing: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """What the Edit menu offers; None where there is nothing."""

    undo: Change | None = None
    redo: Change | None = None


@one_at_a_time
def carry_out(project: Project, catalogue: Catalogue, change: Change) -> Done:
    """Does a change.

    Raises:
        DatasetError: A file is in the way, or the project's folder may not be written to; nothing
            was changed.
        StorageError: The disk is full; what was moved was moved back.
    """
    if change.moves:
        require_writable(project)
    require_possible(project.folder, change.moves)
    change = _exact(catalogue, change)
    journal = Journal(project.journal)
    number = catalogue.applied()[1] + 1
    offset = journal.append(number, change)
    end = journal.size
    missing = _perform_or_cancel(project, journal, number, change)
    with catalogue.transaction():
        _take_over(project, catalogue, Past(number, offset), change)
        for move in missing:
            catalogue.forget_below(move.target)
        catalogue.set_applied(end, number)
    with suppress(StorageError):  # The change is done; only the note of it is lost.
        journal.append_done(number)
    return Done(number, change, missing)


@one_at_a_time
def undo(project: Project, catalogue: Catalogue) -> Done | None:
    """Takes the last change back; None when there is none.

    Raises:
        DatasetError, StorageError: As `carry_out`.
    """
    step = catalogue.last_done()
    if step is None:
        return None
    back = taken_back(_whole(project, step))
    return carry_out(project, catalogue, replace(back, undoes=step.number))


@one_at_a_time
def redo(project: Project, catalogue: Catalogue) -> Done | None:
    """Does the change again that was taken back last; None when there is none.

    Raises:
        DatasetError, StorageError: As `carry_out`.
    """
    step = catalogue.next_undone()
    if step is None:
        return None
    return carry_out(project, catalogue, replace(_whole(project, step), redoes=step.number))


def menu(project: Project, catalogue: Catalogue) -> Menu:
    """What can be taken back and done again now; not what a disk has damaged the lines of."""
    done, undone = catalogue.last_done(), catalogue.next_undone()
    return Menu(
        _if_readable(project, done) if done else None,
        _if_readable(project, undone) if undone else None,
    )


@one_at_a_time
def recover(project: Project, catalogue: Catalogue, *, write: bool = True) -> None:
    """Takes over what the journal has and the catalogue has not; finishes a change cut off.

    Args:
        project: The project.
        catalogue: Its catalogue; an empty one takes over the whole journal.
        write: False leaves the files alone (another program is changing them).

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    journal = Journal(project.journal)
    end, _ = catalogue.applied()
    if journal.size < end:  # Cut or deleted by somebody: what the catalogue knows is written again.
        _restart(catalogue, journal, write=write)
        return
    entries = list(journal.entries(end))
    ended = {entry.number: entry.cancelled for entry in entries if entry.change is None}
    changes = [entry for entry in entries if entry.change is not None]
    for entry in changes:
        if ended.get(entry.number):
            continue
        unfinished = entry is changes[-1] and entry.number not in ended
        if unfinished and write and not _finish(project, journal, entry):
            continue
        with catalogue.transaction():
            _take_over(project, catalogue, Past(entry.number, entry.offset), entry.change)
            catalogue.set_applied(entry.end, entry.number)
    if changes:
        # Also numbers whose change a damaged disk swallowed are never given again.
        with catalogue.transaction():
            catalogue.set_applied(journal.size, max(entry.number for entry in entries))
    if write:
        _sweep_frames(project)


def _sweep_frames(project: Project) -> None:
    """Removes what a program that was killed left of a frame that it never told it had kept."""
    with suppress(OSError):
        for path in (project.folder / FRAMES).iterdir():
            path.unlink()


def _exact(catalogue: Catalogue, change: Change) -> Change:
    """The same change with what is true before it, so that its inverse leads back exactly there.

    Who made the change may have looked at the project a while ago.
    """
    known = catalogue.facts_of(list({fact.digest for fact in change.facts}))
    now = {
        (digest, name): getattr(facts, name.value)
        for digest, facts in known.items()
        for name in FactName
    }
    facts = []
    for fact in change.facts:
        facts.append(replace(fact, before=now.get((fact.digest, fact.name))))
        now[fact.digest, fact.name] = fact.after
    settings = catalogue.settings()
    return replace(
        change,
        facts=tuple(facts),
        classes=(*_displaced(catalogue, change.classes), *change.classes),
        settings=tuple(replace(s, before=settings.get(s.name)) for s in change.settings),
    )


def _displaced(catalogue: Catalogue, names: Sequence[ClassName]) -> Iterator[ClassName]:
    """Classes without pictures whose name another takes: undo gives it back to them."""
    ids = catalogue.class_ids() if names else {}
    renamed = {name.class_id for name in names}
    for name in names:
        other = ids.get(name.after or "")
        if other is not None and other not in renamed:
            yield ClassName(other, name.after, None)


def _finish(project: Project, journal: Journal, entry: Entry) -> bool:
    """Finishes a change that was cut off; one that has become impossible is taken back."""
    assert entry.change is not None
    try:
        _perform_or_cancel(project, journal, entry.number, entry.change)
    except UserError:
        return False
    journal.append_done(entry.number)
    return True


def _perform_or_cancel(
    project: Project, journal: Journal, number: int, change: Change
) -> tuple[Move, ...]:
    try:
        return perform(project.folder, change.moves)
    except UserError:
        _move_back(project, change.moves)
        journal.append_done(number, cancelled=True)
        raise


def _move_back(project: Project, moves: Sequence[Move]) -> None:
    """Takes back the moves that were done."""
    perform(project.folder, way_back(project.folder, moves))


def _take_over(project: Project, catalogue: Catalogue, line: Past, change: Change | None) -> None:
    assert change is not None
    catalogue.move_files(change.moves)
    catalogue.set_facts(change.facts)
    catalogue.set_classes(change.classes)
    catalogue.set_settings(change.settings)
    if change.undoes is not None:
        catalogue.mark(change.undoes, line, undone=True)
    elif change.redoes is not None:
        catalogue.mark(change.redoes, line, undone=False)
    elif change.kind is Kind.EMPTY:
        catalogue.forget_steps(_lost(project, catalogue, change))
    elif change.kind is not Kind.ASSIGN:
        catalogue.push(line.number, line.offset, change.continues)


def _lost(project: Project, catalogue: Catalogue, change: Change) -> frozenset[int]:
    """The steps that need what was removed from the trash."""
    done, undone = (
        {step.number: _if_readable(project, step) for step in catalogue.steps(undone=undone)}
        for undone in (False, True)
    )
    return lost_steps(frozenset(change.removed), done, undone)


def _if_readable(project: Project, step: Step) -> Change | None:
    """A step; None when a disk has damaged its lines."""
    with suppress(DatasetError):
        return _whole(project, step)
    return None


def _whole(project: Project, step: Step) -> Change:
    """All that a step is about, as one change; a line that took it back is turned round."""
    changes = _read(project, step.lines)
    changes = [change.inverse() if change.undoes is not None else change for change in changes]
    return replace(
        changes[0],
        moves=tuple(move for change in changes for move in change.moves),
        facts=tuple(fact for change in changes for fact in change.facts),
        classes=tuple(name for change in changes for name in change.classes),
        settings=tuple(setting for change in changes for setting in change.settings),
        continues=None,
        undoes=None,
        redoes=None,
    )


def _read(project: Project, lines: Sequence[Past]) -> list[Change]:
    journal = Journal(project.journal)
    changes = []
    for line in lines:
        entry = next(journal.entries(line.offset), None)
        if entry is None or entry.change is None or entry.number != line.number:
            raise DatasetError(
                "The project's journal was changed by another program.",
                "What was done before can no longer be undone.",
            )
        changes.append(entry.change)
    return changes


def _restart(catalogue: Catalogue, journal: Journal, *, write: bool) -> None:
    known = Change(
        Kind.ASSIGN,
        facts=tuple(catalogue.all_facts()),
        classes=tuple(ClassName(i, None, name) for name, i in catalogue.class_ids().items()),
        settings=tuple(Setting(name, None, value) for name, value in catalogue.settings().items()),
    )
    number = catalogue.applied()[1] + 1
    if write:
        journal.append(number, known)
    with catalogue.transaction():
        catalogue.clear_history()
        catalogue.set_applied(journal.size, number)
