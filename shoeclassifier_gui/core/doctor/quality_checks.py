"""Pictures that are hard to learn from: blurred, dark, washed out, empty, grey."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.measures import LEAST_LIGHT, LEAST_SHARPNESS, MOST_LIGHT
from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion

# Bits. The least of 5,793 photographs that show something is 1.45.
_ENTROPY = 1.2
# Share of the 8 x 8 cells that are as the median within so many grey levels (most seen: 0.91).
_FLAT, _LEVELS = 0.97, 6
# Mean spread of the channels: a grey JPEG has 0. It stands out only among coloured pictures.
_GREY, _COLOURED = 0.001, 0.02


def blurred(columns: Columns) -> Iterator[Finding]:
    """Unsharp pictures; those that show nothing are another finding."""
    unsharp = columns.measures["sharpness"] < LEAST_SHARPNESS
    yield from _marked(columns, FindingKind.BLURRED, unsharp & ~_empty(columns) & ~_dim(columns))


def dark(columns: Columns) -> Iterator[Finding]:
    """Pictures without anything light."""
    yield from _marked(columns, FindingKind.DARK, _dim(columns))


def bright(columns: Columns) -> Iterator[Finding]:
    """Washed-out pictures: even their darkest parts are light."""
    yield from _marked(columns, FindingKind.BRIGHT, columns.measures["bright"] > MOST_LIGHT)


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
    found: npt.NDArray[np.bool_] = columns.measures["dark"] < LEAST_LIGHT
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
