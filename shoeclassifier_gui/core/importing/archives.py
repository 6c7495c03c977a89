"""Reads pictures out of zip and tar files that strangers may have made.

Nothing is ever unpacked to a path that an archive names: members are read into memory, one at a
time, within limits, and what is dangerous or senseless is refused with a sentence.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.importing.beside import is_table
from shoeclassifier_gui.core.importing.findings import Refused
from shoeclassifier_gui.core.importing.names import shown_name
from shoeclassifier_gui.core.importing.request import ARCHIVE_SUFFIXES, VIDEO_SUFFIXES
from shoeclassifier_gui.core.pictures import SUFFIXES

_MIB = 1 << 20
_CHUNK = 1 << 20
_DAMAGES = (
    OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError, tarfile.TarError,
    zipfile.BadZipFile,
)  # fmt: skip
_OPENERS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold.

    Attributes:
        member_bytes: Of one member; larger ones are left out.
        total_bytes: Of all members together; an archive with more is refused as a whole.
        members: Their number; likewise.
        ratio: How many times larger unpacked data may be than packed data. JPEG and PNG files
            hardly shrink, and even BMP drawings stay far below it.
        ratio_from: Below this size the ratio does not count.
    """

    member_bytes: int = 128 * _MIB
    total_bytes: int = 200_000 * _MIB
    members: int = 500_000
    ratio: int = 100
    ratio_from: int = _MIB


USUAL_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A picture, or a table that tells of pictures, in an archive.

    Attributes:
        name: Its path in the archive, with forward slashes.
        data: All of it.
    """

    name: str
    data: bytes


class ArchiveRefused(DatasetError):  # noqa: N818 - a decision
    """An archive of which nothing is taken."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    packed: int | None = None
    kind: str = "file"  # Or link, device, folder, locked.


def read_archive(
    path: Path, control: Control, limits: Limits = USUAL_LIMITS
) -> Iterator[ArchiveMember | Refused]:
    """Reads the pictures of an archive, in the archive's order; other files are passed over.

    Raises:
        ArchiveRefused: It is a bomb, damaged from the start, or no archive.
        Stopped: `control` asked for it, at the next megabyte.
    """
    reading = _read_zip if path.name.lower().endswith(".zip") else _read_tar
    begun = False
    try:
        for member in reading(path, control, limits):
            begun = True
            yield member
    except _DAMAGES as error:
        if not begun:
            raise ArchiveRefused(
                f"{path.name} is damaged or no archive.", "Fetch or pack it again."
            ) from error
        yield Refused(path.name, f"{path.name} is cut off or damaged; the rest was not read.")


def _read_zip(path: Path, control: Control, limits: Limits) -> Iterator[ArchiveMember | Refused]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        _require_bounded(path, len(infos), sum(info.file_size for info in infos), limits)
        for info in infos:
            control.checkpoint()
            entry = _Entry(info.filename, info.file_size, info.compress_size, _zip_kind(info))
            refused = _refusal(entry, limits)
            if refused is not None:
                yield refused
            elif _is_wanted(entry):
                yield _zip_member(archive, info, control)


def _zip_kind(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if info.is_dir():
        return "folder"
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "device"
    return "locked" if info.flag_bits & 1 else "file"


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, control: Control
) -> ArchiveMember | Refused:
    """One damaged member says nothing about the others: each stands alone."""
    try:
        with archive.open(info) as stream:
            return ArchiveMember(_kept_name(info.filename), _read(stream, info.file_size, control))
    except _DAMAGES:
        return _refused(info.filename, "is damaged inside the archive")


def _read_tar(path: Path, control: Control, limits: Limits) -> Iterator[ArchiveMember | Refused]:
    with _unpacking(path) as raw:
        bounded = _Bounded(raw, path, control, limits)
        stream = cast("IO[bytes]", bounded)
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_TarInfo) as archive:
            count = 0
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # Kept otherwise, all of them.
                count += 1
                _require_bounded(path, count, 0, limits)
                entry = _Entry(info.name, info.size, kind=_tar_kind(info))
                refused = _refusal(entry, limits)
                if refused is not None:
                    yield refused
                elif _is_wanted(entry):
                    yield _tar_member(archive, info, control)
        if bounded.is_cut_off:
            yield Refused(path.name, f"{path.name} is cut off; its end is missing.")


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.isdir():
        return "folder"
    if info.issym() or info.islnk():
        return "link"
    return "file" if info.isreg() else "device"


