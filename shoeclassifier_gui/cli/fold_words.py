"""What the command line says about a check by folds."""

from collections.abc import Sequence

from shoeclassifier_gui.cli.output import table
from shoeclassifier_gui.core.runs.cross_scores import CrossScores, Spread
from shoeclassifier_gui.core.runs.fold_events import (
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
)
from shoeclassifier_gui.core.runs.scores import Scores


def fold_text(event: FoldsStarted | FoldStarted | FoldFinished | FoldsFinished) -> str:
    """One event, in a sentence or a few lines."""
    match event:
        case FoldsStarted(folds=folds, earlier=earlier):
            done = f" {len(earlier)} of them are finished." if earlier else ""
            return f"Checking with {folds} folds before the model that is kept.{done}"
        case FoldStarted():
            return (
                f"Fold {event.fold}: {event.train_count} training and {event.val_count} "
                f"validation pictures; {event.held_out} are held out."
            )
        case FoldFinished():
            scores = event.scores
            return f"Fold {event.fold}: {scores.accuracy:.1%} right on {scores.count} pictures."
        case FoldsFinished(scores=result):
            return f"{result_text(result)}\nNow the model that is kept is trained."


def result_text(result: CrossScores) -> str:
    """Mean and spread of the scores, how sure that is, and what was taken for what."""
    pooled, (low, high) = result.pooled, result.interval
    return "\n".join(
        (
            f"{_spread_text(result.accuracy)} right over {len(result.folds)} folds; balanced "
            f"accuracy {_spread_text(result.balanced_accuracy)}, macro F1 "
            f"{_spread_text(result.macro_f1)}. ± is how much the folds differ (standard "
            f"deviation), no margin of error.",
            f"All together {pooled.accuracy:.1%} of {pooled.count} pictures, each answered by a "
            f"model that never saw it or its session; 95 % interval {low:.1%} to {high:.1%}, "
            f"wider where pictures of a session are alike.",
            _confusion_text(pooled),
        )
    )


def _spread_text(spread: Spread) -> str:
    return f"{spread.mean:.1%} ± {100 * spread.deviation:.1f}"


def _confusion_text(scores: Scores) -> str:
    names: Sequence[str] = [entry.name for entry in scores.per_class]
    rows = ((name, *map(str, row)) for name, row in zip(names, scores.confusion, strict=True))
    return table([("is \\ was called", *names), *rows])
