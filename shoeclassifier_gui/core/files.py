"""Files that are either whole or not there."""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from shoeclassifier_gui.core.errors import StorageError

# Reading the mask means setting it, which is only safe before there are threads.
_UMASK = os.umask(0o022)
os.umask(_UMASK)

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_PLACE = {
    errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOENT, errno.ENAMETOOLONG, errno.ELOOP,
}  # fmt: skip
_LATEST_NS = 2**63 - 1


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turns a full or forbidden disk into a sentence.

    Raises:
        StorageError: The disk is full, read-only, or the folder may not be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError(
                f"The disk is full: {path.name} could not be saved.",
                "Free some space and try again; what was saved before is still there.",
            ) from error
        if error.errno in _FORBIDDEN:
            raise StorageError(
                f"The folder {path.parent} may not be written to.",
                "Choose another folder or ask for the rights to this one.",
            ) from error
        if error.errno in _NO_PLACE:
            raise StorageError(
                f"{path} cannot be written: {os.strerror(error.errno)}.", "Choose another place."
            ) from error
        raise


@contextlib.contextmanager
def write_atomically(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Gives a temporary path beside `path`; what is written there replaces `path` at the end.

    The file is flushed to the disk before it is renamed, and the folder after, so that a crash
    leaves either the old file or the new one. On an exception nothing is left.

    Args:
        path: The file.
        durable: False leaves the moment of writing to the system, many times faster: for what can
            be made again after the power failed.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    with storage_errors(path):
        _require_replaceable(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            if durable:
                with temporary.open("rb+") as file:
                    os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_UMASK)  # Some libraries write files only their owner reads.
            temporary.replace(path)
            if durable:
                _sync_folder(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def _require_replaceable(path: Path) -> None:
    """A device or pipe would turn into a plain file, and nobody could use it any more."""
    if path.exists() and not path.is_file():
        number = errno.EISDIR if path.is_dir() else errno.EEXIST
        raise OSError(number, os.strerror(number))


def write_text(path: Path, text: str) -> None:
    """Replaces a text file (UTF-8, line feeds kept) as a whole."""
    with write_atomically(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def content_digest(data: bytes) -> str:
    """Names a content: 128 bits of BLAKE2b, as hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def require_space(folder: Path, size: int) -> None:
    """Checks that `size` bytes fit below `folder`, which need not exist yet.

    Raises:
        StorageError: They do not, with the two amounts in the sentence.
    """
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if size > free:
        raise StorageError(
            f"The disk has {size_words(free)} left, and {size_words(size)} are needed.",
            "Free some space and try again.",
        )


def size_words(size: int) -> str:
    """Bytes as whole megabytes, or as gigabytes with one decimal; something is at least 1 MB.

    The unit is a million bytes, as disks and file managers count; the window says the same numbers
    in the user's language.
    """
    if size >= 999_500_000:
        return f"{size / 1e9:.1f} GB"
    return f"{max(int(size > 0), round(size / 1e6))} MB"


def is_writable(folder: Path) -> bool:
    """Whether files can be made in an existing folder, found out by making one."""
    probe = folder / f".probe-{secrets.token_hex(4)}"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open folders; NTFS journals the rename.
        return
    # Some network file systems refuse this; the file itself is safe by then.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def modified_ns(state: os.stat_result) -> int:
    """A file's date in nanoseconds, within 64 bits, which end in 2262: more no table can hold."""
    return min(max(state.st_mtime_ns, -_LATEST_NS), _LATEST_NS)


def is_text(name: str) -> bool:
    """Linux allows names that are no UTF-8; no database or JSON file can hold them."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
