"""Starts, pauses and stops training runs, and remembers what the running one said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    RunFinished,
    StepsFinished,
    told_again,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldTold,
    RunEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder, new_run_folder
from shoeclassifier_gui.core.runs.stopped_runs import StoppedRun, find_stopped_run
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.loss_log import LossLog
from shoeclassifier_gui.services.training_state import (
    Told,
    TrainingPhase,
    TrainingState,
    after,
    begins_training,
)


class TrainingService(QObject):
    """Owns the running training.

    `changed` follows every change of `state`, `stopped_changed` every change of `stopped`.
    """

    changed = Signal()
    failed = Signal(Exception)
    first_model_ready = Signal(FirstModelReady)
    run_finished = Signal(RunFinished)
    stopped_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = TrainingState()
        self._losses = LossLog()
        self._stopped: StoppedRun | None = None
        self._job: Job | None = None
        self._search: Job | None = None
        self._held = False

    @property
    def busy(self) -> bool:
        """Whether something trains, here or in a search: there is one training at a time."""
        return self._state.active or self._held

    def hold(self) -> None:
        """Keeps runs from starting until `release`; a `RunError` when something trains."""
        if self.busy:
            raise RunError(
                "Another training is under way.", "Wait until it has ended, or stop it first."
            )
        self._held = True
        self.changed.emit()

    def release(self) -> None:
        """Lets runs start again."""
        self._held = False
        self.changed.emit()

    @property
    def state(self) -> TrainingState:
        """The run as it is now."""
        return self._state

    @property
    def stopped(self) -> StoppedRun | None:
        """The project's newest run, when it can go on; see `look_for_stopped`."""
        return self._stopped

    def look_for_stopped(self, project: Project | None) -> None:
        """Finds out whether the newest run of a project can go on; None for no project.

        Runs without a checkpoint, and those that are being trained, are passed over.
        """
        if self._search is not None:
            self._search.abandon()
            self._search = None
        if project is None:
            self._show_stopped([None])
            return
        self._search = Job(partial(find_stopped_run, project.runs), self)
        self._search.events.connect(self._show_stopped)
        self._search.ended.connect(self._end_search)
        self._search.begin()

    def start(self, config: TrainConfig, project: Project, dataset: Dataset) -> None:
        """Starts a new run over a data set; does nothing while one is active."""
        if not self.busy:
            run = new_run_folder(project.runs)
            self._begin(config, _Train(config, dataset, run))

    def resume(self, run: Path, config: TrainConfig, dataset: Dataset) -> None:
        """Goes on with a run that was stopped; does nothing while one is active."""
        if not self.busy:
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
        self._losses = LossLog()
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.ended.connect(self._end)
        self._set(TrainingState(phase=TrainingPhase.PREPARING, config=config))
        job.begin()

    def _apply(self, events: list[RunEvent | Told]) -> None:
        state = self._state
        losses: list[float] = []
        for event in events:
            told = event.event if isinstance(event, FoldTold) else event
            if isinstance(told, StepsFinished):
                losses.extend(told.losses)
            state = after(state, event)
            if begins_training(event):
                self._losses, losses = LossLog(), []
        if losses:
            self._losses.extend(losses)
            state = replace(state, losses=self._losses.values)
        self._set(state)
        for event in events:
            if isinstance(event, FirstModelReady):
                self.first_model_ready.emit(event)
            elif isinstance(event, RunFinished):
                self.run_finished.emit(event)

    def _end(self) -> None:
        self._job = None
        self._set(replace(self._state, phase=TrainingPhase.IDLE))

    def _set(self, state: TrainingState) -> None:
        self._state = state
        self.changed.emit()

    def _show_stopped(self, found: list[StoppedRun | None]) -> None:
        if found[-1] != self._stopped:
            self._stopped = found[-1]
            self.stopped_changed.emit()

    def _end_search(self) -> None:
        self._search = None


@dataclass(frozen=True, slots=True)
class _Train:
    config: TrainConfig
    dataset: Dataset
    run: RunFolder

    def __call__(self, control: Control) -> Iterator[RunEvent]:
        from shoeclassifier_gui.learn.training.cross_validation import train_checked

        return train_checked(self.config, self.dataset, self.run, control)


@dataclass(frozen=True, slots=True)
class _Resume:
    run: RunFolder
    dataset: Dataset

    def __call__(self, control: Control) -> Iterator[RunEvent | Told]:
        from shoeclassifier_gui.learn.training.cross_validation import resume_checked

        events = resume_checked(self.run, self.dataset, control)
        yield from _earlier_epochs(self.run)
        yield from events


def _earlier_epochs(run: RunFolder) -> list[Told]:
    """With the times when they came; runs of earlier versions do not know them."""
    now = datetime.now().astimezone()
    return [
        Told(datetime.fromisoformat(values["at"]) if "at" in values else now, event)
        for values in run.events()
        if isinstance(event := told_again(values), EpochFinished)
    ]
