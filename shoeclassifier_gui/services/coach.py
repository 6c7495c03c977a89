"""What there is of one class of the open data set, counted in the background."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.coach import ClassState, class_state
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService


class CoachService(QObject):
    """Follows the class that somebody wants to know about; `changed` tells of a new `state`."""

    changed = Signal()

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._wanted = ""
        self._state: ClassState | None = None
        self._counted: tuple[Dataset | None, str] = (None, "")
        self._job: Job | None = None
        library.changed.connect(self._count)

    @property
    def state(self) -> ClassState | None:
        """Of the class that was counted last; None before the first, or when it is gone."""
        return self._state

    def want(self, class_name: str) -> None:
        """Follows this class from now on; none with an empty name."""
        self._wanted = class_name
        self._count()

    def _count(self) -> None:
        dataset = self._library.state.dataset
        same = dataset is self._counted[0] and self._wanted == self._counted[1]
        if self._job is not None or same or not self._wanted:
            return
        self._counted = (dataset, self._wanted)
        if dataset is None or self._wanted not in dataset.classes:
            self._show([None])
            return
        # No owner: it may outlive the page, and a running thread must not be destroyed.
        index = dataset.classes.index(self._wanted)
        self._job = Job(partial(_count, dataset, index))
        self._job.events.connect(self._show)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _show(self, events: list[ClassState | None]) -> None:
        dataset, name = self._counted
        if dataset is self._library.state.dataset and name == self._wanted:
            self._state = events[-1]
            self.changed.emit()
        else:  # Should it be wanted again, it is counted anew.
            self._counted = (None, "")

    def _end(self) -> None:
        self._job = None
        self._count()


def _count(dataset: Dataset, index: int, _control: Control) -> Iterator[ClassState]:
    yield class_state(dataset, index)
