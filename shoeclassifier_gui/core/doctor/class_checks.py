"""Classes with too few pictures, and files that cannot be read."""

from collections.abc import Iterator

import numpy as np

from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion

# Below it a class has no more than two pictures to validate with (15 %).
_TINY = 20
# A class this many times smaller than the largest is seldom answered (He and Garcia 2009).
_UNBALANCED = 5.0


def unreadable(columns: Columns) -> Iterator[Finding]:
    """Picture files that cannot be decoded."""
    folder = columns.dataset.folder
    files = sorted(
        file.path.relative_to(folder).as_posix()
        for file in columns.dataset.broken
        if file.path.is_relative_to(folder)
    )
    if files:
        yield Finding(FindingKind.UNREADABLE, tuple(files), Suggestion.TRASH)


def tiny_classes(columns: Columns) -> Iterator[Finding]:
    """Classes with too few pictures to learn and to be measured."""
    for index, count in enumerate(columns.dataset.count_by_class()):
        if 0 < count < _TINY:
            yield _of_class(columns, FindingKind.TINY_CLASS, Suggestion.COLLECT, index)


def imbalance(columns: Columns) -> Iterator[Finding]:
    """Classes much smaller than the largest one."""
    counts = columns.dataset.count_by_class()
    for index, count in enumerate(counts):
        if 0 < count * _UNBALANCED < max(counts):
            yield _of_class(columns, FindingKind.IMBALANCE, Suggestion.BALANCE, index)


def _of_class(columns: Columns, kind: FindingKind, suggestion: Suggestion, index: int) -> Finding:
    rows = np.flatnonzero(columns.classes == index)
    return columns.finding(kind, rows, suggestion, columns.dataset.classes[index])
