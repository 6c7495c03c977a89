"""What a training run has said so far, as a snapshot, and how it changes with every event."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

import numpy as np

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import was_explosion
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    GuardianSpoke,
    NoticeGiven,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldEvent,
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
    FoldTold,
    RunEvent,
)
from shoeclassifier_gui.services.folds_progress import FoldsProgress
from shoeclassifier_gui.services.loss_log import Losses


class TrainingPhase(StrEnum):
    """What the training service is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


def _no_losses() -> Losses:
    return np.empty(0, np.float32)


Tellable = (
    RunStarted | NoticeGiven | GuardianSpoke | EpochFinished | FirstModelReady | RunFinished
    | FoldStarted | FoldFinished | FoldsFinished
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """Something for the log of a run.

    Attributes:
        at: When it came.
        event: What was told.
        fold: Of which fold's training, or in which one the run ended; 0 is the training whose model
            is kept.
    """

    at: datetime
    event: Tellable
    fold: int = 0


@dataclass(frozen=True, slots=True)
class TrainingState:
    """The running, or the last, run as a snapshot.

    While a check by folds is under way, epochs, losses and steps are those of the newest fold.

    Attributes:
        phase: What is going on.
        config: The knobs as asked.
        started: What was decided before the first step.
        preparing: Work before the first step.
        told: What a log of the run should hold, newest last.
        epochs: The finished epochs; of a resumed run also the earlier ones.
        losses: Loss of every batch since the run began or was resumed, not finite where it was no
            number; a view, never written to.
        steps: The newest report.
        finished: How the run ended, if it did.
        warning: What the guardian said last of the training under way, while it holds.
        folds: How far its check by folds is; None for a run without one.
    """

    phase: TrainingPhase = TrainingPhase.IDLE
    config: TrainConfig | None = None
    started: RunStarted | None = None
    preparing: Preparing | None = None
    told: tuple[Told, ...] = ()
    epochs: tuple[EpochFinished, ...] = ()
    losses: Losses = field(default_factory=_no_losses, repr=False, compare=False)
    steps: StepsFinished | None = None
    finished: RunFinished | None = None
    warning: GuardianSpoke | None = None
    folds: FoldsProgress | None = None

    @property
    def active(self) -> bool:
        """Whether a run is under way, paused or not."""
        return self.phase is not TrainingPhase.IDLE

    @property
    def exploded(self) -> bool:
        """Whether the run ended because its loss exploded."""
        last = self.epochs[-1:]
        losses = tuple(loss for each in last for loss in (each.train_loss, each.val_loss))
        return self.finished is not None and was_explosion(self.finished.reason, losses)

    @property
    def progress(self) -> float | None:
        """Share of the steps that are done, over all folds; None before the first one."""
        own = None
        if self.started is not None and self.steps is not None:
            own = self.steps.step / max(1, self.started.epochs * self.started.steps_per_epoch)
        return self.folds.whole(own) if self.folds is not None else own


def after(state: TrainingState, event: RunEvent | Told) -> TrainingState:
    """The state once something more was said; losses are kept by who owns them."""
    if isinstance(event, FoldTold):
        told, fold = event.event, event.fold
        # Each fold would tell the same again: the log holds what is worth knowing, once.
        known = any(each.fold and each.event == told for each in state.told)
        if known or not isinstance(told, NoticeGiven | GuardianSpoke):
            return _updated(state, told)
        event = Told(datetime.now().astimezone(), told, fold)
    if isinstance(event, Tellable):
        running = state.folds.running if state.folds is not None else None
        fold = running.fold if running is not None and isinstance(event, RunFinished) else 0
        event = Told(datetime.now().astimezone(), event, fold)
    if isinstance(event, Told):  # Just now, or of a run that is gone on with.
        state, event = replace(state, told=(*state.told, event)), event.event
    return _updated(state, event)


def begins_training(event: RunEvent | Told) -> bool:
    """Whether what comes after it belongs to another training than what came before."""
    return isinstance(event, FoldStarted | FoldsFinished)


def _with_folds(state: TrainingState, event: FoldEvent) -> TrainingState:
    folds = (state.folds or FoldsProgress()).after(event)
    if begins_training(event) and state.started is not None:
        state = replace(
            state,
            started=None,
            preparing=None,
            epochs=(),
            losses=_no_losses(),
            steps=None,
            warning=None,
        )
    return replace(state, folds=folds)


def _updated(state: TrainingState, event: RunEvent) -> TrainingState:
    match event:
        case FoldsStarted() | FoldStarted() | FoldFinished() | FoldsFinished():
            state = _with_folds(state, event)
        case Preparing():
            state = replace(state, preparing=event)
        case StepsFinished():
            state = replace(state, steps=event, preparing=None)
        case RunStarted():
            running = state.phase is TrainingPhase.PREPARING
            phase = TrainingPhase.RUNNING if running else state.phase
            state = replace(state, started=event, phase=phase, preparing=None)
        case EpochFinished():
            state = replace(state, epochs=(*state.epochs, event), preparing=None)
        case GuardianSpoke():
            state = replace(state, warning=None if event.over else event)
        case RunFinished():
            state = replace(state, finished=event)
    return state
