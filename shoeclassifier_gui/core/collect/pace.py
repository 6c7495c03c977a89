"""Asks no server more often than it can be expected to like."""

import threading
import time


class Pace:
    """The turns at each host, shared by all threads.

    Args:
        interval_s: Seconds between two requests to one host.
    """

    def __init__(self, interval_s: float = 0.25) -> None:
        self._interval = interval_s
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def take_turn(self, host: str) -> float:
        """Takes the turn if it has come.

        Returns:
            0 when it has, else the seconds until it may have.
        """
        with self._lock:
            now = time.monotonic()
            free = self._free.get(host, now)
            if free > now:
                return free - now
            self._free[host] = now + self._interval
            return 0.0

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks this host before so many seconds are over."""
        with self._lock:
            until = time.monotonic() + seconds
            self._free[host] = max(until, self._free.get(host, until))
