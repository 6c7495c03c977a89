"""What can be measured of one picture without a network: sharpness, light, colour, likeness."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture

# Measured on a picture of this long side, so that values of large and small pictures compare.
_SIDE = 192
# Below it a picture counts as blurred. The least sharpness of 1,500 flower photographs is 37, of
# 4,293 scraped shoes 170, of the drawn sample 34; blurred with a deviation of 3 of 192 px they fall
# below 15.
LEAST_SHARPNESS = 25.0
# Of `dark`, below it nothing is light (Cleanvision marks below 0.32): none of 5,793 photographs.
LEAST_LIGHT = 0.3
# Of `bright`, above it a picture is washed out (Cleanvision marks above 0.95): 0.5 % of catalogue
# pictures, white on white.
MOST_LIGHT = 0.88
_HASH_SIDE = 8
_DCT_SIDE = 32


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers of one picture.

    Attributes:
        width: Pixels, upright.
        height: Pixels, upright.
        sharpness: Variance of the Laplacian of the grey picture at 192 px (Pech-Pacheco 2000).
        brightness: Mean of the grey values, 0 (black) to 1 (white).
        dark: Brightness of the brightest hundredth (99th percentile), 0 to 1: low in dark pictures.
        bright: Brightness of the darkest twentieth (5th percentile), 0 to 1: high in washed-out
            pictures.
        entropy: Shannon entropy of the grey values in bits, 0 to 8.
        colour: Mean distance of the colour channels from grey, 0 to 1.
        turned: EXIF orientation as stored, 1 for upright.
        likeness: 64 bits that near-duplicates share (perceptual hash, Zauner 2010, section 3.2.1).
        layout: The picture at 8 x 8, RGB, 192 bytes: what the hash forgets, colour and light.
    """

    width: int
    height: int
    sharpness: float
    brightness: float
    dark: float
    bright: float
    entropy: float
    colour: float
    turned: int
    likeness: int
    layout: bytes


COLUMNS = tuple(field.name for field in fields(Measures))
_INTEGERS = {"width", "height", "turned"}
_LAYOUT_BYTES = _HASH_SIDE * _HASH_SIDE * 3
# One row as it stands in the catalogue; another order or width is another version of it.
DTYPE = np.dtype(
    [
        *((name, "<i4" if name in _INTEGERS else "<f4") for name in COLUMNS[:-2]),
        ("likeness", "<u8"),
        ("layout", "u1", (_LAYOUT_BYTES,)),
    ]
)
MeasureArray = npt.NDArray[np.void]


def measure(picture: Picture, width: int, height: int, turned: int = 1) -> Measures:
    """Measures a picture.

    Args:
        picture: RGB uint8, possibly decoded smaller than it is.
        width: Of the whole picture, upright, in pixels.
        height: Likewise.
        turned: EXIF orientation.
    """
    small = _small(picture)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    counts = np.bincount(grey.ravel(), minlength=256)
    shares = counts[counts > 0] / grey.size
    rising = np.cumsum(counts) / grey.size
    red, green, blue = cv2.split(small)
    spread = cv2.max(cv2.max(red, green), blue) - cv2.min(cv2.min(red, green), blue)
    return Measures(
        width=width,
        height=height,
        sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).var()),
        brightness=float(grey.mean() / 255),
        dark=float(np.searchsorted(rising, 0.99) / 255),
        bright=float(np.searchsorted(rising, 0.05) / 255),
        entropy=float(-(shares * np.log2(shares)).sum()),
        colour=float(np.mean(spread) / 255),
        turned=turned,
        likeness=likeness(grey),
        layout=_shrink(small, _HASH_SIDE).tobytes(),
    )


def likeness(grey: npt.NDArray[np.uint8]) -> int:
    """The perceptual hash of a grey picture: 64 bits, low frequencies above their median or not."""
    low = cv2.dct(_shrink(grey, _DCT_SIDE).astype(np.float32))[:_HASH_SIDE, :_HASH_SIDE]
    bits = (low > np.median(low)).astype(np.uint8)
    return int.from_bytes(np.packbits(bits.ravel()).tobytes(), "big")


def as_array(measures: Sequence[Measures]) -> MeasureArray:
    """A structured array with the fields of `Measures`, one row each."""
    array = np.zeros(len(measures), DTYPE)
    for name in COLUMNS[:-1]:
        array[name] = [getattr(one, name) for one in measures]
    layouts = b"".join(one.layout for one in measures)
    array["layout"] = np.frombuffer(layouts, np.uint8).reshape(-1, _LAYOUT_BYTES)
    return array


def _shrink(picture: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _small(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = _SIDE / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


class MeasureTable:
    """What was measured of many contents: one array, found by content.

    Args:
        digests: The contents.
        rows: What was measured of each.
    """

    def __init__(self, digests: Sequence[str] = (), rows: MeasureArray | None = None) -> None:
        names = np.array(digests, "S")
        order = np.argsort(names, kind="stable")
        # Sorted bytes: a dictionary of 100,000 contents would take three times the room.
        self._digests = names[order]
        self._rows = np.zeros(0, DTYPE) if rows is None else rows[order]

    def __contains__(self, digest: str) -> bool:
        return bool(self._places([digest])[0] >= 0)

    def of(self, digests: Sequence[str]) -> MeasureArray:
        """The rows of some contents, in their order; zeros for what was not measured."""
        places = self._places(digests)
        found = np.zeros(len(digests), DTYPE)
        known = places >= 0
        found[known] = self._rows[places[known]]
        return found

    def sharpness_of(self, digests: Sequence[str]) -> npt.NDArray[np.float32]:
        """Likewise the sharpness alone, which every data set is sorted by."""
        places = self._places(digests)
        # What was not measured has the place -1: that of the zero at the end.
        return np.append(self._rows["sharpness"], np.float32(0))[places]

    def _places(self, digests: Sequence[str]) -> npt.NDArray[np.int64]:
        """Where contents stand; -1 for those that do not."""
        if not len(self._digests):
            return np.full(len(digests), -1, np.int64)
        wanted = np.array(digests, "S")
        places = np.searchsorted(self._digests, wanted)
        places[places == len(self._digests)] = -1
        places[self._digests[places] != wanted] = -1
        return places
