"""How a run ended, and whether that was because its loss exploded: then it is no success."""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Ending(StrEnum):
    """How a run ended; event files of all versions hold these words.

    Attributes:
        DONE: All epochs were made.
        NO_GAIN: The last epochs brought nothing better.
        STOPPED: It can go on.
        DIVERGED: All epochs were made, and the loss was far beyond that of guessing then.
        FAILED: The loss was beyond all bounds.
    """

    DONE = "done"
    NO_GAIN = "no_gain"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FAILED = "failed"

    @classmethod
    def told(cls, event: Mapping[str, Any]) -> "Ending | None":
        """What a line of an event file says of the end; None where it tells of none."""
        word = event.get("reason") if event.get("event") == "run_finished" else None
        return next((ending for ending in cls if ending == word), None)

    @property
    def exploded(self) -> bool:
        """Whether the run itself says that its loss exploded."""
        return self in {Ending.DIVERGED, Ending.FAILED}


def was_explosion(ending: Ending, last_losses: tuple[float, ...]) -> bool:
    """Takes the word of the run, which looked at its own end.

    Args:
        ending: Of the run.
        last_losses: Of the last epoch; none when no epoch was finished. Runs of earlier versions
            called their end `DONE` or `NO_GAIN` even where these were no numbers any more.
    """
    if ending in {Ending.DONE, Ending.NO_GAIN}:
        return not all(map(math.isfinite, last_losses))
    return ending.exploded
