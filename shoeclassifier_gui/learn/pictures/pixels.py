"""Decodes each picture once: prepared squares as one memory-mapped uint8 array on disk."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.files import (
    content_digest,
    drop_oldest,
    require_space,
    write_atomically,
)
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.core.pictures import GONE, Picture, read_picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.events import Preparation, Preparing

_CHUNK = 64
# Older caches are dropped beyond this; one that is needed is made whatever its size.
_BUDGET = 8_000_000_000
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Squares:
    """Prepared pictures, uint8 (pictures, side, side, 3), RGB."""

    array: Picture

    def batch(self, indices: Sequence[int]) -> torch.Tensor:
        """A copy of some of them, uint8 (n, side, side, 3)."""
        return torch.from_numpy(self.array[np.asarray(indices)])


def prepare_squares(
    items: Sequence[Item], preprocessing: Preprocessing, control: Control
) -> Iterator[Preparing | Squares]:
    """Decodes items into squares; the last event holds them.

    They are kept in the user's cache by content, so that the next run over the same pictures
    begins at once.

    Raises:
        BrokenPicture: A picture was changed or removed after the folder was read.
        StorageError: The disk is full.
        Stopped: `control` asked for it.
    """
    side = preprocessing.square_side
    shape = (len(items), side, side, 3)
    path = _cache_file(items, side)
    if not path.is_file() or path.stat().st_size != int(np.prod(shape)):
        _make_room(path, int(np.prod(shape)))
        with write_atomically(path) as temporary:
            yield from _decode_all(items, preprocessing, control, temporary)
    path.touch()
    # Copy on write: torch asks for writable memory, and nobody may change the cache.
    yield Squares(np.memmap(path, np.uint8, "c", shape=shape))


def read_square(preprocessing: Preprocessing, path: Path) -> Picture:
    """Reads one picture file and prepares it.

    Raises:
        BrokenPicture: It cannot be read.
    """
    return preprocessing.square(read_picture(path, short_side=preprocessing.square_side))


def _read_item(preprocessing: Preprocessing, item: Item) -> Picture:
    """Reads an item as it was when its folder was read: the cache is named by those contents."""
    square = read_square(preprocessing, item.path)
    try:
        unchanged = content_digest(item.path.read_bytes()) == item.digest
    except OSError as error:
        raise BrokenPicture(item.path, GONE) from error
    if not unchanged:
        raise BrokenPicture(item.path, "it has changed since the folder was read")
    return square


def decoding_threads() -> ThreadPoolExecutor:
    """Decoders release the interpreter lock, so threads serve all cores."""
    return ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1))


def _decode_all(
    items: Sequence[Item], preprocessing: Preprocessing, control: Control, target: Path
) -> Iterator[Preparing]:
    read = partial(_read_item, preprocessing)
    with decoding_threads() as pool, target.open("wb") as file:
        for start in range(0, len(items), _CHUNK):
            control.checkpoint()
            chunk = items[start : start + _CHUNK]
            for square in pool.map(read, chunk):
                file.write(square.tobytes())
            yield Preparing(Preparation.PICTURES, start + len(chunk), len(items))


def _cache_file(items: Sequence[Item], side: int) -> Path:
    key = hashlib.blake2b(f"squares {side}".encode(), digest_size=16)
    for item in items:
        key.update(item.digest.encode())
    return user_cache_folder() / "squares" / f"{key.hexdigest()}.u8"


def _make_room(path: Path, size: int) -> None:
    """Drops the longest unused caches until the budget holds one more of `size` bytes."""
    if path.parent.is_dir():
        _drop_leftovers(path.parent)
        drop_oldest(path.parent, "*.u8", _BUDGET - size)
    require_space(path.parent, size)


def _drop_leftovers(folder: Path) -> None:
    """Removes what killed runs left half written; a day is longer than any decoding takes."""
    for part in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _DAY_S:
                part.unlink()
