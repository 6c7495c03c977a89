"""Files that a person names to be written: never at the cost of something else that lies there."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import storage_errors, write_atomically
from shoeclassifier_gui.core.pictures import SUFFIXES

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD_BYTES = 1 << 16
# Tables that the program reads, or keeps up to date, beside the pictures.
_OWN_TABLES = ("sessions.csv", "attribution")


class TargetKind(StrEnum):
    """What is written; the value is the ending of such files."""

    ARCHIVE = ".zip"
    TABLE = ".csv"
    PICTURE = ".png"


def require_target(path: Path, kind: TargetKind) -> None:
    """Checks that nothing of another kind is lost when a file is written to a path.

    Only a regular file that is what would take its place may be replaced: a mistyped name must not
    cost a picture of the data set, a document, or a device.

    Args:
        path: What a person named.
        kind: What is to be written.

    Raises:
        StorageError: Something else lies there, or the place belongs to a data set.
    """
    with storage_errors(path):
        place = path.absolute()
        reason = _reason(place, Path(os.path.realpath(place.parent), place.name), kind)
    if reason is not None:
        raise StorageError(
            f"{path} was not written: {reason}.",
            f"Name a new file that ends with {kind.value}, in a folder of its own.",
        )


@contextmanager
def write_target(path: Path, kind: TargetKind) -> Iterator[Path]:
    """`write_atomically` for a file that a person named.

    Raises:
        StorageError: As `require_target`, or the disk is full or may not be written to.
    """
    require_target(path, kind)
    with write_atomically(path) as temporary:
        yield temporary


def _reason(path: Path, real: Path, kind: TargetKind) -> str | None:
    """What speaks against a path (as it was named, and where that leads), for a sentence."""
    if HIDDEN in {*path.parts, *real.parts}:
        return "the program keeps a project's own files there"
    in_dataset = any((parent / HIDDEN).is_dir() for parent in (*path.parents, *real.parents))
    if kind is TargetKind.PICTURE and in_dataset:
        return "it would become a picture of the data set in whose folder it lies"
    if kind is not TargetKind.PICTURE and path.suffix.lower() in SUFFIXES:
        return "its name is that of a picture"
    if in_dataset and path.name.lower().startswith(_OWN_TABLES):
        return "a table of that name belongs to the data set"
    if os.path.lexists(path) and not _is_of(path, kind):
        return f"what lies there now is no {kind.value} file, and would be lost"
    return None


def _is_of(path: Path, kind: TargetKind) -> bool:
    """Whether a regular file is by name and content what would replace it."""
    if path.is_symlink() or not path.is_file() or path.suffix.lower() != kind.value:
        return False
    if kind is TargetKind.ARCHIVE:
        return zipfile.is_zipfile(path)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return head.startswith(_PNG) if kind is TargetKind.PICTURE else _is_text(head)


def _is_text(head: bytes) -> bool:
    """Tables of spreadsheets have many encodings; only UTF-16 among them is full of zeros."""
    return b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
