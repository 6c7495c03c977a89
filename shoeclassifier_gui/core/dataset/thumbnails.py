"""Small pictures kept by content, so that a grid never decodes a photograph."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, read_picture, write_picture

THUMBNAIL_SIDE = 192


def thumbnail_path(folder: Path, digest: str) -> Path:
    """Where the thumbnail of a content lies (256 subfolders keep each one small)."""
    return folder / digest[:2] / f"{digest}.jpg"


def save_thumbnail(folder: Path, digest: str, picture: Picture) -> None:
    """Writes the thumbnail of a picture, its long side at most THUMBNAIL_SIDE pixels.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, THUMBNAIL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small: Picture = picture
    if scale < 1:
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    write_picture(thumbnail_path(folder, digest), small, quality=85, durable=False)


def read_thumbnail(folder: Path) -> Callable[[str], Picture | None]:
    """A function that gives the thumbnail of a content, or None when there is none."""

    def read(digest: str) -> Picture | None:
        try:
            return read_picture(thumbnail_path(folder, digest))
        except BrokenPicture:
            return None

    return read
