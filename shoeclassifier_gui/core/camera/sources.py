"""The sources of live pictures."""

import itertools
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from shoeclassifier_gui.core.camera.frames import FrameSource, Shot
from shoeclassifier_gui.core.errors import BrokenPicture, SourceError
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import picture_files, read_picture
from shoeclassifier_gui.core.sample.demo import DemoScene

_CAMERA_SIZE = (1280, 720)
_OPEN_TIMEOUT_MS = 3000
_READ_TIMEOUT_MS = 2000
_STREAM_SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "udp")
_PICTURE_EVERY_S = 2.0
_PICTURE_SHORT_SIDE = 1080
# Unreadable pictures in a row must not keep a stop waiting.
_SEARCH_S = 0.3
_DEMO_INTERVAL_S = 1 / 30
_DEMO_SHOWS = 10_000
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
            return NetworkStream(choice.location, choice.name)
        case SourceKind.DEMO:
            # Another show each time: two recordings of one show would leak between splits.
            return DemoCamera(seed=secrets.randbelow(_DEMO_SHOWS))


def file_choice(kind: SourceKind, path: Path) -> SourceChoice:
    """A video file or a folder of pictures as a source."""
    return SourceChoice(kind, str(path), path.name)


def stream_choice(address: str) -> SourceChoice:
    """The source at an address; its name leaves out user and password.

    Raises:
        SourceError: It is not the address of a stream.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in _STREAM_SCHEMES or any(map(str.isspace, address)):
        raise SourceError(
            "This is not the address of a stream.",
            "It begins with http://, https:// or rtsp://, then comes the name of the camera.",
        )
    place = f"{host}:{port}" if port else host
    return SourceChoice(SourceKind.STREAM, address, f"{parts.scheme}://{place}{parts.path}")


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
        # A new array each time: what was given out never changes.
        return Shot(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8))

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
        capture = cv2.VideoCapture(self._number, _backend())
        self._take(capture, error)
        _ask_for_size(capture)


class VideoFile(_Capture):
    """A video file, played at its own speed, again and again."""

    live = False

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self._path = path
        self._first: Shot | None = None
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
        # Some files open, and then not one picture can be decoded.
        self._first = super().read()
        if self._first is None:
            self.close()
            raise error

    def read(self) -> Shot | None:
        """The next picture; the first again after the last.

        Raises:
            SourceError: The file is gone, or is no video any more.
        """
        first, self._first = self._first, None
        shot = first or super().read()
        if shot is None and self._capture is not None:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            shot = super().read()
        if shot is None:  # Some containers cannot be wound back.
            self.open()
            shot, self._first = self._first, None
        return shot


class NetworkStream(_Capture):
    """An MJPEG or RTSP stream."""

    interval = 0.0
    live = True

    def __init__(self, address: str, name: str) -> None:
        super().__init__(name)
        self._address = address

    def open(self) -> None:
        """Connects.

        Raises:
            SourceError: The address is no stream, or nothing answers within three seconds.
        """
        self.close()
        stream_choice(self._address)
        error = SourceError(
            f"The stream {self.name} does not answer.", "Check the address and the network."
        )
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            _OPEN_TIMEOUT_MS,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            _READ_TIMEOUT_MS,
        ]
        self._take(cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, limits), error)


class PictureFolder:
    """The pictures below a folder, one after the other, again and again."""

    live = False
    interval = _PICTURE_EVERY_S

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._files: Iterator[Path] = iter(())

    def open(self) -> None:
        """Lists the pictures.

        Raises:
            SourceError: There are none.
        """
        files = list(picture_files(self._path))
        if not files:
            raise SourceError(f"There are no pictures in {self.name}.", "Choose another folder.")
        self._files = itertools.cycle(files)

    def read(self) -> Shot | None:
        """The next readable picture; None when there was none for a while."""
        give_up = time.monotonic() + _SEARCH_S
        for path in self._files:
            try:
                return Shot(read_picture(path, short_side=_PICTURE_SHORT_SIDE))
            except BrokenPicture:
                if time.monotonic() > give_up:
                    break
        return None

    def close(self) -> None:
        """Forgets the list."""
        self._files = iter(())


class DemoCamera:
    """A camera that draws its own shoes."""

    name = "Demo camera"
    live = False
    interval = _DEMO_INTERVAL_S

    def __init__(self, *, seed: int = 0) -> None:
        self._scene = DemoScene(seed=seed)
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


def _ask_for_size(capture: cv2.VideoCapture) -> None:
    """Asks for more than OpenCV's 640x480; a device that cannot takes the nearest it can."""
    if sys.platform == "linux":
        # Raw pictures of this size come at 5-10 a second over USB 2.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, _CAMERA_SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _CAMERA_SIZE[1])
