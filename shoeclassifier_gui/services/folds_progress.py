"""How far a check by folds is, as a snapshot."""

from dataclasses import dataclass, replace

from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.fold_events import (
    FoldEvent,
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
)


@dataclass(frozen=True, slots=True)
class FoldsProgress:
    """How far a check by folds is.

    Attributes:
        folds: How many there are.
        done: Those that are finished, also of earlier sittings.
        running: The one that is being trained; None before the first and after the last.
        result: When all are finished.
    """

    folds: int = 0
    done: tuple[FoldFinished, ...] = ()
    running: FoldStarted | None = None
    result: CrossScores | None = None

    def after(self, event: FoldEvent) -> "FoldsProgress":
        """How far it is after an event."""
        match event:
            case FoldsStarted(folds=folds, earlier=earlier):
                return FoldsProgress(folds, earlier)
            case FoldStarted():
                return replace(self, running=event)
            case FoldFinished():
                return replace(self, done=(*self.done, event), running=None)
            case FoldsFinished(scores=result):
                return replace(self, result=result)
        return self

    def whole(self, share: float | None) -> float:
        """Share of the whole run that is done: the folds and the training after them.

        Args:
            share: Of the training under way; None before its first step.
        """
        return (len(self.done) + (share or 0.0)) / (self.folds + 1)

    def seconds_left(self, own: float) -> float | None:
        """What is left of the whole run; None while no fold has told how long one takes.

        Args:
            own: Seconds that are left of the training under way.
        """
        if not self.done:
            return None
        later = self.folds - len(self.done) if self.running is not None else 0
        return own + later * self.done[-1].seconds
