"""Decodes each picture once: prepared squares are remembered on disk by content."""

import os
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
from shoeclassifier_gui.core.files import content_digest, require_space
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.core.pictures import GONE, Picture, read_picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.row_store import RowStore, make_room
from shoeclassifier_gui.core.runs.events import Preparation, Preparing

_CHUNK = 64
# Unused squares are dropped beyond this; those that are needed are made whatever their size.
_BUDGET = 8_000_000_000
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Squares:
    """Prepared pictures, each uint8 (side, side, 3), RGB; not to be changed."""

    rows: Sequence[Picture] | Picture

    @property
    def nbytes(self) -> int:
        """Size of all."""
        return len(self.rows) * self.rows[0].nbytes

    def batch(self, indices: Sequence[int]) -> torch.Tensor:
        """A copy of some of them, uint8 (n, side, side, 3)."""
        return torch.from_numpy(np.stack([self.rows[index] for index in indices]))

    def on(self, device: torch.device) -> torch.Tensor:
        """A copy of all on a device, uint8 (pictures, side, side, 3)."""
        copy = torch.empty((len(self.rows), *self.rows[0].shape), dtype=torch.uint8, device=device)
        for start in range(0, len(copy), _CHUNK):
            part = copy[start : start + _CHUNK]
            part.copy_(self.batch(range(start, start + len(part))))
        return copy


def prepare_squares(
    items: Sequence[Item], preprocessing: Preprocessing, control: Control
) -> Iterator[Preparing | Squares]:
    """Decodes items into squares; the last event holds them.

    They are kept in the user's cache by content: a run decodes only pictures that no run has seen.

    Raises:
        BrokenPicture: A picture was changed or removed after the folder was read.
        StorageError: The disk is full.
        Stopped: `control` asked for it; what was decoded so far is kept.
    """
    side = preprocessing.square_side
    folder = user_cache_folder() / "squares" / str(side)
    by_key = {bytes.fromhex(item.digest): item for item in items}
    store = RowStore(
        folder, key_bytes=_DIGEST_BYTES, row_bytes=side * side * 3, wanted=by_key.__contains__
    )
    missing = [by_key[key] for key in store.missing(by_key)]
    if missing:
        size = len(missing) * store.row_bytes
        make_room(folder.parent, _BUDGET, size)
        require_space(folder, size)
        yield from _decode(missing, preprocessing, control, store)
    keys = (bytes.fromhex(item.digest) for item in items)
    yield Squares([store.row(key).reshape(side, side, 3) for key in keys])


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


def _decode(
    items: Sequence[Item], preprocessing: Preprocessing, control: Control, store: RowStore
) -> Iterator[Preparing]:
    read = partial(_read_item, preprocessing)
    try:
        with decoding_threads() as pool:
            for start in range(0, len(items), _CHUNK):
                control.checkpoint()
                chunk = items[start : start + _CHUNK]
                squares = np.stack(list(pool.map(read, chunk)))
                digests = [bytes.fromhex(item.digest) for item in chunk]
                store.add(digests, squares.reshape(len(chunk), -1))
                yield Preparing(Preparation.PICTURES, start + len(chunk), len(items))
    finally:
        store.close_file()
