"""What finished runs reached, and how a model does on a part of the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.folder import list_runs
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.services.job import Job


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of the open project.

    Attributes:
        folder: The run's folder.
        name: For people: its date and time.
        card: Of the model that it left; None when it left none.
    """

    folder: Path
    name: str
    card: ModelCard | None


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """Pictures classified so far."""

    done: int
    total: int


class ResultsService(QObject):
    """Owns the list of runs and the evaluation that is shown.

    `runs_changed` follows a change of `runs`; `evaluated(Evaluated)` brings scores and answers.
    """

    runs_changed = Signal()
    progressed = Signal(EvaluationProgress)
    evaluated = Signal(Evaluated)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunSummary, ...] = ()
        self._job: Job | None = None

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """The runs of the open project, newest first."""
        return self._runs

    @property
    def busy(self) -> bool:
        """Whether an evaluation is under way."""
        return self._job is not None

    def list_runs(self, folder: Path | None) -> None:
        """Reads the runs below a folder; None for no project."""
        runs = list_runs(folder) if folder is not None else []
        self._runs = tuple(RunSummary(run.path, run.path.name, _card(run.path)) for run in runs)
        self.runs_changed.emit()

    def evaluate(self, run: Path, dataset: Dataset, split: str) -> None:
        """Scores a run's model on a part of a data set: `train`, `val`, `test` or `all`."""
        self.stop()
        job = Job(partial(_evaluate, run, dataset, split), self)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.ended.connect(self._end)
        job.begin()

    def stop(self) -> None:
        """Stops the evaluation."""
        if self._job is not None:
            self._job.events.disconnect(self._apply)
            self._job.failed.disconnect(self.failed)
            self._job.ended.disconnect(self._end)
            self._job.stop()
            self._job = None

    def _apply(self, events: list[EvaluationProgress | Evaluated]) -> None:
        progress = [event for event in events if isinstance(event, EvaluationProgress)]
        if progress:
            self.progressed.emit(progress[-1])
        for event in events:
            if isinstance(event, Evaluated):
                self.evaluated.emit(event)

    def _end(self) -> None:
        self._job = None
        self.ended.emit()


def _card(run: Path) -> ModelCard | None:
    try:
        return ModelCard.read(run)
    except UserError:
        return None


def _evaluate(
    run: Path, dataset: Dataset, split: str, control: Control
) -> Iterator[EvaluationProgress | Evaluated]:
    from shoeclassifier_gui.learn.evaluation import choose_items, evaluate
    from shoeclassifier_gui.learn.predictor import Predictor

    items = choose_items(run, dataset, split)
    yield EvaluationProgress(0, len(items))
    predictor = Predictor.load(run)
    for event in evaluate(predictor, dataset, items, split, control):
        if isinstance(event, Evaluated):
            yield event
        else:
            yield EvaluationProgress(event.done, event.total)
