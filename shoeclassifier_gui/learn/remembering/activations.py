"""Remembers on disk what the frozen layers saw: rows by content and view, shared between runs.

A folder holds the rows of one frozen part under one preprocessing. Its files are segments that are
written once, as a whole, and never changed: programs can share them without a lock, a killed one
leaves nothing half written, and the oldest ones are dropped to stay within the budget.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from shoeclassifier_gui.core.files import drop_oldest, write_atomically

SUFFIX = ".rows"
# The content's digest (16 bytes) and the view (4 bytes).
KEY_BYTES = 20
_SEGMENT_BYTES = 256_000_000
_COUNT_BYTES = 8

Bytes = npt.NDArray[np.uint8]


class ActivationStore:
    """Rows of one shape and number format under 20 byte keys.

    Args:
        folder: Of this frozen part; made when the first rows are written.
        shape: Of a row.
        dtype: `bfloat16` or `float16`.
    """

    def __init__(self, folder: Path, shape: tuple[int, ...], dtype: torch.dtype) -> None:
        self._folder = folder
        self._shape = shape
        self._dtype = dtype
        self._segments: list[Bytes] = []
        self._places: dict[bytes, tuple[int, int]] = {}
        self._new_keys: list[bytes] = []
        self._new_rows: list[Bytes] = []
        self._known: set[str] = set()
        self.reload()

    @property
    def row_bytes(self) -> int:
        """Size of a row."""
        return int(np.prod(self._shape)) * self._dtype.itemsize

    def reload(self) -> None:
        """Takes in what other programs have written meanwhile."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            if path.name not in self._known:
                self._open(path)

    @property
    def stored_bytes(self) -> int:
        """What the known rows take on disk."""
        return len(self._places) * self.row_bytes

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Those keys that have no row, each once, in their order."""
        return [key for key in dict.fromkeys(keys) if key not in self._places]

    def add(self, keys: Sequence[bytes], rows: torch.Tensor) -> None:
        """Takes rows (keys, *shape) over; `flush` writes what is not written yet.

        Raises:
            StorageError: The disk is full.
        """
        # Fresh, because `contiguous` leaves maps of one place in channels-last strides.
        stored = torch.empty(rows.shape, dtype=self._dtype).copy_(rows).view(torch.uint8)
        self._new_keys.extend(keys)
        self._new_rows.append(stored.view(len(keys), -1).numpy())
        if len(self._new_keys) * self.row_bytes >= _SEGMENT_BYTES:
            self.flush()

    def flush(self) -> None:
        """Writes the newest rows.

        Raises:
            StorageError: The disk is full.
        """
        if not self._new_keys:
            return
        path = self._folder / f"{secrets.token_hex(8)}{SUFFIX}"
        with write_atomically(path, durable=False) as temporary, temporary.open("wb") as file:
            for rows in self._new_rows:
                file.write(rows.tobytes())
            file.write(b"".join(self._new_keys))
            file.write(len(self._new_keys).to_bytes(_COUNT_BYTES, "little"))
        self._new_keys, self._new_rows = [], []
        self._open(path)

    def read(self, keys: Sequence[bytes]) -> torch.Tensor:
        """The rows of known keys, (keys, *shape)."""
        gathered = np.empty((len(keys), self.row_bytes), np.uint8)
        for target, key in enumerate(keys):
            segment, row = self._places[key]
            gathered[target] = self._segments[segment][row]
        return torch.from_numpy(gathered).view(self._dtype).view(len(keys), *self._shape)

    def _open(self, path: Path) -> None:
        """Takes the rows of a segment in; a damaged one, or one just dropped, is passed over."""
        self._known.add(path.name)
        with suppress(OSError, ValueError):
            data = np.memmap(path, np.uint8, "r")
            count = int.from_bytes(data[-_COUNT_BYTES:].tobytes(), "little")
            keys_start = count * self.row_bytes
            if len(data) != keys_start + count * KEY_BYTES + _COUNT_BYTES:
                return
            keys = data[keys_start:-_COUNT_BYTES].tobytes()
            self._segments.append(data[:keys_start].reshape(count, self.row_bytes))
            number = len(self._segments) - 1
            for row in range(count):
                self._places[keys[row * KEY_BYTES : (row + 1) * KEY_BYTES]] = (number, row)
            os.utime(path)  # Used again: others are dropped first.


def make_room(root: Path, budget: int, size: int, keep: Path | None = None) -> None:
    """Drops the longest unused segments below `root` until `size` more bytes fit into a budget.

    Segments of the folder `keep` stay: they are about to be used.
    """
    drop_oldest(root, f"*/*{SUFFIX}", max(0, budget - size), keep)
