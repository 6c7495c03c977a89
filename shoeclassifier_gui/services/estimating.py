"""Times the plans with the knobs that the form shows, beside the window."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.plan_costs import CostMemory, costly_knobs
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.planning import PlanningService
from shoeclassifier_gui.services.training import TrainingService

# Whoever turns a knob turns it on; not every step of it is worth a measurement.
_SETTLE_MS = 600


@dataclass(frozen=True, slots=True)
class _Wish:
    dataset: Dataset
    knobs: TrainConfig


class EstimateService(QObject):
    """Owns the estimates for one configuration; the newest wish wins.

    `changed` follows every change of `estimates` and `busy`. It measures whenever planning may look
    but does not: the two would spoil each other's times.
    """

    changed = Signal()

    def __init__(
        self,
        planning: PlanningService,
        library: LibraryService,
        training: TrainingService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._planning = planning
        self._knobs: TrainConfig | None = None
        self._estimates: dict[str, PlanEstimate] = {}
        self._done: _Wish | None = None
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._begin)
        self._overtaken = False
        for changed in (library.changed, training.changed, planning.changed):
            changed.connect(self._follow)

    @property
    def estimates(self) -> Mapping[str, PlanEstimate]:
        """By plan, with the knobs that were wished for; those that are known so far."""
        return self._estimates

    @property
    def busy(self) -> bool:
        """Whether more of them will come."""
        return self._job is not None or self._timer.isActive()

    def wish(self, config: TrainConfig | None) -> None:
        """Asks for estimates; None when nobody looks any more."""
        knobs = costly_knobs(config) if config is not None else None
        if knobs != self._knobs:
            self._knobs = knobs
            self._follow()

    def _follow(self) -> None:
        wish = self._possible_wish()
        if wish is not None and wish == self._done:
            return
        if self._job is not None:
            self._overtaken = True  # Its end looks for the newest wish.
            self._job.stop()
        if wish is None:
            self._timer.stop()
        elif self._job is None:
            self._timer.start()
        if wish is not None and self._estimates:
            self._estimates = {}
            self.changed.emit()

    def _begin(self) -> None:
        wish = self._possible_wish()
        if wish is None or wish == self._done or self._job is not None:
            return
        self._done, self._estimates = wish, {}
        # Without a parent: a page that is destroyed must not take a running thread with it.
        self._job = Job(partial(_estimate, wish, self._planning.costs))
        self._job.events.connect(self._take)
        self._job.ended.connect(self._end)
        self._job.begin()
        self.changed.emit()

    def _possible_wish(self) -> _Wish | None:
        dataset = self._planning.possible_dataset
        if dataset is None or self._planning.busy or self._knobs is None:
            return None
        return _Wish(dataset, self._knobs)

    def _take(self, estimates: list[PlanEstimate]) -> None:
        if self._possible_wish() == self._done:
            self._estimates = self._estimates | {each.plan: each for each in estimates}
            self.changed.emit()

    def _end(self) -> None:
        self._job = None
        overtaken, self._overtaken = self._overtaken, False
        self.changed.emit()
        if overtaken:  # What was ended from outside, with the program, is not begun anew.
            self._done = None
            self._follow()


def _estimate(wish: _Wish, costs: CostMemory, control: Control) -> Iterator[PlanEstimate]:
    from shoeclassifier_gui.learn.advice.planning import estimate_events

    return estimate_events(wish.dataset, wish.knobs, control, costs=costs)
