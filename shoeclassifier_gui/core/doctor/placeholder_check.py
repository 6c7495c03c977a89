"""Screenshots and "image not available" pictures: few colours, flat ground, thin lines."""

from collections.abc import Callable, Iterator

import numpy as np

from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture

Look = Callable[[str], Picture | None]
# Only these are looked at: bits of entropy; photographs with a ground have 4 to 8.
_ENTROPY = 4.0
# Colours that make up the ground, how far a pixel may be from one (grey levels; JPEG), and their
# least share of the picture.
_GROUNDS, _NEAR, _GROUND = 3, 24, 0.8
# Share of the picture that is drawn on the ground: at least some, and thin, so that little of it
# is left once two pixels are taken from its edges (a shoe leaves 5 to 40 %).
_DRAWN, _SOLID = 0.002, 0.008


def placeholders(columns: Columns, look: Look) -> Iterator[Finding]:
    """Pictures of text and lines instead of a thing.

    Args:
        columns: The data set.
        look: Gives the thumbnail of a content, about 192 px; None when there is none.
    """
    entropy = columns.measures["entropy"]
    rows = [
        row
        for row in np.flatnonzero((entropy < _ENTROPY) & columns.measured).tolist()
        if (picture := look(columns.item(row).digest)) is not None and is_placeholder(picture)
    ]
    if rows:
        found = np.asarray(rows, np.int64)
        yield columns.finding(FindingKind.PLACEHOLDER, found, Suggestion.TRASH)


def is_placeholder(picture: Picture) -> bool:
    """Whether a picture (RGB uint8) is thin lines and text on a flat ground."""
    ground = _ground(picture)
    if ground.mean() < _GROUND:
        return False
    drawn = (~ground).astype(np.uint8)
    solid = cv2.erode(drawn, np.ones((5, 5), np.uint8))
    return bool(drawn.mean() >= _DRAWN and solid.mean() <= _SOLID)


def _ground(picture: Picture) -> np.ndarray:
    """Pixels of the few most frequent colours."""
    coarse = (picture >> 4).astype(np.int32)
    codes = (coarse[..., 0] << 8) | (coarse[..., 1] << 4) | coarse[..., 2]
    ground = np.zeros(codes.shape, bool)
    wide = picture.astype(np.int16)
    for _ in range(_GROUNDS):
        left = codes[~ground]
        if not len(left):
            break
        counts = np.bincount(left)
        if counts.max() < 0.05 * codes.size:
            break
        inside = (codes == counts.argmax()) & ~ground
        colour = np.median(wide[inside], axis=0)
        ground |= np.abs(wide - colour).max(axis=2) <= _NEAR
    return ground
