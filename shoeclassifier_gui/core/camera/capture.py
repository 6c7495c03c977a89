"""The capture loop: reads a source as fast as it comes, keeps the newest frame, reconnects."""

import itertools
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
_BETWEEN_TRIES_S = 0.01
_REPORT_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class SourceLost:
    """The source gives no pictures; it is tried again after `seconds`."""

    error: SourceError
    seconds: float


@dataclass(frozen=True, slots=True)
class CaptureRate:
    """Pictures per second, lately."""

    frames_per_second: float


# One count for all sources: an answer to a frame of an earlier source can be told by its number.
_numbers = itertools.count(1)

CaptureEvent = SourceLost | CaptureRate


def capture(source: FrameSource, mailbox: Mailbox, control: Control) -> Iterator[CaptureEvent]:
    """Fills the mailbox until stopped; a lost source is opened again and again.

    Pausing holds the last frame in the mailbox. A live device is read on meanwhile, because it
    would give stale pictures, or hang up, afterwards; a file waits where it is.

    Raises:
        Stopped: `control` asked for it.
    """
    failures = 0
    while True:
        try:
            source.open()
            for rate in _read_on(source, mailbox, control):
                failures = 0
                yield rate
        except SourceError as error:
            wait = _WAITS_S[min(failures, len(_WAITS_S) - 1)]
            failures += 1
            yield SourceLost(error, wait)
        finally:
            source.close()
        control.sleep(wait)


def _read_on(source: FrameSource, mailbox: Mailbox, control: Control) -> Iterator[CaptureRate]:
    """Reads until the source is lost; reports only while pictures come.

    Raises:
        SourceError: No new picture came for a while.
    """
    watch = _Watch(source.name, live=source.live)
    pace = _Pace(source.interval)
    since, count = time.monotonic(), 0
    while True:
        _obey(control, live=source.live)
        shot = source.read()
        now = time.monotonic()
        watch.check(shot, now)
        if shot is not None:
            count += 1
            if not control.paused:
                mailbox.put(publish(shot, now))
        if count and now - since >= _REPORT_EVERY_S:
            yield CaptureRate(count / (now - since))
            since, count = now, 0
        control.sleep(_BETWEEN_TRIES_S if shot is None else pace.rest())


def _obey(control: Control, *, live: bool) -> None:
    """Blocks while paused, but not a live device.

    Raises:
        Stopped: `control` asked for it.
    """
    if live:
        control.sleep(0)
    else:
        control.checkpoint()


def publish(shot: Shot, now: float) -> Frame:
    """Makes a frame that was read at `now` (seconds, monotonic); its number is the next of all."""
    shot.picture.setflags(write=False)
    return Frame(next(_numbers), shot.picture, now, shot.shown)


class _Pace:
    """Spreads the pictures of a file over time; a picture that is late is not made up for."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._due = time.monotonic()

    def rest(self) -> float:
        """Seconds to wait until the next picture."""
        now = time.monotonic()
        self._due = max(self._due + self._interval, now - self._interval)
        return max(0.0, self._due - now)


class _Watch:
    """Notices a source that has gone silent or repeats itself."""

    def __init__(self, name: str, *, live: bool) -> None:
        self._name = name
        self._live = live
        self._heard = self._moved = time.monotonic()
        self._mark = 0
        self._equal = 0

    def check(self, shot: Shot | None, now: float) -> None:
        """Takes note of a reading.

        Raises:
            SourceError: The source is lost.
        """
        if shot is None:
            if now - self._heard > _SILENCE_S:
                raise SourceError(
                    f"{self._name} gives no pictures any more.",
                    "Check that it is plugged in and switched on.",
                )
            return
        self._heard = now
        if self._live:
            self._compare(shot, now)

    def _compare(self, shot: Shot, now: float) -> None:
        mark = zlib.crc32(shot.picture[::16].tobytes())
        if mark != self._mark:
            self._mark, self._equal, self._moved = mark, 0, now
            return
        self._equal += 1
        if self._equal >= _EQUAL_FRAMES and now - self._moved > _SILENCE_S:
            raise SourceError(
                f"{self._name} gives the same picture again and again.",
                "Check that it is plugged in and that nothing covers it.",
            )
