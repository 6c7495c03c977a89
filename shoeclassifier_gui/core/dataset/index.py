"""Reads a labelled folder: finds what is new or changed, checks, measures and thumbnails it."""

import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.arrivals import (
    assignment,
    follow_edits,
    group_items,
    keep_sessions,
    name_classes,
    pairs_of,
    split_newcomers,
)
from shoeclassifier_gui.core.dataset.build import arrange, build_dataset, make_items
from shoeclassifier_gui.core.dataset.catalogue import Catalogue, FileRecord
from shoeclassifier_gui.core.dataset.catalogue_file import DamagedCatalogue, open_catalogue
from shoeclassifier_gui.core.dataset.changes import Change, Fact
from shoeclassifier_gui.core.dataset.comparing import compare
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.history import Menu, carry_out, menu, recover
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.lock import take_lock
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.provenance import come_with, read_origins
from shoeclassifier_gui.core.dataset.reading import read_file
from shoeclassifier_gui.core.dataset.resplit import SHARES, divide_anew
from shoeclassifier_gui.core.dataset.sessions import read_session_file
from shoeclassifier_gui.core.dataset.split import Shares

_CHUNK = 64
_FIRST_SIGHT_S = 3.0
_NO_TEXT = "its name is not readable text"


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How many of the new or changed pictures have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DatasetRecalled:
    """What the project held when it was read last; comparing it with the folder comes next.

    Attributes:
        dataset: What was in it.
        read_only: Whether another program is changing the project, or its folder is read-only.
        menu: What can be undone and redone.
    """

    dataset: Dataset
    read_only: bool = False
    menu: Menu = field(default_factory=Menu)


@dataclass(frozen=True, slots=True)
class DatasetIndexed:
    """The folder has been read.

    Attributes:
        dataset: What is in it.
        read_only: Whether another program is changing the project, or its folder is read-only.
        menu: What can be undone and redone.
    """

    dataset: Dataset
    read_only: bool = False
    menu: Menu = field(default_factory=Menu)


def index_project(
    project: Project, control: Control, *, shares: Shares | None = None
) -> Iterator[IndexProgress | DatasetRecalled | DatasetIndexed]:
    """Reads a project's folder; the last event holds the data set.

    A project that was read before is given at once as it was then. Only new and changed files are
    decoded. Stopping keeps what was read so far for the next time.

    Args:
        project: The folder.
        control: Stops it.
        shares: Divide anew in these shares, for this reading alone, all that nobody pinned; by
            default every picture keeps the split that it was given when it came.

    Raises:
        DatasetError: There is no picture below the folder.
        StorageError: The program's own files cannot be written.
        Stopped: `control` asked for it.
    """
    try:
        yield from _index(project, control, shares)
    except DamagedCatalogue:  # It is gone now, so that nothing is in the way of another.
        yield from _index(project, control, shares)


def _index(
    project: Project, control: Control, shares: Shares | None
) -> Iterator[IndexProgress | DatasetRecalled | DatasetIndexed]:
    lock = take_lock(project)
    try:
        with open_catalogue(project.catalogue, write=lock is not None) as catalogue:
            recover(project, catalogue, write=lock is not None)
            dataset = None
            if not catalogue.is_empty():
                dataset = build_dataset(project, catalogue)
                yield DatasetRecalled(dataset, lock is None, menu(project, catalogue))
            found = compare(project, catalogue, control)
            yield IndexProgress(0, len(found.stale))
            if dataset is None or not (found.is_empty and _is_true(dataset, catalogue)):
                before = {record.relative: record for record in catalogue.files()}
                fresh = yield from _read_folder(
                    project, catalogue, found.stale, control, read_only=lock is None
                )
                if found.gone:  # Reading takes minutes, in which some may have been put back.
                    gone = compare(project, catalogue, control).gone
                    _let_go(project, catalogue, before, gone, write=lock is not None)
                settle(project, catalogue, before, fresh, write=lock is not None)
                dataset = build_dataset(project, catalogue)
            past = menu(project, catalogue)
    finally:
        if lock is not None:
            lock.release()
    if shares is not None:
        dataset = divide_anew(dataset, shares)
    if found.nameless:
        dataset = replace(dataset, broken=(*dataset.broken, *found.nameless))
    yield DatasetIndexed(dataset, lock is None, past)


