"""Reads one picture before it is imported: is it one, and which content is it."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.dataset.thumbnails import THUMBNAIL_SIDE
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.core.pictures import GONE, read_picture

_CHUNK = 32
_CHUNK_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture before it was looked at: a file, or bytes out of an archive."""

    source: int
    name: str
    path: Path | None = None
    data: bytes | None = None


def handfuls(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Handfuls that fit into memory."""
    chunk: list[Candidate] = []
    size = 0
    for candidate in candidates:
        chunk.append(candidate)
        size += len(candidate.data or b"")
        if len(chunk) >= _CHUNK or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class Checked:
    """What a candidate is.

    Attributes:
        digest: Of its bytes; empty when they cannot be read.
        size: Bytes.
        broken: Why it cannot be imported; None when it can.
    """

    digest: str
    size: int
    broken: str | None = None


def check(
    scratch: Path, seen: Container[str], staged: Container[str], candidate: Candidate
) -> Checked:
    """Reads a candidate whole, and decodes it unless its content is known to be good.

    Args:
        scratch: A folder for what has to be written to be decoded.
        seen: Contents that are known to be good.
        staged: Likewise.
        candidate: The picture.
    """
    try:
        data = _bytes_of(candidate)
    except FileNotFoundError:
        return Checked("", 0, GONE)
    except OSError:
        return Checked("", 0, "reading it is not allowed")
    if not data:
        return Checked("", 0, "it is empty")
    digest = content_digest(data)
    if digest in seen or digest in staged:
        return Checked(digest, len(data))
    path = candidate.path
    if path is None:
        path = scratch / f"{digest}{Path(candidate.name).suffix[:10]}"
        path.write_bytes(data)
    try:
        read_picture(path, short_side=THUMBNAIL_SIDE)
    except BrokenPicture as error:
        return Checked(digest, len(data), error.reason)
    finally:
        if candidate.path is None:
            path.unlink(missing_ok=True)
    return Checked(digest, len(data))


def _bytes_of(candidate: Candidate) -> bytes:
    if candidate.path is None:
        return candidate.data or b""
    if not candidate.path.exists():
        raise FileNotFoundError
    if not candidate.path.is_file():  # Reading a pipe would wait for ever.
        raise PermissionError
    return candidate.path.read_bytes()
