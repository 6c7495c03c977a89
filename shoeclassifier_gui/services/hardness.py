"""How hard the model in use finds the pictures of the open data set."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.runs.answers import ItemLosses
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService


class HardnessService(QObject):
    """Owns the losses of the open pictures; asks the model only while somebody wants them.

    `changed` follows every change of `available`, `busy` and `progress`, `scored` every change of
    what `losses_of` says, `failed(error)` tells why there are none.
    """

    changed = Signal()
    scored = Signal()
    failed = Signal(Exception)

    def __init__(
        self,
        library: LibraryService,
        prediction: PredictionService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._prediction = prediction
        self._model: Path | None = None
        self._wanted = False
        self._asked: Dataset | None = None
        self._losses: Mapping[tuple[str, str], float] = {}
        self._progress = FeatureProgress(0, 0)
        self._job: Job | None = None
        library.changed.connect(self._score_what_is_new)
        prediction.model_changed.connect(self._follow_model)

    @property
    def available(self) -> bool:
        """Whether there is a model that can be asked."""
        return self._model is not None

    @property
    def busy(self) -> bool:
        """Whether the model is being asked."""
        return self._job is not None

    @property
    def progress(self) -> FeatureProgress:
        """Pictures that the model was asked about; a total of 0 means: it is being loaded."""
        return self._progress

    def want(self, *, wanted: bool) -> None:
        """Asks the model from now on, also about pictures that come later, or no longer."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if not wanted:
            self._drop()
        self._asked = None
        self._score_what_is_new()

    def stop(self) -> None:
        """Ends the asking; what is known by then counts until it is wanted anew."""
        if self._job is not None:
            self._job.stop()

    def losses_of(self, dataset: Dataset) -> npt.NDArray[np.float32]:
        """The loss of each item, NaN where it is not known."""
        nothing = float("nan")
        found = (
            self._losses.get((item.digest, dataset.classes[item.class_index]), nothing)
            for item in dataset.items
        )
        return np.fromiter(found, np.float32, len(dataset.items))

    def _follow_model(self) -> None:
        model = self._prediction.folder if self._prediction.ready else None
        if model == self._model:
            return
        self._drop()
        self._model, self._asked, self._losses = model, None, {}
        self.scored.emit()
        self.changed.emit()
        self._score_what_is_new()

    def _score_what_is_new(self) -> None:
        state = self._library.state
        if not self._wanted or self._model is None or self._job is not None:
            return
        if state.project is None or state.dataset is None or state.dataset is self._asked:
            return
        self._asked = state.dataset
        self._progress = FeatureProgress(0, 0)
        self._job = Job(partial(_score, state.project, self._model, state.dataset), self)
        self._job.events.connect(self._apply)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()
        self.changed.emit()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None
            self.changed.emit()

    def _apply(self, events: list[FeatureProgress | ItemLosses]) -> None:
        for event in events:
            if isinstance(event, ItemLosses):
                self._losses = event.losses
                self.scored.emit()
            else:
                self._progress = event
        self.changed.emit()

    def _end(self) -> None:
        self._job = None
        self.changed.emit()
        self._score_what_is_new()


def _score(
    project: Project, model: Path, dataset: Dataset, control: Control
) -> Iterator[FeatureProgress | ItemLosses]:
    from shoeclassifier_gui.learn.models.item_losses import item_losses

    return item_losses(project, model, dataset, control)
