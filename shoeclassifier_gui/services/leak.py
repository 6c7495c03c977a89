"""How much of what is measured with is known from training, measured in the background."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.leaks import Leak, measure_leak
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService


class LeakService(QObject):
    """Measures the leak of the open data set, whenever it has changed and nothing reads it."""

    changed = Signal()

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._leak: Leak | None = None
        self._measured: Dataset | None = None
        self._job: Job | None = None
        library.changed.connect(self._measure)
        self._measure()

    @property
    def leak(self) -> Leak | None:
        """The leak; None until it was measured."""
        return self._leak

    def _measure(self) -> None:
        state = self._library.state
        if self._job is not None or state.busy or state.dataset is self._measured:
            return
        self._measured = state.dataset
        self._leak = None
        self.changed.emit()
        if state.dataset is None or not state.dataset.items:
            return
        # No owner: it may outlive the page, and a running thread must not be destroyed.
        self._job = Job(partial(_measure, state.dataset))
        self._job.events.connect(self._show)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _show(self, events: list[Leak]) -> None:
        self._leak = events[-1]
        self.changed.emit()

    def _end(self) -> None:
        self._job = None
        self._measure()


def _measure(dataset: Dataset, _control: Control) -> Iterator[Leak]:
    yield measure_leak(dataset)
