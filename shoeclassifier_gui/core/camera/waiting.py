"""Captured pictures that no class has yet: they wait on the disk, so that no closing loses them."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.files import storage_errors, write_text
from shoeclassifier_gui.core.paths import user_data_folder
from shoeclassifier_gui.core.pictures import Picture, read_picture, write_picture

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CaptureNote:
    """What is kept beside a waiting picture.

    Attributes:
        source: Name of the source.
        session: The recording that it belongs to.
    """

    source: str
    session: str


@dataclass(frozen=True, slots=True)
class WaitingCapture:
    """A picture that waits.

    Attributes:
        name: Its own among all; names grow with time.
        picture: RGB uint8 (height, width, 3), read-only.
        note: Where it comes from.
    """

    name: str
    picture: Picture
    note: CaptureNote


def waiting_folder() -> Path:
    """Where they wait: a capture needs no open project."""
    return user_data_folder() / "captures"


def new_name() -> str:
    """A name for a picture captured now."""
    return f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"


def keep_waiting(folder: Path, capture: WaitingCapture) -> None:
    """Writes a picture and its note; not a pixel is lost.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    # The note comes first: a picture on the disk always has one.
    write_text(folder / f"{capture.name}.json", json.dumps(asdict(capture.note)))
    write_picture(folder / f"{capture.name}.png", capture.picture)


def end_waiting(folder: Path, name: str) -> None:
    """Removes a picture that was put into a class or discarded; one that is gone already is fine.

    Raises:
        StorageError: The folder may not be written to.
    """
    for suffix in (".png", ".json"):
        path = folder / f"{name}{suffix}"
        with storage_errors(path):
            path.unlink(missing_ok=True)


def waiting_captures(folder: Path) -> Iterator[WaitingCapture]:
    """The pictures that wait, the oldest first; what cannot be read stays where it is."""
    for path in sorted(folder.glob("*.png")):
        try:
            picture = read_picture(path)
        except BrokenPicture as error:
            _log.info("left out a waiting capture: %s", error.reason)
            continue
        picture.setflags(write=False)
        yield WaitingCapture(path.stem, picture, _note(path.with_suffix(".json")))


def _note(path: Path) -> CaptureNote:
    try:
        return CaptureNote(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        # Without its note a picture is its own recording: no other may be taken for its sibling.
        return CaptureNote("", f"capture {path.stem}")
