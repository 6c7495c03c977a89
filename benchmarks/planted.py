"""A folder of real pictures among which altered copies of some were planted."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, read_picture, write_picture

MIRRORED = "mirrored"


@dataclass(frozen=True, slots=True)
class Planted:
    """What lies in the folder.

    Attributes:
        folder: Nothing else lies in it.
        pictures: How many were there before.
        copies: The files of a change, each with the file that it was made of.
    """

    folder: Path
    pictures: int
    copies: dict[str, dict[str, str]]

    def is_true(self, first: str, second: str) -> bool:
        """Whether both were made of one picture; a mirrored one is another."""
        return _root(first) == _root(second)


def plant(folder: Path, files: Sequence[Path]) -> Planted:
    """Writes pictures and one copy of each, changed in turn, into an empty folder.

    One copy, not one for each change: a picture that has many look-alikes is a case of its own.
    """
    folder.mkdir(parents=True)
    copies: dict[str, dict[str, str]] = {change: {} for change in CHANGES}
    for row, file in enumerate(files):
        picture, change = read_picture(file), list(CHANGES)[row % len(CHANGES)]
        root = f"{row:05}m" if change == MIRRORED else f"{row:05}"
        name, copy = f"{row:05}.png", f"{root}-copy.png"
        write_picture(folder / name, picture, durable=False)
        write_picture(folder / copy, CHANGES[change](picture), durable=False)
        copies[change][copy] = name
    return Planted(folder, len(files), copies)


def _root(name: str) -> str:
    return name.partition(".")[0].partition("-")[0]


def _recompress(picture: Picture) -> Picture:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=40)
    return np.asarray(Image.open(file).convert("RGB"))


def _halve(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def _crop(share: float) -> Callable[[Picture], Picture]:
    def crop(picture: Picture) -> Picture:
        height, width = picture.shape[:2]
        top, left = round(height * share * 0.7), round(width * share * 0.3)
        bottom, right = round(height * share) - top, round(width * share) - left
        return np.ascontiguousarray(picture[top : height - bottom, left : width - right])

    return crop


def _light(factor: float) -> Callable[[Picture], Picture]:
    def light(picture: Picture) -> Picture:
        lit: Picture = np.clip(picture * factor, 0, 255).astype(np.uint8)
        return lit

    return light


def _mirror(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, ::-1])


CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "JPEG 40": _recompress,
    "half size": _halve,
    "2 % cut": _crop(0.02),
    "4 % cut": _crop(0.04),
    "+15 % light": _light(1.15),
    "-15 % light": _light(0.85),
    MIRRORED: _mirror,
}
