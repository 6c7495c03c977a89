"""Pictures of another format than the rest: long, tiny, huge, turned by EXIF."""

from collections.abc import Iterator

import numpy as np

from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion

# The central square, all that a network sees, is then at most 40 % of the picture. Cleanvision
# marks from 2.86 on; 3 of 1,500 flower photographs are longer than 2.5, none of 8,793 shoes.
_LONGEST = 2.5
# Sides compared with the median side; and the shortest side that shows a shoe at all.
_FACTOR, _SHORTEST = 5.0, 48


def odd_shapes(columns: Columns) -> Iterator[Finding]:
    """Very long or very high pictures."""
    width, height = _sides(columns)
    long = np.maximum(width, height) > _LONGEST * np.minimum(width, height)
    rows = np.flatnonzero(long & columns.measured)
    if len(rows):
        yield columns.finding(FindingKind.ODD_SHAPE, rows, Suggestion.LEAVE_OUT)


def odd_sizes(columns: Columns) -> Iterator[Finding]:
    """Pictures much smaller or larger than the others, or too small to show a thing."""
    width, height = _sides(columns)
    side = np.sqrt(width * height)
    known = side[columns.measured]
    if not len(known):
        return
    usual = np.median(known)
    odd = (
        (side > _FACTOR * usual)
        | (side * _FACTOR < usual)
        | (np.minimum(width, height) < _SHORTEST)
    )
    rows = np.flatnonzero(odd & columns.measured)
    if len(rows):
        yield columns.finding(FindingKind.ODD_SIZE, rows, Suggestion.LEAVE_OUT)


def exif_turned(columns: Columns) -> Iterator[Finding]:
    """Pictures that other programs may show lying on their side; this one turns them."""
    rows = np.flatnonzero(columns.measures["turned"] > 1)
    if len(rows):
        yield columns.finding(FindingKind.EXIF_TURNED, rows, Suggestion.UPRIGHT)


def _sides(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    return (
        columns.measures["width"].astype(np.float64),
        columns.measures["height"].astype(np.float64),
    )
