"""Takes pictures out of a video: each n-th or the sharpest of each second, no two nearly alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.measures import Measures, as_array, measure
from shoeclassifier_gui.core.dataset.near_duplicates import HASH_DISTANCE, LIKENESS, likeness
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.core.importing.request import Sampling
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture

_USUAL_RATE = 30.0
# JPEG at quality 95 takes about this many bytes a pixel of a video's picture.
_BYTES_A_PIXEL = 0.4
# Containers count a few pictures more than there are; what misses more than this is cut off.
_COMPLETE_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What the head of a video says.

    Attributes:
        frames: How many pictures it has; 0 when it does not tell.
        rate: Pictures a second.
        about: How many pictures will be taken at most.
        bytes_about: What they take on the disk as JPEG files.
    """

    frames: int
    rate: float
    about: int
    bytes_about: int


@dataclass(frozen=True, slots=True)
class VideoShot:
    """A picture taken from a video.

    Attributes:
        number: Its place in the video, from 0.
        picture: RGB uint8 (height, width, 3).
    """

    number: int
    picture: Picture


@dataclass(frozen=True, slots=True)
class VideoEnded:
    """The video is over.

    Attributes:
        read: Pictures that could be read.
        alike: Pictures that were left out because they show nearly what the one before shows.
        is_cut_off: Whether the file promises more pictures than could be read.
    """

    read: int
    alike: int
    is_cut_off: bool


def look_at_video(path: Path, sampling: Sampling) -> VideoFacts:
    """Reads the head and the first picture.

    Raises:
        SourceError: It is damaged or no video.
    """
    capture = _open(path)
    try:
        good, frame = capture.read()
        if not good or frame is None:
            raise _damaged(path)
        frames = max(0, int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))
        rate = _rate(capture)
    finally:
        capture.release()
    step = sampling.every or max(1, round(rate))
    about = max(1, -(-frames // step))
    pixels = frame.shape[0] * frame.shape[1]
    return VideoFacts(frames, rate, about, int(about * pixels * _BYTES_A_PIXEL))


def video_shots(
    path: Path, sampling: Sampling, control: Control
) -> Iterator[VideoShot | VideoEnded]:
    """Takes pictures; the last event tells how it ended.

    Raises:
        SourceError: It is damaged or no video.
        Stopped: `control` asked for it, at the next picture.
    """
    capture = _open(path)
    read = alike = 0
    kept: Measures | None = None
    try:
        promised = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        frames = _Frames(capture, control)
        shots = _each(frames, sampling.every) if sampling.every else _sharpest(frames)
        for shot, measures in shots:
            if kept is not None and are_alike(kept, measures):
                alike += 1
                continue
            kept = measures
            yield shot
        read = frames.read
    finally:
        capture.release()
    if read == 0:
        raise _damaged(path)
    yield VideoEnded(read, alike, read < promised * _COMPLETE_SHARE)


def are_alike(one: Measures, other: Measures) -> bool:
    """Whether two pictures are near-duplicates, as everywhere in the program."""
    if (one.likeness ^ other.likeness).bit_count() > HASH_DISTANCE:
        return False
    pair = as_array([one, other])
    return bool(likeness(pair, np.array([0]), np.array([1]))[0] >= LIKENESS)


class _Frames:
    """The pictures of a capture, counted."""

    def __init__(self, capture: cv2.VideoCapture, control: Control) -> None:
        self._capture = capture
        self._control = control
        self.rate = _rate(capture)
        self.read = 0

    def next(self) -> bool:
        """Goes on to the next picture, without decoding all of it."""
        self._control.checkpoint()
        there = bool(self._capture.grab())
        self.read += there
        return there

    def decoded(self) -> tuple[VideoShot, Measures] | None:
        """The picture that `next` went on to; None when it is damaged."""
        good, frame = self._capture.retrieve()
        if not good or frame is None:
            return None
        picture = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
        height, width = picture.shape[:2]
        return VideoShot(self.read - 1, picture), measure(picture, width, height)


def _each(frames: _Frames, step: int) -> Iterator[tuple[VideoShot, Measures]]:
    while frames.next():
        if (frames.read - 1) % step == 0 and (found := frames.decoded()) is not None:
            yield found


def _sharpest(frames: _Frames) -> Iterator[tuple[VideoShot, Measures]]:
    best: tuple[VideoShot, Measures] | None = None
    second = 0
    while frames.next():
        now = int((frames.read - 1) / frames.rate)
        if now != second and best is not None:
            yield best
            best = None
        second = now
        found = frames.decoded()
        if found is not None and (best is None or found[1].sharpness > best[1].sharpness):
            best = found
    if best is not None:
        yield best


def _open(path: Path) -> cv2.VideoCapture:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        capture.release()
        raise _damaged(path)
    return capture


def _rate(capture: cv2.VideoCapture) -> float:
    rate = float(capture.get(cv2.CAP_PROP_FPS))
    return rate if 1 <= rate <= 1000 else _USUAL_RATE


def _damaged(path: Path) -> SourceError:
    return SourceError(
        f"The video {path.name} is damaged or no video.", "Choose another file (MP4, AVI, MOV ...)."
    )
