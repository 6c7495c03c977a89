"""Downloads one found picture into the staging folder, or says why it is not taken."""

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.refusals import Reason, Refused
from shoeclassifier_gui.core.collect.staging import NEW, Staged
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.files import content_digest, write_atomically
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, picture_header, read_picture

PREVIEW_SIDE = 96
# First bytes of the kinds that the program reads. The name and what the server says of the kind are
# not asked: both are often wrong.
_KINDS = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"BM", ".bmp"),
)


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A picture that came.

    Attributes:
        staged: Where it waits.
        preview: RGB uint8, its long side at most PREVIEW_SIDE pixels.
    """

    staged: Staged
    preview: Picture = field(compare=False)


class Known:
    """The contents that are there already; each is claimed once, whichever thread has it first."""

    def __init__(self, digests: Iterable[str]) -> None:
        self._digests = set(digests)
        self._lock = threading.Lock()

    def claim(self, digest: str) -> bool:
        """Whether the content was not there before; from now on it is."""
        with self._lock:
            if digest in self._digests:
                return False
            self._digests.add(digest)
            return True


@dataclass(frozen=True, slots=True)
class Errand:
    """What all pictures of one class share.

    Attributes:
        class_name: The class that they are for, unless the list says another.
        service: Who finds them.
        minimal_side: Pixels of the shorter side.
        folder: Where they wait.
        known: What is there already.
    """

    class_name: str
    service: str
    minimal_side: int
    folder: Path
    known: Known


def download_picture(web: Web, found: Found, errand: Errand) -> Downloaded:
    """Fetches, checks and stages a picture.

    Raises:
        Refused: It is not taken; its reason says why.
        StorageError: The disk is full or may not be written to.
        Stopped: The work was asked to stop.
    """
    data = web.fetch(found.url)
    suffix = _kind(data)
    digest = content_digest(data)
    arrived = errand.folder / f"{digest}-{secrets.token_hex(3)}{NEW}"
    try:
        with write_atomically(arrived) as temporary:
            temporary.write_bytes(data)
        preview = _look(arrived, errand.minimal_side)
        if not errand.known.claim(digest):
            raise Refused(Reason.DUPLICATE)
        staged = Staged(
            errand.folder / f"{digest}{suffix}",
            digest,
            found.class_name or errand.class_name,
            errand.service,
            datetime.now().astimezone().isoformat(timespec="seconds"),
            found,
        )
        staged.write_note()
        arrived.replace(staged.path)
    finally:
        arrived.unlink(missing_ok=True)
    return Downloaded(staged, preview)


def _kind(data: bytes) -> str:
    for start, suffix in _KINDS:
        if data.startswith(start):
            return suffix
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    looks_like_markup = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    raise Refused(Reason.WEB_PAGE if looks_like_markup else Reason.NO_PICTURE)


def _look(path: Path, minimal_side: int) -> Picture:
    """Decodes all of it: a picture that was cut off is only noticed at its end."""
    try:
        header = picture_header(path)
        if min(header.width, header.height) < minimal_side:
            raise Refused(Reason.TOO_SMALL)
        picture = read_picture(path, short_side=PREVIEW_SIDE)
    except BrokenPicture as error:
        raise Refused(Reason.DAMAGED) from error
    height, width = picture.shape[:2]
    scale = min(1.0, PREVIEW_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.ascontiguousarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
