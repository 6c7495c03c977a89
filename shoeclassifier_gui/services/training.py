"""Starts, pauses and stops training runs, and remembers what the running one said."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    NoticeGiven,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder, new_run_folder
from shoeclassifier_gui.services.job import Job


class TrainingPhase(StrEnum):
    """What the training service is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class TrainingState:
    """The running, or the last, run as a snapshot.

    Attributes:
        phase: What is going on.
        config: The knobs as asked.
        started: What was decided before the first step.
        preparing: Work before the first step.
        notices: What the run said, newest last.
        epochs: The finished epochs.
        losses: Loss of every batch so far.
        steps: The newest report.
        finished: How the run ended, if it did.
    """

    phase: TrainingPhase = TrainingPhase.IDLE
    config: TrainConfig | None = None
    started: RunStarted | None = None
    preparing: Preparing | None = None
    notices: tuple[str, ...] = ()
    epochs: tuple[EpochFinished, ...] = ()
    losses: tuple[float, ...] = field(default=(), repr=False)
    steps: StepsFinished | None = None
    finished: RunFinished | None = None

    @property
    def active(self) -> bool:
        """Whether a run is under way, paused or not."""
        return self.phase is not TrainingPhase.IDLE

    @property
    def progress(self) -> float | None:
        """Share of the steps that are done; None before the first one."""
        if self.started is None or self.steps is None:
            return None
        return self.steps.step / max(1, self.started.epochs * self.started.steps_per_epoch)


class TrainingService(QObject):
    """Owns the running training. `changed` follows every change of `state`."""

    changed = Signal()
    failed = Signal(Exception)
    run_finished = Signal(RunFinished)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = TrainingState()
        self._job: Job | None = None

    @property
    def state(self) -> TrainingState:
        """The run as it is now."""
        return self._state

    def start(self, config: TrainConfig, project: Project, dataset: Dataset) -> None:
        """Starts a new run over a data set; does nothing while one is active."""
        if not self._state.active:
            run = new_run_folder(project.runs)
            self._begin(config, _Train(config, dataset, run))

    def resume(self, run: Path, config: TrainConfig, dataset: Dataset) -> None:
        """Goes on with a run that was stopped; does nothing while one is active."""
        if not self._state.active:
            self._begin(config, _Resume(RunFolder(run), dataset))

    def pause(self) -> None:
        """Holds the run after the current step."""
        if self._job is not None and self._state.phase is TrainingPhase.RUNNING:
            self._job.control.pause()
            self._set(replace(self._state, phase=TrainingPhase.PAUSED))

    def go_on(self) -> None:
        """Lets a paused run go on."""
        if self._job is not None and self._state.phase is TrainingPhase.PAUSED:
            self._job.control.resume()
            self._set(replace(self._state, phase=TrainingPhase.RUNNING))

    def stop(self) -> None:
        """Stops the run after the current step and keeps its best model."""
        if self._job is not None and self._state.active:
            self._job.stop()
            self._set(replace(self._state, phase=TrainingPhase.STOPPING))

    def _begin(self, config: TrainConfig, work: "_Train | _Resume") -> None:
        job = Job(work, self)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.ended.connect(self._end)
        self._set(TrainingState(phase=TrainingPhase.PREPARING, config=config))
        job.begin()

    def _apply(self, events: list[TrainEvent]) -> None:
        state = self._state
        losses: list[float] = []
        for event in events:
            if isinstance(event, StepsFinished):
                losses.extend(event.losses)
            state = _after(state, event)
        self._set(replace(state, losses=(*state.losses, *losses)) if losses else state)
        for event in events:
            if isinstance(event, RunFinished):
                self.run_finished.emit(event)

    def _end(self) -> None:
        self._job = None
        self._set(replace(self._state, phase=TrainingPhase.IDLE))

    def _set(self, state: TrainingState) -> None:
        self._state = state
        self.changed.emit()


def _after(state: TrainingState, event: TrainEvent) -> TrainingState:
    match event:
        case Preparing():
            return replace(state, preparing=event)
        case NoticeGiven(sentence):
            return replace(state, notices=(*state.notices, sentence))
        case RunStarted():
            running = state.phase is TrainingPhase.PREPARING
            phase = TrainingPhase.RUNNING if running else state.phase
            return replace(state, started=event, phase=phase, preparing=None)
        case StepsFinished():
            return replace(state, steps=event)
        case EpochFinished():
            return replace(state, epochs=(*state.epochs, event))
        case RunFinished():
            return replace(state, finished=event)


@dataclass(frozen=True, slots=True)
class _Train:
    config: TrainConfig
    dataset: Dataset
    run: RunFolder

    def __call__(self, control: Control) -> Iterator[TrainEvent]:
        from shoeclassifier_gui.learn.run import train

        return train(self.config, self.dataset, self.run, control)


@dataclass(frozen=True, slots=True)
class _Resume:
    run: RunFolder
    dataset: Dataset

    def __call__(self, control: Control) -> Iterator[TrainEvent]:
        from shoeclassifier_gui.learn.run import resume

        return resume(self.run, self.dataset, control)