def _tar_member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, control: Control
) -> ArchiveMember | Refused:
    stream = archive.extractfile(info)
    if stream is None:
        return _refused(info.name, "is no file")
    return ArchiveMember(_kept_name(info.name), _read(stream, info.size, control))


def _unpacking(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        head = file.read(6)
    for signature, opener in _OPENERS:
        if head.startswith(signature):
            return cast("IO[bytes]", opener(path))
    return path.open("rb")


class _Bounded:
    """What tarfile reads from: counts what comes out of the packing, and stops when asked."""

    def __init__(self, raw: IO[bytes], path: Path, control: Control, limits: Limits) -> None:
        self._raw = raw
        self._path = path
        self._control = control
        self._limits = limits
        self._packed = path.stat().st_size
        self._count = 0
        self._tail = b""

    @property
    def is_cut_off(self) -> bool:
        """Whether the zeros are missing that end every tar file."""
        return any(self._tail)

    def read(self, size: int) -> bytes:
        """The next bytes."""
        self._control.checkpoint()
        data = self._raw.read(size)
        self._count += len(data)
        self._tail = (self._tail + data)[-512:]
        blown = self._count > max(self._packed * self._limits.ratio, self._limits.ratio_from)
        if blown or self._count > self._limits.total_bytes:
            raise _bomb(self._path)
        return data


class _TarInfo(tarfile.TarInfo):
    """Long names stand in a block of their own, which tarfile reads into memory unasked."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type not in tarfile.REGULAR_TYPES and self.size > _MIB:
            raise tarfile.HeaderError("a header of more than a megabyte")
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


def _refusal(entry: _Entry, limits: Limits) -> Refused | None:
    reason = _path_reason(entry.name) or _kind_reason(entry) or _size_reason(entry, limits)
    return _refused(entry.name, reason) if reason else None


def _path_reason(name: str) -> str | None:
    plain = _plain(name)
    if plain.startswith("/") or plain[1:2] == ":":
        return "names a place outside the archive (an absolute path)"
    if ".." in plain.split("/"):
        return "names a place outside the archive (..)"
    return None


def _kind_reason(entry: _Entry) -> str | None:
    match entry.kind:
        case "link":
            return "is a link, and links in archives are not followed"
        case "device":
            return "is a device, not a file"
        case "locked":
            return "is locked with a password"
    if entry.kind == "file" and entry.name.lower().endswith(ARCHIVE_SUFFIXES):
        return "is an archive inside the archive; unpack it first"
    if entry.kind == "file" and PurePosixPath(entry.name).suffix.lower() in VIDEO_SUFFIXES:
        return "is a video inside the archive; unpack it first"
    return None


def _size_reason(entry: _Entry, limits: Limits) -> str | None:
    if entry.size > limits.member_bytes:
        allowed = limits.member_bytes / _MIB
        return f"has {entry.size / _MIB:,.0f} MB; {allowed:,.0f} MB are the most for one picture"
    packed = entry.packed
    if packed is not None and entry.size > max(packed * limits.ratio, limits.ratio_from):
        return "is packed far too tightly for a picture (a zip bomb)"
    return None


def _require_bounded(path: Path, count: int, size: int, limits: Limits) -> None:
    if count > limits.members or size > limits.total_bytes:
        raise _bomb(path)


def _bomb(path: Path) -> ArchiveRefused:
    return ArchiveRefused(
        f"{path.name} would unpack to far more than pictures need.",
        "Such files are made to fill disks; unpack it yourself if you trust it.",
    )


def _is_wanted(entry: _Entry) -> bool:
    parts = PurePosixPath(_kept_name(entry.name)).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    if entry.kind != "file" or not parts or hidden:
        return False
    return is_table(parts[-1]) or PurePosixPath(parts[-1]).suffix.lower() in SUFFIXES


def _read(stream: IO[bytes], size: int, control: Control) -> bytes:
    """All of a member, never more than it said that it has."""
    data = bytearray()
    while len(data) < size:
        control.checkpoint()
        chunk = stream.read(min(_CHUNK, size - len(data)))
        if not chunk:
            raise EOFError
        data += chunk
    stream.read(1)  # At its end zip members check their sum.
    return bytes(data)


def _plain(name: str) -> str:
    return shown_name(name.replace("\\", "/")).removeprefix("./")


def _kept_name(name: str) -> str:
    """Windows drops dots and spaces at the end of a name, other systems let them stand."""
    return _plain(name).rstrip(". ")


def _refused(name: str, reason: str) -> Refused:
    shown = _plain(name)
    return Refused(shown, f"{shown} {reason}.")
