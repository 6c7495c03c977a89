"""Reads one picture at a time for large views, beside the window; the newest wish wins."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.exif import Shot, read_shot
from shoeclassifier_gui.core.pictures import GONE, picture_header, read_picture
from shoeclassifier_gui.services.images import as_image
from shoeclassifier_gui.services.job import Job


@dataclass(frozen=True, slots=True)
class LoadedPicture:
    """A picture for the screen.

    Attributes:
        path: Its file.
        image: Upright, perhaps at a reduced scale; null when the file cannot be read.
        width: Of the file's picture, upright, in pixels.
        height: Likewise.
        file_size: Bytes.
        problem: Why it cannot be read; empty when it can.
        shot: What the camera wrote into it.
    """

    path: Path
    image: QImage
    width: int = 0
    height: int = 0
    file_size: int = 0
    problem: str = ""
    shot: Shot = field(default_factory=Shot)


class PictureLoader(QObject):
    """`loaded` brings the picture that was asked for last; older wishes are dropped."""

    loaded = Signal(LoadedPicture)

    def __init__(self, short_side: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._short_side = short_side
        self._wanted: Path | None = None
        self._job: Job | None = None

    def load(self, path: Path) -> None:
        """Asks for a picture."""
        self._wanted = path
        if self._job is None:
            self._begin(path)

    def cancel(self) -> None:
        """Asks for nothing any more."""
        self._wanted = None

    def _begin(self, path: Path) -> None:
        # Without a parent: a page that is destroyed must not take a running thread with it.
        job = Job(partial(_read, path, self._short_side))
        self._job = job
        job.events.connect(self._apply)
        job.ended.connect(self._end)
        job.begin()

    def _apply(self, events: list[LoadedPicture]) -> None:
        for event in events:
            if event.path == self._wanted:
                self._wanted = None
                self.loaded.emit(event)

    def _end(self) -> None:
        self._job = None
        if self._wanted is not None:
            self._begin(self._wanted)


def _read(path: Path, short_side: int, control: Control) -> Iterator[LoadedPicture]:
    try:
        picture = read_picture(path, short_side=short_side)
        header = picture_header(path)
        file_size = path.stat().st_size
    except BrokenPicture as error:
        yield LoadedPicture(path, QImage(), problem=error.reason)
        return
    except OSError:  # Moved or deleted between the steps above.
        yield LoadedPicture(path, QImage(), problem=GONE)
        return
    size = (header.width, header.height, file_size)
    yield LoadedPicture(path, as_image(picture), *size, shot=read_shot(path))
