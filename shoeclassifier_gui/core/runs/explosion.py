"""Whether a run ended because its loss exploded: then its end is no success."""

import math


def was_explosion(reason: str, last_losses: tuple[float, ...]) -> bool:
    """Takes the word of the run, which looked at its own end.

    Args:
        reason: Of the end (`RunFinished.reason`).
        last_losses: Of the last epoch; none when no epoch was finished. Runs of earlier versions
            called their end `done` or `no_gain` even where these were no numbers any more.
    """
    if reason in {"done", "no_gain"}:
        return not all(map(math.isfinite, last_losses))
    return reason in {"failed", "diverged"}
