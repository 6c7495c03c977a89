"""The search for a learning rate, and what it found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import Preparing
from shoeclassifier_gui.core.runs.rate_search import RateEvent, RatesSearched, RateTried
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.training import TrainingService


@dataclass(frozen=True, slots=True)
class RateSearchState:
    """The search under way, or the last one, as a snapshot.

    Attributes:
        active: Whether it is under way.
        preparing: Work before the first step.
        tried: The steps so far.
        result: What it came to.
    """

    active: bool = False
    preparing: Preparing | None = None
    tried: tuple[RateTried, ...] = ()
    result: RatesSearched | None = None


class RateSearchService(QObject):
    """Owns the search for a rate. `changed` follows every change of `state`."""

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self, training: TrainingService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._state = RateSearchState()
        self._job: Job | None = None

    @property
    def state(self) -> RateSearchState:
        """How far it is."""
        return self._state

    def start(self, config: TrainConfig, dataset: Dataset) -> None:
        """Searches for the rate of a configuration; `failed` while something trains."""
        try:
            self._training.hold()
        except RunError as error:
            self.failed.emit(error)
            return
        self._set(RateSearchState(active=True))
        self._job = Job(partial(_search, config, dataset), self)
        self._job.events.connect(self._apply)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def stop(self) -> None:
        """Ends the search without a result."""
        if self._job is not None:
            self._job.stop()

    def _apply(self, events: list[RateEvent]) -> None:
        state = self._state
        for event in events:
            match event:
                case Preparing():
                    state = replace(state, preparing=event)
                case RateTried():
                    state = replace(state, tried=(*state.tried, event))
                case RatesSearched():
                    state = replace(state, result=event)
        self._set(state)

    def _end(self) -> None:
        self._job = None
        self._set(replace(self._state, active=False))
        self._training.release()

    def _set(self, state: RateSearchState) -> None:
        self._state = state
        self.changed.emit()


def _search(config: TrainConfig, dataset: Dataset, control: Control) -> Iterator[RateEvent]:
    from shoeclassifier_gui.learn.search.lr_finder import find_learning_rate

    return find_learning_rate(config, dataset, control)
