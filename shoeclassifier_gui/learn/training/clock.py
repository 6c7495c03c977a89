"""The one clock of a run: it stands still while the run is paused."""

import time

from shoeclassifier_gui.core.control import Control


class Clock:
    """Counts the seconds in which a run works, over all the times that it was gone on with.

    Args:
        control: Knows how long the work was held, whatever it was doing then.
    """

    def __init__(self, control: Control) -> None:
        self._control = control
        self._begun = self.now()

    @property
    def seconds(self) -> float:
        """Worked since the run began."""
        return self.now() - self._begun

    def now(self) -> float:
        """Seconds without pauses; only differences mean something."""
        return time.perf_counter() - self._control.held_seconds

    def add_earlier(self, seconds: float) -> None:
        """Counts what the run had worked before it was gone on with."""
        self._begun -= seconds