def _is_true(dataset: Dataset, catalogue: Catalogue) -> bool:
    """Whether a snapshot is still what the catalogue holds, and nothing in it waits for a place."""
    known = dataset.facts
    return (
        dataset.revision == catalogue.revision()
        and all(dataset.class_ids)
        and all(known.get(item.digest, NO_FACTS).split for item in dataset.items)
    )


def _read_folder(
    project: Project,
    catalogue: Catalogue,
    stale: Sequence[str],
    control: Control,
    *,
    read_only: bool,
) -> Generator[IndexProgress | DatasetRecalled, None, tuple[FileRecord, ...]]:
    """Reads new and changed files into the catalogue; returns them as they are now."""
    read = partial(read_file, project, catalogue.measured_digests())
    fresh: list[FileRecord] = []
    shown, pause = time.monotonic(), _FIRST_SIGHT_S
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for start in range(0, len(stale), _CHUNK):
            control.checkpoint()
            pairs = list(pool.map(read, stale[start : start + _CHUNK]))
            catalogue.remember(pairs)
            fresh += [record for record, _ in pairs]
            yield IndexProgress(start + len(pairs), len(stale))
            if time.monotonic() - shown > pause:
                # The page is used meanwhile; ever more rarely, as it costs more and more.
                dataset = build_dataset(project, catalogue)
                yield DatasetRecalled(dataset, read_only, menu(project, catalogue))
                shown, pause = time.monotonic(), pause * 2
    return tuple(fresh)


def _let_go(
    project: Project,
    catalogue: Catalogue,
    before: Mapping[str, FileRecord],
    gone: Sequence[str],
    *,
    write: bool,
) -> None:
    """Forgets files that are not there any more, after what the session file says of them."""
    records = [before[name] for name in gone if name in before]
    known = catalogue.facts_of([record.digest for record in records])
    sessions = tuple(keep_sessions(records, read_session_file(project), known))
    _write_down(project, catalogue, assignment(sessions, ()), write=write)
    catalogue.forget(gone)


def settle(
    project: Project,
    catalogue: Catalogue,
    before: Mapping[str, FileRecord],
    fresh: Sequence[FileRecord],
    *,
    write: bool = True,
) -> None:
    """Gives what is new its class ids, its facts and its splits.

    Args:
        project: The project.
        catalogue: Its catalogue, with all files.
        before: The files as they were, by relative path.
        fresh: New and changed files.
        write: False keeps it in the catalogue alone.
    """
    arrangement = arrange(project, catalogue.files())
    names = list(name_classes(arrangement, list(before.values()), catalogue.class_ids()))
    edited = [before[r.relative].digest for r in fresh if r.relative in before]
    followed = list(follow_edits(before, arrangement, catalogue.facts_of(edited)))
    told = _told(project, catalogue, fresh)
    _write_down(project, catalogue, assignment([*followed, *told], names), write=write)
    facts = catalogue.facts()
    if all(facts.get(record.digest, NO_FACTS).split for record, _ in arrangement.usable):
        return
    items = make_items(project, arrangement.usable, arrangement.classes, facts)
    shares = Shares.parse(catalogue.settings().get(SHARES, "70/15/15"))
    groups = group_items(items, pairs_of(items, catalogue.measured()))
    splits = list(split_newcomers(items, facts, groups, shares))
    _write_down(project, catalogue, assignment(splits, ()), write=write)


def _told(project: Project, catalogue: Catalogue, fresh: Sequence[FileRecord]) -> list[Fact]:
    """Where new pictures came from, if they are an export that was unpacked here."""
    origins = read_origins(project) if fresh else {}
    digests = [record.digest for record in fresh if record.digest in origins]
    return list(come_with(origins, digests, catalogue.facts_of(digests)))


def _write_down(project: Project, catalogue: Catalogue, change: Change, *, write: bool) -> None:
    if change.is_empty:
        return
    if write:
        carry_out(project, catalogue, change)
        return
    with catalogue.transaction():  # A copy in memory, for this look alone.
        catalogue.set_facts(change.facts)
        catalogue.set_classes(change.classes)
