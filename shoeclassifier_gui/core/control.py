"""Pause, resume and stop for long work."""

import threading
import time


class Stopped(Exception):  # noqa: N818 - a request that was granted, not an error
    """Raised inside long work when its user asked it to stop."""


class Control:
    """The reins of one piece of long work, safe to pull from any thread."""

    def __init__(self) -> None:
        self._running = threading.Event()
        self._running.set()
        self._stopping = threading.Event()
        self._held = 0.0

    def pause(self) -> None:
        """Holds the work at its next checkpoint."""
        self._running.clear()

    def resume(self) -> None:
        """Lets paused work go on."""
        self._running.set()

    def stop(self) -> None:
        """Ends the work at its next checkpoint, also when it is paused."""
        self._stopping.set()
        self._running.set()

    @property
    def paused(self) -> bool:
        """Whether a pause was asked for."""
        return not self._running.is_set()

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stopping.is_set()

    @property
    def held_seconds(self) -> float:
        """How long checkpoints have blocked, in all."""
        return self._held

    def checkpoint(self) -> None:
        """Blocks while paused.

        Raises:
            Stopped: A stop was asked for.
        """
        if not self._running.is_set():
            started = time.perf_counter()
            self._running.wait()
            self._held += time.perf_counter() - started
        if self._stopping.is_set():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Waits, but wakes at once when a stop is asked for.

        Raises:
            Stopped: A stop was asked for.
        """
        if self._stopping.wait(seconds):
            raise Stopped
