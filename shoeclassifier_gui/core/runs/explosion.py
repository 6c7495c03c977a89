"""Whether a run ended because its loss exploded: then its end is no success."""

import math
from collections.abc import Iterable, Sequence

from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    RunFinished,
    Trouble,
)
from shoeclassifier_gui.core.runs.fold_events import RunEvent

# Losses of networks that learn stay far below (guessing among 1,000 classes: 6.9).
EXPLODED_LOSS = 1000.0


def was_explosion(
    reason: str, best_epoch: int, *, said_diverging: bool, last_losses: tuple[float, ...]
) -> bool:
    """Tells an explosion from an end without further gain.

    Args:
        reason: Of the end (`RunFinished.reason`).
        best_epoch: The epoch that was kept; 0 is the first model, or nothing.
        said_diverging: Whether the guardian said so.
        last_losses: Of the last epoch; none when no epoch was finished.
    """
    if reason in {"failed", "diverged"}:
        return True
    if reason not in {"done", "no_gain"}:
        return False
    wild = any(not math.isfinite(loss) or loss >= EXPLODED_LOSS for loss in last_losses)
    return wild or (said_diverging and (reason == "no_gain" or best_epoch == 0))


def ended_by_explosion(
    finished: RunFinished, epochs: Sequence[EpochFinished], said: Iterable[RunEvent]
) -> bool:
    """The same from what a run said."""
    diverging = any(
        isinstance(event, GuardianSpoke) and event.kind is Trouble.DIVERGING for event in said
    )
    losses = (epochs[-1].train_loss, epochs[-1].val_loss) if epochs else ()
    return was_explosion(
        finished.reason, finished.best_epoch, said_diverging=diverging, last_losses=losses
    )
