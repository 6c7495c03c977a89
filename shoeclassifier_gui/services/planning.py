"""Looks at the open data set beside the window, and says which plan fits and what each costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.plan_costs import CostMemory
from shoeclassifier_gui.core.runs.recommendation import LookProgress, PlanReport
from shoeclassifier_gui.services.engine import EngineService
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.training import TrainingService


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a report depends on."""

    dataset: Dataset
    asked: TrainConfig


class PlanningService(QObject):
    """Owns the report on the open data set; the newest wish wins.

    `changed` follows every change of `report`, `error` and `busy`. Nothing is looked at before the
    engine is loaded, while pictures are read, while a run is active, or before somebody wished for
    it; a run that begins ends the look at once, and it begins anew when the run has ended.
    """

    changed = Signal()

    def __init__(
        self,
        library: LibraryService,
        engine: EngineService,
        training: TrainingService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._engine = engine
        self._training = training
        self._asked: TrainConfig | None = None
        self._report: PlanReport | None = None
        self._error: Exception | None = None
        self._seen: Dataset | None = None
        self._done: _Wish | None = None
        self._job: Job | None = None
        self._overtaken = False
        self._costs = CostMemory()
        library.changed.connect(self._begin)
        engine.ready.connect(self._begin)
        training.changed.connect(self._begin)

    @property
    def report(self) -> PlanReport | None:
        """On the open data set; None until the look has said something."""
        return self._report

    @property
    def error(self) -> Exception | None:
        """Why the last look ended without a report."""
        return self._error

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._job is not None

    @property
    def costs(self) -> CostMemory:
        """What was measured over the open data set."""
        return self._costs

    @property
    def possible_dataset(self) -> Dataset | None:
        """What can be looked at now; None while something else needs the machine."""
        state = self._library.state
        free = bool(self._engine.device) and not state.busy and not self._training.busy
        return state.dataset if free else None

    def wish(self, config: TrainConfig | None) -> None:
        """Asks for a report; of the knobs only network, weights and device matter.

        None when nobody looks any more.
        """
        self._asked = _relevant(config) if config is not None else None
        if config is None and self._error is not None:
            self._done = None  # What failed may be mended when somebody looks again.
        self._begin()

    def look_again(self) -> None:
        """Looks anew although nothing was changed, for example after weights were fetched."""
        self._done = None
        self._begin()

    def _begin(self) -> None:
        self._forget_other_pictures()
        wish = self._possible_wish()
        if self._job is not None:
            if wish != self._done:
                self._overtaken = True
                self._job.stop()
            return
        if wish is None or wish == self._done:
            return
        if self._done is None or wish.dataset is not self._done.dataset:
            self._report, self._costs = None, CostMemory()
        self._done, self._error = wish, None
        # Without a parent: a page that is destroyed must not take a running thread with it.
        self._job = Job(partial(_look, wish, self._costs))
        self._job.events.connect(self._take)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._job.begin()
        self.changed.emit()

    def _forget_other_pictures(self) -> None:
        """What was seen of another data set must not be said of the open one."""
        known = self._report is not None or self._error is not None
        if known and self._library.state.dataset is not self._seen:
            self._report, self._error = None, None
            self.changed.emit()

    def _possible_wish(self) -> _Wish | None:
        dataset = self.possible_dataset
        if self._asked is None or dataset is None:
            return None
        return _Wish(dataset, self._asked)

    def _take(self, events: list[LookProgress | PlanReport]) -> None:
        reports = [event for event in events if isinstance(event, PlanReport)]
        if reports and self._done is not None and not self._overtaken:
            self._report, self._seen = reports[-1], self._done.dataset
            self.changed.emit()

    def _fail(self, error: Exception) -> None:
        if self._done is not None and not self._overtaken:
            self._report, self._error, self._seen = None, error, self._done.dataset
            self.changed.emit()

    def _end(self) -> None:
        self._job = None
        overtaken, self._overtaken = self._overtaken, False
        self.changed.emit()
        if overtaken:  # A look that was ended from outside, with the program, is not begun anew.
            self._done = None
            self._begin()


def _relevant(config: TrainConfig) -> TrainConfig:
    return TrainConfig(backbone=config.backbone, weights=config.weights, device=config.device)


def _look(wish: _Wish, costs: CostMemory, control: Control) -> Iterator[LookProgress | PlanReport]:
    from shoeclassifier_gui.learn.advice.planning import plan_events

    return plan_events(wish.dataset, wish.asked, control, costs=costs)
