"""What of a diagnosis is still true when pictures went, came back or were moved since."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import PurePosixPath

from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.doctor.findings import (
    GROUPS,
    Diagnosis,
    Finding,
    FindingKind,
    Suggestion,
)


def still_true(diagnosis: Diagnosis, dataset: Dataset) -> Diagnosis:
    """The findings about pictures that the data set has and uses, whoever took the others away.

    Of a group at least two are left, in two classes or parts where that is what is wrong. What
    is dropped is true again with the data set of before, so the whole diagnosis is to be kept.
    """
    broken = _broken(dataset)
    kept = (_present(finding, dataset, broken) for finding in diagnosis.findings)
    return replace(diagnosis, findings=tuple(finding for finding in kept if finding is not None))


def wholes(diagnosis: Diagnosis, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What stands in a diagnosis for findings that `still_true` gave.

    Groups are the whole ones again; of others only the pictures that are meant are named.
    """
    for finding in findings:
        candidates = diagnosis.of_kind(finding.kind) if finding.stands_together else ()
        yield next((whole for whole in candidates if _is_part(finding, whole)), finding)


def followed(diagnosis: Diagnosis, change: Change) -> Diagnosis:
    """The same after a change: files that moved and classes with other names are still meant."""
    moves = {
        move.source: move.target
        for move in change.moves
        if not move.target.startswith(f"{HIDDEN}/")
    }
    names = {name.before: name.after for name in change.classes if name.before and name.after}
    if not moves and not names:
        return diagnosis
    findings, balanced = (
        tuple(_followed(finding, moves, names) for finding in some)
        for some in (diagnosis.findings, diagnosis.balanced)
    )
    return replace(diagnosis, findings=findings, balanced=balanced)


class Keeping:
    """Remembers the last answer of `still_true`: it is the same object until it is another one."""

    def __init__(self) -> None:
        self._asked: tuple[Diagnosis, Dataset] | None = None
        self._answer: Diagnosis | None = None

    def of(self, found: Diagnosis | None, dataset: Dataset | None) -> Diagnosis | None:
        """What of a diagnosis is true; without a data set nobody knows, and it stays."""
        if found is None or dataset is None:
            return found
        if self._asked is None or found is not self._asked[0] or dataset is not self._asked[1]:
            self._asked = (found, dataset)
            answer = still_true(found, dataset)
            if answer != self._answer:
                self._answer = answer
        return self._answer


def _present(finding: Finding, dataset: Dataset, broken: frozenset[str]) -> Finding | None:
    if finding.kind is FindingKind.UNREADABLE:
        left = tuple(path for path in finding.items if path in broken)
        return replace(finding, items=left) if left else None
    items = [item for path in finding.items if (item := _item(dataset.items, path)) is not None]
    if finding.kind in GROUPS:
        is_wrong = len({_differs_in(finding.kind, item) for item in items}) > 1
    else:
        items = [item for item in items if not _was_moved(finding, item, dataset)]
        is_wrong = bool(items)
    return replace(finding, items=tuple(item.relative for item in items)) if is_wrong else None


def _differs_in(kind: FindingKind, item: Item) -> str:
    """In what the pictures of a group differ as long as something is wrong with it."""
    match kind:
        case FindingKind.LABEL_CONFLICT:
            return str(item.class_index)
        case FindingKind.SPLIT_LEAK:
            return item.split.value
    return item.relative


def _was_moved(finding: Finding, item: Item, dataset: Dataset) -> bool:
    """Whether a person brought a picture to the suggested class already."""
    is_move = finding.suggestion is Suggestion.MOVE
    return is_move and dataset.classes[item.class_index] == finding.target


def _item(items: Sequence[Item], relative: str) -> Item | None:
    """The picture, if it is used; found by halves, for a table of 100,000 takes too long."""
    place = bisect_left(items, relative, key=attrgetter("relative"))
    found = items[place] if place < len(items) else None
    return found if found and found.relative == relative and not found.left_out else None


def _broken(dataset: Dataset) -> frozenset[str]:
    folder = dataset.folder
    return frozenset(
        file.path.relative_to(folder).as_posix()
        for file in dataset.broken
        if file.path.is_relative_to(folder)
    )


def _is_part(finding: Finding, whole: Finding) -> bool:
    return finding.target == whole.target and set(finding.items) <= set(whole.items)


def _followed(finding: Finding, moves: Mapping[str, str], names: Mapping[str, str]) -> Finding:
    items = tuple(_moved(path, moves) for path in finding.items)
    is_part = finding.suggestion is Suggestion.ONE_SIDE  # Its target is no class.
    target = finding.target if is_part else names.get(finding.target, finding.target)
    if items == finding.items and target == finding.target:
        return finding
    return replace(finding, items=items, target=target)


def _moved(path: str, moves: Mapping[str, str]) -> str:
    if path in moves:
        return moves[path]
    for folder in PurePosixPath(path).parents:
        if str(folder) in moves:
            return f"{moves[str(folder)]}/{PurePosixPath(path).relative_to(folder)}"
    return path
