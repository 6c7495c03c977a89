"""Watches over one exchange with a server: how long it may take, and whether to stop."""

import threading
import time
from dataclasses import dataclass

from shoeclassifier_gui.core.collect.refusals import Reason, Refused
from shoeclassifier_gui.core.control import Control, Stopped

# How often a waiting thread looks whether it should stop.
GLANCE_S = 0.2


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything one address may cost.

    Attributes:
        connect_s: Seconds until the server is reached.
        silence_s: Seconds without a byte.
        total_s: Seconds for all of one try, redirects included.
        size: Bytes of the answer.
        redirects: Further addresses that it may lead to.
        tries: How often a busy or faulty server is asked.
        pause_s: Seconds before the second try; doubled before each further one.
        patience_s: Longest wait that a server may ask for.
    """

    connect_s: float = 10.0
    silence_s: float = 15.0
    total_s: float = 60.0
    size: int = 30_000_000
    redirects: int = 5
    tries: int = 3
    pause_s: float = 0.5
    patience_s: float = 60.0


class Guard:
    """The clock and the reins of one try.

    Args:
        control: Stops it.
        limits: How long it may take.
        hung_up: Set when nobody waits for the answer any more.
    """

    def __init__(self, control: Control, limits: Limits, hung_up: threading.Event) -> None:
        self._control = control
        self._hung_up = hung_up
        self.limits = limits
        self._end = time.monotonic() + limits.total_s

    def check(self) -> None:
        """Looks up.

        Raises:
            Stopped: It should end.
            Refused: It took too long.
        """
        if self._control.stopping or self._hung_up.is_set():
            raise Stopped
        if time.monotonic() > self._end:
            raise Refused(Reason.SLOW)
