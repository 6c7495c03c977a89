"""The search for good settings, and the trials that it has made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.search_space import Budget, SearchSpace
from shoeclassifier_gui.core.runs.sweep_events import (
    SweepEvent,
    SweepFinished,
    SweepStarted,
    TrialFinished,
    TrialProgressed,
    TrialStarted,
    best_trial,
)
from shoeclassifier_gui.core.runs.sweep_folder import (
    SweepFolder,
    new_sweep_folder,
    newest_sweep,
)
from shoeclassifier_gui.services.job import Job, Work
from shoeclassifier_gui.services.training import TrainingService


@dataclass(frozen=True, slots=True)
class SweepState:
    """The search under way, or the last one, as a snapshot.

    Attributes:
        active: Whether it is under way.
        stopping: Whether it was asked to end.
        project: Whose pictures are learned.
        space: What is searched for.
        trials: That ended.
        running: The trial under way.
        newest: Its newest epoch.
        finished: How the search ended, if it did.
    """

    active: bool = False
    stopping: bool = False
    project: Project | None = None
    space: SearchSpace | None = None
    trials: tuple[TrialFinished, ...] = ()
    running: TrialStarted | None = None
    newest: TrialProgressed | None = None
    finished: SweepFinished | None = None

    @property
    def best(self) -> TrialFinished | None:
        """The best trial so far."""
        return best_trial(self.trials, self.watch)

    @property
    def watch(self) -> Watch:
        """The score that trials are judged by."""
        return self.space.base.watch if self.space is not None else "accuracy"


@dataclass(frozen=True, slots=True)
class LastSweep:
    """A search that was begun earlier and can go on.

    Attributes:
        folder: Where it is kept.
        space: What is searched for.
    """

    folder: SweepFolder
    space: SearchSpace


class SweepService(QObject):
    """Owns the search.

    `changed` follows every change of `state` and `last`, `trial_finished` the end of each trial.
    """

    changed = Signal()
    trial_finished = Signal()
    failed = Signal(Exception)

    def __init__(self, training: TrainingService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._state = SweepState()
        self._last: LastSweep | None = None
        self._job: Job | None = None
        self._look: Job | None = None

    @property
    def state(self) -> SweepState:
        """How far it is."""
        return self._state

    @property
    def last(self) -> LastSweep | None:
        """The search of the project that can go on; see `look_for_last`."""
        return self._last

    def look_for_last(self, project: Project) -> None:
        """Finds out whether a search of the project can go on."""
        if self._look is not None:
            self._look.events.disconnect(self._keep_last)
            self._look.ended.disconnect(self._end_look)
            self._look.stop()
        self._look = Job(partial(_look, project), self)
        self._look.events.connect(self._keep_last)
        self._look.ended.connect(self._end_look)
        self._look.begin()

    def start(self, space: SearchSpace, project: Project, dataset: Dataset, budget: Budget) -> None:
        """Begins a search; `failed` while something trains."""
        folder = new_sweep_folder(project.sweeps)
        work = partial(_begin, folder, space, dataset, (project, budget))
        self._run(work, SweepState(active=True, project=project, space=space))

    def go_on(self, project: Project, dataset: Dataset, budget: Budget) -> None:
        """Goes on with `last`; `failed` while something trains."""
        if self._last is not None:
            work = partial(_go_on, self._last.folder, dataset, (project, budget))
            self._run(work, SweepState(active=True, project=project, space=self._last.space))

    def stop(self) -> None:
        """Ends the search after the current step; the best model is kept."""
        if self._job is not None:
            self._job.stop()
            self._set(replace(self._state, stopping=True))

    def _run(self, work: Work, state: SweepState) -> None:
        try:
            self._training.hold()
        except RunError as error:
            self.failed.emit(error)
            return
        self._set(state)
        self._job = Job(work, self)
        self._job.events.connect(self._apply)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _apply(self, events: list[SweepEvent]) -> None:
        state = self._state
        for event in events:
            state = _after(state, event)
        self._set(state)
        if any(isinstance(event, TrialFinished) for event in events):
            self.trial_finished.emit()

    def _end(self) -> None:
        self._job = None
        self._set(replace(self._state, active=False, stopping=False, running=None, newest=None))
        self._training.release()
        if self._state.project is not None:
            self.look_for_last(self._state.project)

    def _keep_last(self, found: list[LastSweep | None]) -> None:
        self._last = found[-1]
        self.changed.emit()

    def _end_look(self) -> None:
        self._look = None

    def _set(self, state: SweepState) -> None:
        self._state = state
        self.changed.emit()


def _after(state: SweepState, event: SweepEvent) -> SweepState:
    match event:
        case SweepStarted():
            return replace(state, trials=event.earlier)
        case TrialStarted():
            return replace(state, running=event, newest=None)
        case TrialProgressed():
            return replace(state, newest=event)
        case TrialFinished():
            return replace(state, trials=(*state.trials, event), running=None, newest=None)
        case SweepFinished():
            return replace(state, finished=event)


_Where = tuple[Project, Budget]


def _begin(
    folder: SweepFolder, space: SearchSpace, dataset: Dataset, where: _Where, control: Control
) -> Iterator[SweepEvent]:
    from shoeclassifier_gui.learn.search.sweep import begin_sweep

    begin_sweep(folder, space, dataset)
    return _go_on(folder, dataset, where, control)


def _go_on(
    folder: SweepFolder, dataset: Dataset, where: _Where, control: Control
) -> Iterator[SweepEvent]:
    from shoeclassifier_gui.learn.search.sweep import sweep

    project, budget = where
    return sweep(folder, dataset, project.runs, budget, control)


def _look(project: Project, control: Control) -> Iterator[LastSweep | None]:
    folder = newest_sweep(project.sweeps)
    if folder is None:
        yield None
        return
    try:
        space, _ = folder.read()
    except RunError:  # Of another version: a new search can always be begun.
        yield None
    else:
        yield LastSweep(folder, space)
