"""Remembers rows of bytes under keys on disk: what was computed once, shared between programs.

A folder holds rows of one size. Its files consist of blocks of rows, and a file is only ever
written to at its end, by the program that began it: programs share files without waiting for each
other, a killed one loses its last block, and half a block is not read. Whoever reads a file holds
it; files that nobody holds are dropped, the longest unused first, to stay within a budget.
"""

import os
import secrets
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.files import storage_errors

if sys.platform != "win32":
    import fcntl

SUFFIX = ".rows"
_MARK = b"ROWS 1.\n"
# Before the keys and the rows of a block: the mark and how many there are.
_HEAD = struct.Struct("<8sQ")
# What a killed program loses at most, in seconds of its work and in bytes of memory until then.
_WRITE_EVERY_S = 30.0
_BLOCK_BYTES = 64_000_000
# Every file that is read stays open, of which systems allow some hundred.
_FILE_BYTES = 512_000_000

Bytes = npt.NDArray[np.uint8]


class RowStore:
    """Rows of one size under keys of one size.

    Args:
        folder: Of these rows alone; made when the first ones are written.
        key_bytes: Size of a key.
        row_bytes: Size of a row.
        wanted: Which keys matter here; files without any of them are not held.
    """

    def __init__(
        self, folder: Path, *, key_bytes: int, row_bytes: int, wanted: Callable[[bytes], bool]
    ) -> None:
        self.row_bytes = row_bytes
        self._folder = folder
        self._key_bytes = key_bytes
        self._wanted = wanted
        self._held: dict[Path, Bytes] = {}
        self._read_until: dict[Path, int] = {}
        self._places: dict[bytes, tuple[Path, int]] = {}
        self._new: dict[bytes, Bytes] = {}
        self._new_since = 0.0
        self._own: Path | None = None
        self.reload()

    @property
    def stored_bytes(self) -> int:
        """What the wanted rows take on disk."""
        return len(self._places) * self.row_bytes

    def reload(self) -> None:
        """Takes in what other programs have written meanwhile."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            self._take_in(path)

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Those keys that have no row, each once, in their order."""
        return [key for key in dict.fromkeys(keys) if key not in self._places]

    def row(self, key: bytes) -> Bytes:
        """The row of a known key, (row_bytes,); not to be changed."""
        path, start = self._places[key]
        return self._held[path][start : start + self.row_bytes]

    def add(self, keys: Sequence[bytes], rows: Bytes) -> None:
        """Takes rows (keys, row_bytes) over; writes from time to time.

        Raises:
            StorageError: The disk is full.
        """
        if not self._new:
            self._new_since = time.monotonic()
        self._new.update(zip(keys, rows, strict=True))
        waited = time.monotonic() - self._new_since
        if waited >= _WRITE_EVERY_S or len(self._new) * self.row_bytes >= _BLOCK_BYTES:
            self.write()

    def write(self) -> None:
        """Writes the rows that are not written yet; from now on they can be read.

        Raises:
            StorageError: The disk is full; what was written before stays.
        """
        if not self._new:
            return
        block, self._new = self._new, {}
        with storage_errors(self._folder / "rows"):
            self._folder.mkdir(parents=True, exist_ok=True)
            path, file = self._open_own()
            with _whole_or_not(path, self._read_until.get(path, 0)), file:
                file.write(_HEAD.pack(_MARK, len(block)))
                file.write(b"".join(block))
                for row in block.values():
                    file.write(row.tobytes())
                file.flush()
                self._take_in(path)
        self._own = path if self._read_until[path] < _FILE_BYTES else None

    def close_file(self) -> None:
        """Writes what is not written yet; what comes next is kept in a file of its own.

        Raises:
            StorageError: The disk is full.
        """
        self.write()
        self._own = None

    def _open_own(self) -> tuple[Path, BinaryIO]:
        """The file to write to, held: the one begun before, unless somebody took it away."""
        path = self._own
        while True:
            if path is None or not path.is_file():
                path = self._folder / f"{secrets.token_hex(8)}{SUFFIX}"
            file = path.open("ab")
            if _hold(file):
                return path, file
            file.close()

    def _take_in(self, path: Path) -> None:
        """Takes in what is new in a file; a damaged one, or one just dropped, is passed over."""
        with suppress(OSError):
            start = self._read_until.get(path, 0)
            if path.stat().st_size <= start:
                return
            with path.open("rb") as file:
                if not _hold(file):
                    return
                end, places = self._new_places(file, start)
                self._read_until[path] = end
                if places:
                    # Through another handle of the same open file, the map holds it, too.
                    self._held[path] = np.asarray(np.memmap(file, np.uint8, "r", shape=(end,)))
                    self._places.update((key, (path, place)) for key, place in places)
                    os.utime(path)  # Used again: others are dropped first.

    def _new_places(self, file: BinaryIO, start: int) -> tuple[int, list[tuple[bytes, int]]]:
        """Where the whole blocks from `start` end, and where their wanted rows begin."""
        places: list[tuple[bytes, int]] = []
        size = self._key_bytes
        for keys, first, end in self._blocks(file, start):
            start = end
            names = (keys[at : at + size] for at in range(0, len(keys), size))
            places.extend(
                (key, first + number * self.row_bytes)
                for number, key in enumerate(names)
                if self._wanted(key)
            )
        return start, places

    def _blocks(self, file: BinaryIO, start: int) -> Iterator[tuple[bytes, int, int]]:
        """Keys, the place of the first row, and the end of each whole block."""
        size = os.fstat(file.fileno()).st_size
        while start + _HEAD.size <= size:
            file.seek(start)
            mark, count = _HEAD.unpack(file.read(_HEAD.size))
            first = start + _HEAD.size + count * self._key_bytes
            start = first + count * self.row_bytes
            if mark != _MARK or start > size:
                return
            yield file.read(count * self._key_bytes), first, start


def make_room(root: Path, budget: int, size: int) -> None:
    """Drops the longest unused files of the folders in `root` until `size` more bytes fit.

    Files that this or another program holds stay.
    """
    files = _files(root)
    excess = sum(own for _, own, _ in files) + size - budget
    for _, own, path in files:
        if excess <= 0:
            return
        if not _is_held(path):
            with suppress(OSError):  # Windows does not delete what is held.
                path.unlink()
                excess -= own


def held_bytes(root: Path) -> int:
    """What the files that some program holds take in the folders in `root`."""
    return sum(size for _, size, path in _files(root) if _is_held(path))


def _files(root: Path) -> list[tuple[float, int, Path]]:
    """When each was used last, its size, and itself; the longest unused first."""
    found: list[tuple[float, int, Path]] = []
    for path in root.glob(f"*/*{SUFFIX}"):
        with suppress(OSError):
            state = path.stat()
            found.append((state.st_mtime, state.st_size, path))
    return sorted(found)


@contextmanager
def _whole_or_not(path: Path, start: int) -> Iterator[None]:
    """Takes half a block away again: it would hide those that come after it."""
    try:
        yield
    except OSError:
        with suppress(OSError):
            os.truncate(path, start)
        raise


def _hold(file: BinaryIO) -> bool:
    """Keeps others from dropping an open file; whether none has dropped it just now."""
    if sys.platform != "win32":
        with suppress(OSError):  # The file system knows no locks.
            fcntl.flock(file, fcntl.LOCK_SH)
    return os.fstat(file.fileno()).st_nlink > 0


def _is_held(path: Path) -> bool:
    """Whether some program reads or writes a file; of Windows, which keeps it anyway, no answer."""
    if sys.platform != "win32":
        with suppress(OSError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False
