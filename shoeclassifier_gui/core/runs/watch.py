"""The score that chooses the best epoch of a run."""

import math

from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.scores import Scores


def watched_value(watch: Watch, scores: Scores, loss: float) -> float:
    """The value of the watched score.

    Args:
        watch: Which one.
        scores: On the validation part.
        loss: Mean over the validation part.
    """
    values = {
        "accuracy": scores.accuracy,
        "balanced_accuracy": scores.balanced_accuracy,
        "macro_f1": scores.macro_f1,
        "loss": loss,
    }
    return values[watch]


def gain(watch: Watch, value: float) -> float:
    """The value turned so that more is better."""
    return -value if watch == "loss" else value


def merit(watch: Watch, score: float, loss: float | None) -> tuple[float, float]:
    """What grows with the worth of a score; of equal ones, with the lower loss."""
    return gain(watch, score), -math.inf if loss is None or math.isnan(loss) else -loss
