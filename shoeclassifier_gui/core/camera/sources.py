"""The sources of live pictures."""

import itertools
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shoeclassifier_gui.core.camera.frames import FrameSource, Shot
from shoeclassifier_gui.core.errors import BrokenPicture, SourceError
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import picture_files, read_picture
from shoeclassifier_gui.core.sample.demo import DemoScene

_OPEN_TIMEOUT_MS = 3000
_READ_TIMEOUT_MS = 2000
_PICTURE_EVERY_S = 2.0
_DEMO_INTERVAL_S = 1 / 30
_USUAL_RATE = 25.0


class SourceKind(StrEnum):
    """The kinds of sources that a user can choose."""

    CAMERA = "camera"
    VIDEO = "video"
    FOLDER = "folder"
    STREAM = "stream"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source by name, before it is opened.

    Attributes:
        kind: What it is.
        location: Camera number, path, or address; empty for the demo camera.
        name: For people.
    """

    kind: SourceKind
    location: str = ""
    name: str = "Demo camera"


def make_source(choice: SourceChoice) -> FrameSource:
    """Makes, but does not open, the source of a choice."""
    match choice.kind:
        case SourceKind.CAMERA:
            return Webcam(int(choice.location), choice.name)
        case SourceKind.VIDEO:
            return VideoFile(Path(choice.location))
        case SourceKind.FOLDER:
            return PictureFolder(Path(choice.location))
        case SourceKind.STREAM:
            return NetworkStream(choice.location)
        case SourceKind.DEMO:
            return DemoCamera()


class _Capture:
    """What webcams, files and streams have in common: an OpenCV capture."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._capture: cv2.VideoCapture | None = None

    def read(self) -> Shot | None:
        """The next picture; None when there is none."""
        if self._capture is None:
            return None
        good, picture = self._capture.read()
        if not good or picture is None:
            return None
        return Shot(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))

    def close(self) -> None:
        """Disconnects; may be called twice."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _take(self, capture: cv2.VideoCapture, error: SourceError) -> None:
        if not capture.isOpened():
            capture.release()
            raise error
        self._capture = capture


class Webcam(_Capture):
    """A camera of this machine, by its number."""

    interval = 0.0
    live = True

    def __init__(self, number: int, name: str) -> None:
        super().__init__(name)
        self._number = number

    def open(self) -> None:
        """Opens the camera.

        Raises:
            SourceError: It is absent, in use, or not allowed.
        """
        self.close()
        error = SourceError(
            f"The camera {self.name} does not open.",
            "Plug it in, close other programs that use it, and allow this program to use it.",
        )
        self._take(cv2.VideoCapture(self._number, _backend()), error)


class VideoFile(_Capture):
    """A video file, played at its own speed, again and again."""

    live = False

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self._path = path
        self.interval = 1 / _USUAL_RATE

    def open(self) -> None:
        """Opens the file.

        Raises:
            SourceError: It is missing or no video.
        """
        self.close()
        error = SourceError(
            f"The video {self.name} cannot be played.", "Choose another file (MP4, AVI, MOV ...)."
        )
        if not self._path.is_file():
            raise error
        self._take(cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG), error)
        rate = self._capture.get(cv2.CAP_PROP_FPS) if self._capture else 0.0
        self.interval = 1 / rate if 1 <= rate <= 240 else 1 / _USUAL_RATE

    def read(self) -> Shot | None:
        """The next picture; the first again after the last."""
        shot = super().read()
        if shot is None and self._capture is not None:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            shot = super().read()
        return shot


class NetworkStream(_Capture):
    """An MJPEG or RTSP stream."""

    interval = 0.0
    live = True

    def __init__(self, address: str) -> None:
        super().__init__(address)

    def open(self) -> None:
        """Connects.

        Raises:
            SourceError: The address is no stream, or nothing answers within three seconds.
        """
        self.close()
        error = SourceError(
            f"The stream {self.name} does not answer.", "Check the address and the network."
        )
        if not self.name.startswith(("http://", "https://", "rtsp://", "rtmp://", "udp://")):
            raise error
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            _OPEN_TIMEOUT_MS,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            _READ_TIMEOUT_MS,
        ]
        self._take(cv2.VideoCapture(self.name, cv2.CAP_FFMPEG, limits), error)


class PictureFolder:
    """The pictures below a folder, one after the other, again and again."""

    live = False
    interval = _PICTURE_EVERY_S

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._files: Iterator[Path] = iter(())
        self._count = 0

    def open(self) -> None:
        """Lists the pictures.

        Raises:
            SourceError: There are none.
        """
        files = list(picture_files(self._path))
        if not files:
            raise SourceError(f"There are no pictures in {self.name}.", "Choose another folder.")
        self._count = len(files)
        self._files = itertools.cycle(files)

    def read(self) -> Shot | None:
        """The next readable picture; None when not one of them is."""
        for path in itertools.islice(self._files, self._count):
            try:
                return Shot(read_picture(path, short_side=1080))
            except BrokenPicture:
                continue
        return None

    def close(self) -> None:
        """Forgets the list."""
        self._files = iter(())


class DemoCamera:
    """A camera that draws its own shoes."""

    name = "Demo camera"
    live = False
    interval = _DEMO_INTERVAL_S

    def __init__(self) -> None:
        self._scene = DemoScene()
        self._started = time.monotonic()

    def open(self) -> None:
        """Starts the show."""
        self._started = time.monotonic()

    def read(self) -> Shot | None:
        """The scene as it is now."""
        frame = self._scene.frame_at(time.monotonic() - self._started)
        return Shot(frame.picture, frame.shown)

    def close(self) -> None:
        """Has nothing to let go of."""


def _backend() -> int:
    """The capture interface that opens cameras by the numbers that the list of names gives."""
    if sys.platform == "win32":
        return int(cv2.CAP_MSMF)
    return int(cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_AVFOUNDATION)
