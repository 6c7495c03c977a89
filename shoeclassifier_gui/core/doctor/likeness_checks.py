"""Pictures that stand in the data set more than once: duplicates, label conflicts, leaks."""

from collections.abc import Iterator

import numpy as np

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.near_duplicates import Indices, components, group_rows
from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion

# A group of look-alikes in several classes whose largest class holds this share has a majority.
_MAJORITY = 2 / 3


def exact_duplicates(columns: Columns) -> Iterator[Finding]:
    """Files of one class with the same bytes; those in several classes are label conflicts."""
    together = columns.contents * len(columns.dataset.classes) + columns.classes
    for rows in _groups(together):
        yield columns.finding(FindingKind.EXACT_DUPLICATE, rows, Suggestion.KEEP_BEST)


def near_duplicates(columns: Columns) -> Iterator[Finding]:
    """Different files of one class that show nearly the same; those that would chain are cut."""
    alone = np.arange(len(columns.classes))
    first, second, distances = columns.pairs
    same = columns.classes[first] == columns.classes[second]
    pairs = first[same], second[same], distances[same]
    for rows in _groups(group_rows(columns.classes, alone, pairs).group):
        if len(set(columns.contents[rows].tolist())) > 1:
            yield columns.finding(FindingKind.NEAR_DUPLICATE, rows, Suggestion.KEEP_BEST)


def label_conflicts(columns: Columns) -> Iterator[Finding]:
    """The same or nearly the same picture in two or more classes."""
    first, second = _alike(columns)
    other = columns.classes[first] != columns.classes[second]
    for rows in _linked(len(columns.classes), first[other], second[other]):
        # Copies within a class vote as well.
        counts = np.bincount(columns.classes[rows])
        # Which class is right without one, only a person can say; until then, none is learned.
        majority = counts.max() / counts.sum() >= _MAJORITY
        target = columns.dataset.classes[int(counts.argmax())] if majority else ""
        suggestion = Suggestion.MOVE if majority else Suggestion.LEAVE_OUT
        yield columns.finding(FindingKind.LABEL_CONFLICT, rows, suggestion, target)


def split_leaks(columns: Columns) -> Iterator[Finding]:
    """Pictures held out that have a look-alike, or one of the same recording, in another part."""
    first, second = _alike(columns)
    session = _session_pairs(columns)
    first, second = np.concatenate([first, session[0]]), np.concatenate([second, session[1]])
    crossing = columns.splits[first] != columns.splits[second]
    for rows in _linked(len(columns.classes), first[crossing], second[crossing]):
        counts = np.bincount(columns.splits[rows], minlength=3)
        target = list(Split)[int(counts.argmax())].value
        yield columns.finding(FindingKind.SPLIT_LEAK, rows, Suggestion.ONE_SIDE, target)


def likeness_groups(columns: Columns) -> Indices:
    """The smallest row of everything that is linked to a row: copies and recordings."""
    first, second = _alike(columns)
    session = _session_pairs(columns)
    every = np.arange(len(columns.classes))
    return components(
        np.concatenate([every, first, session[0]]), np.concatenate([every, second, session[1]])
    )


def _alike(columns: Columns) -> tuple[Indices, Indices]:
    """Pairs of near-duplicates and each exact duplicate with the first of its content."""
    leader = np.unique(columns.contents, return_index=True)[1][columns.contents]
    copies = np.flatnonzero(leader != np.arange(len(leader)))
    first, second, _ = columns.pairs
    return np.concatenate([first, leader[copies]]), np.concatenate([second, copies])


def _session_pairs(columns: Columns) -> tuple[Indices, Indices]:
    """Neighbours in each recording: enough to link it, and to see where it is torn."""
    numbers: dict[str, int] = {}
    sessions = np.fromiter(
        (numbers.setdefault(item.session, len(numbers)) for item in columns.dataset.items),
        np.int64,
        len(columns.classes),
    )
    order = np.lexsort((columns.splits, sessions))
    same = sessions[order][1:] == sessions[order][:-1]
    return order[:-1][same], order[1:][same]


def _linked(count: int, first: Indices, second: Indices) -> Iterator[Indices]:
    every = np.arange(count)
    label = components(np.concatenate([every, first]), np.concatenate([every, second]))
    yield from _groups(label)


def _groups(labels: Indices) -> Iterator[Indices]:
    """Rows that share a label, where there are two or more."""
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    for rows in np.split(order, cuts):
        if len(rows) > 1:
            yield np.sort(rows)
