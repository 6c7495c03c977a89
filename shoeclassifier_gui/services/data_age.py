"""Whether the data changed since the model in use was trained."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.versions import Difference, difference
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.runs.model_card import model_folder
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService


class DataAgeService(QObject):
    """Compares the open data set with the record of the model in use, in the background."""

    changed = Signal()

    def __init__(
        self, library: LibraryService, prediction: PredictionService, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._prediction = prediction
        self._difference: Difference | None = None
        self._compared: tuple[Dataset | None, Path | None] = (None, None)
        self._job: Job | None = None
        library.changed.connect(self._compare)
        prediction.model_changed.connect(self._compare)
        self._compare()

    @property
    def difference(self) -> Difference | None:
        """What changed; None without a model, a data set, or anything common to both."""
        return self._difference

    def _compare(self) -> None:
        state, model = self._library.state, self._prediction.folder
        dataset = state.dataset
        same = dataset is self._compared[0] and model == self._compared[1]
        # While reading goes on the data set is not whole: everything would look removed.
        if self._job is not None or state.busy or same:
            return
        self._compared = (dataset, model)
        if dataset is None or model is None:
            self._show([None])
            return
        # No owner: it may outlive the window, and a running thread must not be destroyed.
        self._job = Job(partial(_compare, model, dataset))
        self._job.events.connect(self._show)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _show(self, events: list[Difference | None]) -> None:
        if events[-1] != self._difference:
            self._difference = events[-1]
            self.changed.emit()

    def _end(self) -> None:
        self._job = None
        self._compare()


def _compare(model: Path, dataset: Dataset, _control: Control) -> Iterator[Difference | None]:
    try:
        found = difference(SplitRecord.read(model_folder(model)), dataset)
    except ModelError:  # Models of earlier versions, or copied without their record.
        yield None
    else:
        yield found if found.common else None
