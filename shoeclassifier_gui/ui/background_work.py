"""What runs in the background, as one line with a share and a way to stop it."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.download import DownloadProgress
from shoeclassifier_gui.core.importing.looking import ImportProgress
from shoeclassifier_gui.services.all_services import Services
from shoeclassifier_gui.services.library import DRAWING, READING
from shoeclassifier_gui.services.results import EvaluationProgress
from shoeclassifier_gui.services.training_state import TrainingPhase
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.sizes import size_text
from shoeclassifier_gui.ui.widgets.time_left import TimeLeft


class RunningWork(NamedTuple):
    """One piece of work.

    Attributes:
        text: What is being done.
        share: How much of it is done, 0 to 1; None when that is not known.
        stop: Ends it.
        time_left: How long it still takes, in words; empty where that cannot be told.
    """

    text: str
    share: float | None
    stop: Callable[[], None]
    time_left: str = ""


class BackgroundWork(QObject):
    """Watches the services; `changed` follows every change of `now`.

    The longest work comes first: training, a download, a measurement, pictures that come or are
    looked at.
    """

    changed = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = services.library
        self._training = services.training
        self._rates = services.rates
        self._sweep = services.sweep
        self._weights = services.weights
        self._results = services.results
        self._importer = services.importer
        self._collector = services.collect
        self._doctor = services.doctor
        self._hardness = services.hardness
        self._reading_time = TimeLeft()
        self._download: DownloadProgress | None = None
        self._evaluation: EvaluationProgress | None = None
        self._import: ImportProgress | None = None
        self._connect()

    def _connect(self) -> None:
        for changed in (
            self._library.changed, self._training.changed, self._collector.changed,
            self._doctor.changed, self._hardness.changed, self._rates.changed, self._sweep.changed,
        ):  # fmt: skip
            changed.connect(self.changed)
        self._weights.progressed.connect(self._keep_download)
        self._weights.ended.connect(self._forget_download)
        self._results.progressed.connect(self._keep_evaluation)
        self._results.ended.connect(self._forget_evaluation)
        self._results.evaluated.connect(self._forget_evaluation)
        self._importer.progressed.connect(self._keep_import)
        self._importer.ended.connect(self._forget_import)

    def now(self) -> RunningWork | None:
        """The work that matters most; None when nothing runs."""
        return (
            self._training_now()
            or self._rates_now()
            or self._sweep_now()
            or self._download_now()
            or self._evaluation_now()
            or self._collection_now()
            or self._import_now()
            or self._library_now()
            or self._doctor_now()
            or self._hardness_now()
        )

    def _training_now(self) -> RunningWork | None:
        state = self._training.state
        if not state.active:
            return None
        stop = self._training.stop
        match state.phase:
            case TrainingPhase.STOPPING:
                return RunningWork(self.tr("Stopping; the best model is kept"), None, stop)
            case TrainingPhase.PAUSED:
                return RunningWork(self.tr("Training is paused"), state.progress or 0.0, stop)
        if state.folds is not None and state.folds.result is None:
            text = self.tr("Checking with folds, {done} of {folds} done")
            text = text.format(done=len(state.folds.done), folds=state.folds.folds)
            return RunningWork(text, state.progress, stop)
        if state.started is None or state.steps is None:
            return RunningWork(self.tr("Preparing the training"), None, stop)
        text = self.tr("Training, epoch {epoch} of {epochs}")
        text = text.format(epoch=state.steps.epoch, epochs=state.started.epochs)
        return RunningWork(text, state.progress, stop)

    def _rates_now(self) -> RunningWork | None:
        state = self._rates.state
        if not state.active:
            return None
        share = state.tried[-1].done / state.tried[-1].total if state.tried else None
        return RunningWork(self.tr("Looking for a learning rate"), share, self._rates.stop)

    def _sweep_now(self) -> RunningWork | None:
        state = self._sweep.state
        if not state.active:
            return None
        if state.running is None or state.stopping:
            text = self.tr("Looking for good settings")
        else:
            text = self.tr("Looking for good settings, trial {number}")
            text = text.format(number=number(state.running.number + 1))
        return RunningWork(text, None, self._sweep.stop)

    def _download_now(self) -> RunningWork | None:
        progress = self._download
        if progress is None:
            return None
        text = self.tr("Downloading weights, {done} of {total}")
        if not progress.total:
            text = self.tr("Downloading weights, {done}")
        done, total = size_text(progress.done), size_text(progress.total)
        share = progress.done / progress.total if progress.total else None
        return RunningWork(text.format(done=done, total=total), share, self._weights.stop)

    def _evaluation_now(self) -> RunningWork | None:
        progress = self._evaluation
        if progress is None or not self._results.busy:
            return None
        text = self.tr("Measuring the model, {done} of {total}")
        return _counted(text, progress.done, progress.total, self._results.stop)

    def _collection_now(self) -> RunningWork | None:
        state = self._collector.state
        if not state.running:
            return None
        kept = sum(one.kept for one in state.classes)
        wanted = sum(one.wanted for one in state.classes)
        text = self.tr("Collecting pictures, {done} of {total}")
        return _counted(text, kept, wanted, self._collector.stop)

    def _import_now(self) -> RunningWork | None:
        progress = self._import
        if progress is None or not self._importer.is_importing:
            return None
        text = self.tr("Importing pictures, {done} of {total}")
        return _counted(text, progress.done, progress.total, self._importer.stop)

    def _doctor_now(self) -> RunningWork | None:
        if not self._doctor.busy:
            return None
        turning = self._doctor.turning
        if turning is not None:
            text = self.tr("Writing pictures upright, {done} of {total}")
            return _counted(text, turning.done, turning.total, self._doctor.stop)
        progress = self._doctor.progress
        if not progress.total:
            return RunningWork(self.tr("Comparing pictures"), None, self._doctor.stop)
        text = self.tr("The data doctor looks at picture {done} of {total}")
        return _counted(text, progress.done, progress.total, self._doctor.stop)

    def _hardness_now(self) -> RunningWork | None:
        if not self._hardness.busy:
            return None
        progress = self._hardness.progress
        if not progress.total:
            return RunningWork(self.tr("Asking the model"), None, self._hardness.stop)
        text = self.tr("Asking the model about picture {done} of {total}")
        return _counted(text, progress.done, progress.total, self._hardness.stop)

    def _library_now(self) -> RunningWork | None:
        state = self._library.state
        texts = {
            READING: self.tr("Reading pictures, {done} of {total}"),
            DRAWING: self.tr("Drawing the sample, {done} of {total}"),
        }
        text = texts.get(state.busy)
        if text is None:
            return None
        if not state.total:
            return RunningWork(self.tr("Looking for pictures"), None, self._library.stop)
        work = _counted(text, state.done, state.total, self._library.stop)
        return work._replace(time_left=self._reading_time.words(state.done, state.total))

    def _keep_download(self, progress: DownloadProgress) -> None:
        self._download = progress
        self.changed.emit()

    def _forget_download(self) -> None:
        self._download = None
        self.changed.emit()

    def _keep_import(self, progress: ImportProgress) -> None:
        self._import = progress
        self.changed.emit()

    def _forget_import(self) -> None:
        self._import = None
        self.changed.emit()

    def _keep_evaluation(self, progress: EvaluationProgress) -> None:
        self._evaluation = progress
        self.changed.emit()

    def _forget_evaluation(self) -> None:
        self._evaluation = None
        self.changed.emit()


def _counted(text: str, done: int, total: int, stop: Callable[[], None]) -> RunningWork:
    words = text.format(done=number(done), total=number(total))
    return RunningWork(words, done / max(1, total), stop)
