"""Pictures that are hard to learn from: blurred, dark, washed out, empty, grey."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion

# Variance of the Laplacian at 192 px. The least of 1,500 flower photographs is 37, of 4,293 scraped
# shoes 170, of the drawn sample 34; blurred with a deviation of 3 of 192 px they fall below 15.
_BLURRED = 25.0
# 99th percentile of the grey values (Cleanvision marks below 0.32): none of 5,793 photographs.
_DARK = 0.3
# 5th percentile (Cleanvision marks above 0.95): 0.5 % of catalogue pictures, white on white.
_BRIGHT = 0.88
# Bits. The least of 5,793 photographs that show something is 1.45.
_ENTROPY = 1.2
# Share of the 8 x 8 cells that are as the median within so many grey levels (most seen: 0.91).
_FLAT, _LEVELS = 0.97, 6
# Mean spread of the channels: a grey JPEG has 0. It stands out only among coloured pictures.
_GREY, _COLOURED = 0.001, 0.02


def blurred(columns: Columns) -> Iterator[Finding]:
    """Unsharp pictures; those that show nothing are another finding."""
    unsharp = columns.measures["sharpness"] < _BLURRED
    yield from _marked(columns, FindingKind.BLURRED, unsharp & ~_empty(columns) & ~_dim(columns))


def dark(columns: Columns) -> Iterator[Finding]:
    """Pictures without anything light."""
    yield from _marked(columns, FindingKind.DARK, _dim(columns))


def bright(columns: Columns) -> Iterator[Finding]:
    """Washed-out pictures: even their darkest parts are light."""
    yield from _marked(columns, FindingKind.BRIGHT, columns.measures["bright"] > _BRIGHT)


def low_information(columns: Columns) -> Iterator[Finding]:
    """Pictures that show nearly nothing."""
    yield from _marked(columns, FindingKind.LOW_INFORMATION, _empty(columns))


def greyscale(columns: Columns) -> Iterator[Finding]:
    """Grey pictures in a data set of coloured ones."""
    colour = columns.measures["colour"]
    known = colour[columns.measured]
    if len(known) and np.median(known) > _COLOURED:
        grey = (colour < _GREY) & ~_empty(columns) & ~_dim(columns)
        yield from _marked(columns, FindingKind.GREYSCALE, grey, Suggestion.LEAVE_OUT)


def _dim(columns: Columns) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = columns.measures["dark"] < _DARK
    return found


def _empty(columns: Columns) -> npt.NDArray[np.bool_]:
    cells = columns.measures["layout"].reshape(-1, 64, 3).astype(np.int16)
    away = np.abs(cells - np.median(cells, axis=1, keepdims=True)).max(axis=2)
    flat = (away <= _LEVELS).mean(axis=1) >= _FLAT
    found: npt.NDArray[np.bool_] = flat | (columns.measures["entropy"] < _ENTROPY)
    return found


def _marked(
    columns: Columns,
    kind: FindingKind,
    marked: npt.NDArray[np.bool_],
    suggestion: Suggestion = Suggestion.TRASH,
) -> Iterator[Finding]:
    rows = np.flatnonzero(marked & columns.measured)
    if len(rows):
        yield columns.finding(kind, rows, suggestion)
