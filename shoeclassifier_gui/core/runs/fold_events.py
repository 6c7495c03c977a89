"""What a check by folds says while it works, around what its trainings say."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.events import TrainEvent, event_to_dict
from shoeclassifier_gui.core.runs.scores import Scores


@dataclass(frozen=True, slots=True)
class FoldFinished:
    """A model has answered for the pictures that were held out from it.

    Attributes:
        fold: From 1.
        scores: On the held-out pictures.
        seconds: Worked on its training, over all sittings and without pauses; not on the answers.
    """

    fold: int
    scores: Scores
    seconds: float


@dataclass(frozen=True, slots=True)
class FoldsStarted:
    """The check begins or goes on.

    Attributes:
        run: The folder of the whole run.
        folds: How many there are.
        earlier: Those that were finished before; empty in a new run.
    """

    run: Path
    folds: int
    earlier: tuple[FoldFinished, ...]


@dataclass(frozen=True, slots=True)
class FoldStarted:
    """The training without one fold begins or goes on.

    Attributes:
        fold: From 1.
        train_count: Pictures that it learns from.
        val_count: Pictures that choose its best epoch.
        held_out: Pictures of the fold, which it never sees before it answers for them.
    """

    fold: int
    train_count: int
    val_count: int
    held_out: int


@dataclass(frozen=True, slots=True)
class FoldTold:
    """Something that the training of a fold said; its model is nobody's to use."""

    fold: int
    event: TrainEvent


@dataclass(frozen=True, slots=True)
class FoldsFinished:
    """All folds are finished; the model that is kept is trained next."""

    scores: CrossScores


FoldEvent = FoldsStarted | FoldStarted | FoldTold | FoldFinished | FoldsFinished
RunEvent = TrainEvent | FoldEvent


def run_event_to_dict(event: RunEvent) -> dict[str, Any]:
    """The event as one JSON object; `event` holds its name.

    What the training of a fold said bears the number of the `fold`, too.
    """
    match event:
        case FoldsStarted(run, folds, earlier):
            rows = [run_event_to_dict(fold) for fold in earlier]
            return {"event": "folds_started", "run": str(run), "folds": folds, "earlier": rows}
        case FoldStarted(fold, train_count, val_count, held_out):
            counts = {"train_count": train_count, "val_count": val_count, "held_out": held_out}
            return {"event": "fold_started", "fold": fold, **counts}
        case FoldTold(fold, told):
            return {**event_to_dict(told), "fold": fold}
        case FoldFinished(fold, scores, seconds):
            values = {"balanced_accuracy": scores.balanced_accuracy, **scores.to_dict()}
            return {"event": "fold_finished", "fold": fold, "seconds": seconds, **values}
        case FoldsFinished(scores=result):
            return {"event": "folds_finished", **result.to_dict()}
    return event_to_dict(event)
