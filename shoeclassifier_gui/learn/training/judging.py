"""Closes an epoch: what it gave, and whether it is the best so far."""

from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.events import EpochFinished
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.core.runs.watch import gain, watched_value
from shoeclassifier_gui.learn.training.checkpoints import Progress


def finish_epoch(
    progress: Progress, watch: Watch, val_loss: float, scores: Scores
) -> EpochFinished:
    """Closes the epoch and says how it went; `best` when no earlier one was as good.

    Args:
        progress: Counts the epoch from now on.
        watch: The score that decides.
        val_loss: Mean over the validation items.
        scores: On them.
    """
    progress.epoch, progress.step = progress.epoch + 1, 0
    seen = max(1, progress.seen)
    learned = progress.loss_sum / seen, progress.right / seen
    progress.loss_sum, progress.right, progress.seen = 0.0, 0, 0
    return judge(progress, watch, learned, val_loss, scores)


def judge(
    progress: Progress,
    watch: Watch,
    learned: tuple[float, float],
    val_loss: float,
    scores: Scores,
) -> EpochFinished:
    """Compares what was learned until now with the best so far.

    Args:
        progress: Remembers the best.
        watch: The score that decides.
        learned: Mean loss and share of right answers on the training pictures.
        val_loss: Mean over the validation items.
        scores: On them.
    """
    watched = watched_value(watch, scores, val_loss)
    best = progress.take_if_best(gain(watch, watched), val_loss)
    seconds, progress.epoch_seconds = progress.epoch_seconds, 0.0
    return EpochFinished(
        progress.epoch,
        *learned,
        val_loss,
        scores.accuracy,
        seconds=seconds,
        best=best,
        watched=watched,
        watch=watch,
        unnamed=scores.unnamed,
    )
