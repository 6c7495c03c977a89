"""The append-only file of all changes of a project: what the catalogue is rebuilt from.

Each line is a JSON object. A change is written, with its number, before anything is done, and a
line `{"done": number}` after (with `"cancelled": true` when it could not be done); a change without
one was cut off by a crash and is finished when the project is opened the next time.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path

from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.files import storage_errors

# The largest that every reader of JSON knows exactly; the database's columns hold 2**63 - 1.
_LARGEST_NUMBER = 2**53


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal.

    Attributes:
        number: The change's number, counted from 1.
        change: The change, or None for the line that says it has ended.
        cancelled: Whether that line says that it was given up.
        offset: Where the line begins, in bytes.
        end: Where the next line begins.
    """

    number: int
    change: Change | None
    cancelled: bool
    offset: int
    end: int


class Journal:
    """Reads and appends. One process writes at a time (`lock.py`)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def size(self) -> int:
        """Bytes written so far."""
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0

    def entries(self, offset: int = 0) -> Iterator[Entry]:
        """The entries from `offset` on; lines that a crash tore or a disk damaged are left out.

        Raises:
            StorageError: The file may not be read.
        """
        if not self._path.is_file():
            return
        with storage_errors(self._path), self._path.open("rb") as file:
            file.seek(offset)
            for line in file:
                begin, offset = offset, offset + len(line)
                read = _read(line)
                if read is not None:
                    yield Entry(*read, begin, offset)

    def append(self, number: int, change: Change) -> int:
        """Writes a change down, on the disk when this returns.

        Returns:
            Where its line begins.

        Raises:
            StorageError: The disk is full or may not be written to.
        """
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        return self._write({"number": number, "time": now, **change.as_json()}, sync=True)

    def append_done(self, number: int, *, cancelled: bool = False) -> None:
        """Writes down that a change has ended; losing this line does no harm."""
        self._write({"done": number, **({"cancelled": True} if cancelled else {})}, sync=cancelled)

    def _write(self, parts: dict[str, object], *, sync: bool) -> int:
        line = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with storage_errors(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab+", buffering=0) as file:
                begin = file.seek(0, os.SEEK_END)
                whole = begin == 0 or _last_byte(file.fileno(), begin) == b"\n"
                # A line that a crash tore stays a line of its own.
                _write_whole(file, line if whole else b"\n" + line, begin, sync=sync)
        return begin if whole else begin + 1


def _write_whole(file: FileIO, data: bytes, begin: int, *, sync: bool) -> None:
    """All of it, or none: half a line would be carried out by nobody and stand in the way."""
    try:
        written = file.write(data)
        if written < len(data):
            file.write(data[written:])  # Now the disk says what is wrong.
        if sync:
            os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), begin)
        raise


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    last = os.read(handle, 1)
    os.lseek(handle, 0, os.SEEK_END)
    return last


def _read(line: bytes) -> tuple[int, Change | None, bool] | None:
    try:
        parts = json.loads(line)
        if "done" in parts:
            return _number(parts["done"]), None, bool(parts.get("cancelled"))
        change = Change.from_json(parts)
        for other in (change.undoes, change.redoes, change.continues):
            if other is not None:
                _number(other)
        return _number(parts["number"]), change, False
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _number(value: object) -> int:
    """A change's number; a damaged one may be infinite, or end the numbers for those to come."""
    # True is an int, too.
    if type(value) is int and 0 < value <= _LARGEST_NUMBER:
        return value
    raise ValueError(f"no number of a change: {value}")
