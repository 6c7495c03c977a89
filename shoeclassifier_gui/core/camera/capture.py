"""The capture loop: reads a source as fast as it comes, keeps the newest frame, reconnects."""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from shoeclassifier_gui.core.camera.frames import Frame, FrameSource, Mailbox, Shot
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import SourceError

_WAITS_S = (0.5, 1.0, 2.0, 4.0, 5.0)
_SILENCE_S = 3.0
# Sensor noise makes two equal frames unlikely; a lost device repeats its last one for ever.
_EQUAL_FRAMES = 60
_REPORT_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class SourceOpened:
    """The source gives pictures."""

    name: str


@dataclass(frozen=True, slots=True)
class SourceLost:
    """The source gives no pictures; it is tried again after `seconds`."""

    error: SourceError
    seconds: float


@dataclass(frozen=True, slots=True)
class CaptureRate:
    """Pictures per second, lately."""

    frames_per_second: float


CaptureEvent = SourceOpened | SourceLost | CaptureRate


def capture(source: FrameSource, mailbox: Mailbox, control: Control) -> Iterator[CaptureEvent]:
    """Fills the mailbox until stopped; a lost source is opened again and again.

    Pausing holds the last frame in the mailbox.

    Raises:
        Stopped: `control` asked for it.
    """
    failures = 0
    number = 0
    while True:
        try:
            source.open()
            yield SourceOpened(source.name)
            for event, number in _read_on(source, mailbox, control, number):
                failures = 0
                if event is not None:
                    yield event
        except SourceError as error:
            wait = _WAITS_S[min(failures, len(_WAITS_S) - 1)]
            failures += 1
            yield SourceLost(error, wait)
        finally:
            source.close()
        control.sleep(wait)


def _read_on(
    source: FrameSource, mailbox: Mailbox, control: Control, number: int
) -> Iterator[tuple[CaptureRate | None, int]]:
    """Reads until the source is lost.

    Raises:
        SourceError: No new picture came for a while.
    """
    watch = _Watch(source.live)
    since, count = time.monotonic(), 0
    due = time.monotonic()
    while True:
        control.checkpoint()
        shot = source.read()
        now = time.monotonic()
        if shot is not None:
            number += 1
            count += 1
            mailbox.put(Frame(number, shot.picture, now, shot.shown))
        watch.check(shot, now, source.name)
        rate = None
        if now - since >= _REPORT_EVERY_S:
            rate = CaptureRate(count / (now - since))
            since, count = now, 0
        yield rate, number
        due = max(due + source.interval, now - source.interval)
        pause = due - time.monotonic() if shot is not None else 0.01
        if pause > 0:
            control.sleep(pause)


class _Watch:
    """Notices a source that has gone silent or repeats itself."""

    def __init__(self, live: bool) -> None:  # noqa: FBT001
        self._live = live
        self._heard = time.monotonic()
        self._mark = 0
        self._equal = 0

    def check(self, shot: Shot | None, now: float, name: str) -> None:
        """Takes note of a reading.

        Raises:
            SourceError: The source is lost.
        """
        if shot is not None:
            self._heard = now
            mark = zlib.crc32(shot.picture[::16].tobytes()) if self._live else 0
            self._equal = self._equal + 1 if self._live and mark == self._mark else 0
            self._mark = mark
        if now - self._heard > _SILENCE_S or self._equal >= _EQUAL_FRAMES:
            raise SourceError(f"{name} gives no pictures any more.", "It is tried again by itself.")
