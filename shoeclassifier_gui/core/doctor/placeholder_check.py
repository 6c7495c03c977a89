"""Screenshots and "image not available" pictures: flat ground nearly everywhere, and signs.

Tried on 4,500 product shots and 1,500 scraped pictures of shoes: 2 alarms. A guess all the same,
so that what is found is left out, not thrown away.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture

Look = Callable[[str], Picture | None]
_Mask = npt.NDArray[np.bool_]
# Only these are looked at: bits of entropy; photographs with a ground have 2 to 8.
_ENTROPY = 4.0
# The ground has one of the colours of the margin: the margin's width as a share of the shorter
# side, how many colours at most, the least share of the margin that each has, and how far a pixel
# may be from one. With 24 grey levels instead of 8 white shoes on white are ground as well.
_MARGIN, _COLOURS, _OF_MARGIN, _NEAR = 0.06, 3, 0.1, 8
# A field of that colour is ground when it reaches the rim, or fills this share of the picture (the
# inside of a frame); the inside of a shoe does neither.
_FIELD = 0.4
_GROUND = 0.75
# A sign beside the text, as a camera that is struck out, is at most so large.
_ICON = 0.4
# Letters and words: heights as shares of the picture's, how many there are at least, and their
# share of what is drawn beside the sign, where a frame of at least this share of each side is not
# counted.
_LOWEST, _HIGHEST, _LETTERS, _TEXT, _FRAME = 0.02, 0.15, 3, 0.45, 0.8
# Shares of the picture that are drawn beside the sign: at least some, and thin, so that little is
# left once two pixels are taken from the edges (a shoe leaves 2 to 40 %).
_DRAWN, _SOLID = 0.004, 0.015


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
        yield columns.finding(FindingKind.PLACEHOLDER, found, Suggestion.LEAVE_OUT)


def is_placeholder(picture: Picture) -> bool:
    """Whether a picture (RGB uint8) is text, perhaps with a small sign, on a flat ground."""
    drawn = ~_ground(picture)
    if drawn.mean() > 1 - _GROUND:
        return False
    height, width = drawn.shape
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(drawn.astype(np.uint8), connectivity=8)
    boxes[0] = 0  # The ground.
    areas = boxes[:, cv2.CC_STAT_AREA]
    heights = boxes[:, cv2.CC_STAT_HEIGHT] / height
    widths = boxes[:, cv2.CC_STAT_WIDTH] / width
    letters = (heights >= _LOWEST) & (heights <= _HIGHEST)
    largest = areas.argmax()
    if _HIGHEST < heights[largest] <= _ICON and widths[largest] <= _ICON:
        drawn &= parts != largest
    solid = cv2.erode(drawn.astype(np.uint8), np.ones((5, 5), np.uint8))
    is_thin = drawn.mean() >= _DRAWN and solid.mean() <= _SOLID
    frames = areas[(heights >= _FRAME) & (widths >= _FRAME)].sum()
    is_text = areas[letters].sum() >= _TEXT * (drawn.sum() - frames)
    return bool(is_thin and is_text and letters.sum() >= _LETTERS)


def _ground(picture: Picture) -> _Mask:
    """The pixels of flat fields that reach the rim, or are very large."""
    flat = _like_the_margin(picture)
    count, fields, boxes, _ = cv2.connectedComponentsWithStats(
        flat.astype(np.uint8), connectivity=4
    )
    is_ground = np.zeros(count, bool)
    is_ground[fields[_margin(flat.shape, 2)]] = True
    is_ground |= boxes[:, cv2.CC_STAT_AREA] >= _FIELD * flat.size
    is_ground[0] = False  # What is not flat.
    ground: _Mask = is_ground[fields]
    return ground


def _like_the_margin(picture: Picture) -> _Mask:
    """The pixels whose colour is one of the most frequent ones of the margin."""
    shape = picture.shape[:2]
    margin = _margin(shape, max(2, round(_MARGIN * min(shape))))
    wide = picture.astype(np.int16)
    flat = np.zeros(shape, bool)
    for _ in range(_COLOURS):
        left = wide[margin & ~flat]
        coarse = (left >> 3).astype(np.int32)
        codes = (coarse[:, 0] << 10) | (coarse[:, 1] << 5) | coarse[:, 2]
        counts = np.bincount(codes, minlength=1)
        if counts.max() < _OF_MARGIN * margin.sum():
            break
        colour = np.median(left[codes == counts.argmax()], axis=0)
        flat |= np.abs(wide - colour).max(axis=2) <= _NEAR
    return flat


def _margin(shape: tuple[int, ...], width: int) -> _Mask:
    margin = np.ones(shape, bool)
    margin[width:-width, width:-width] = False
    return margin
