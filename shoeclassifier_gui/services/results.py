"""What finished runs reached, and how a model does on a part of the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import ModelError, UserError
from shoeclassifier_gui.core.runs.about import read_about
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.cross_scores import HELD_OUT, CrossScores
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs
from shoeclassifier_gui.core.runs.folds_folder import read_cross_scores, read_held_out
from shoeclassifier_gui.core.runs.lock import is_locked
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.trials import read_mark
from shoeclassifier_gui.services.job import Job, Work


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of the open project.

    Attributes:
        folder: The run's folder.
        name: That a person gave it; empty where nobody did.
        card: Of the model that it left; None when it left none.
        epochs: Whole epochs that it made.
        ending: How it ended; None while it is under way or after a crash.
        running: Whether it is being trained now.
        cross: The result of its check by folds; None where there is none.
    """

    folder: Path
    name: str
    card: ModelCard | None
    epochs: int = 0
    ending: Ending | None = None
    running: bool = False
    cross: CrossScores | None = None


@dataclass(frozen=True, slots=True)
class _Listed:
    runs: tuple[RunSummary, ...]


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """Pictures classified so far."""

    done: int
    total: int


class ResultsService(QObject):
    """Owns the list of runs and the evaluation that is shown.

    `runs_changed` follows a change of `runs`; `evaluated(Evaluated)` brings scores and answers.
    Measuring needs the engine: whoever builds the services connects `EngineService.ready` to
    `set_engine_ready`; until then `evaluate` waits.
    """

    runs_changed = Signal()
    progressed = Signal(EvaluationProgress)
    evaluated = Signal(Evaluated)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunSummary, ...] = ()
        self._engine_ready = False
        self._waiting: Work | None = None
        self._job: Job | None = None
        self._listing: Job | None = None

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """The runs of the open project, newest first."""
        return self._runs

    @property
    def busy(self) -> bool:
        """Whether an evaluation is under way or waits for the engine."""
        return self._job is not None or self._waiting is not None

    def set_engine_ready(self) -> None:
        """Tells that the engine is loaded: measures what was asked for meanwhile."""
        self._engine_ready = True
        if self._waiting is not None:
            self._begin(self._waiting)

    def list_runs(self, folder: Path | None) -> None:
        """Reads the runs below a folder; `runs_changed` tells when. None for no project."""
        if self._listing is not None:
            self._listing.abandon()
            self._listing = None
        if folder is None:
            self._show_runs([_Listed(())])
            return
        self._listing = Job(partial(_list, folder), self)
        self._listing.events.connect(self._show_runs)
        self._listing.failed.connect(self.failed)
        self._listing.ended.connect(self._end_listing)
        self._listing.begin()

    def evaluate(self, run: Path, dataset: Dataset, split: str) -> None:
        """Scores a run's model on a part of a data set: `train`, `val`, `test` or `all`.

        `folds` brings what the models of its folds said of the pictures held out from them.
        """
        self._drop()
        work = partial(_evaluate, run, dataset, split)
        if self._engine_ready:
            self._begin(work)
        else:
            self._waiting = work

    def stop(self) -> None:
        """Stops the evaluation; `ended` follows at once if one was under way or waiting."""
        if self.busy:
            self._drop()
            self.ended.emit()

    def _drop(self) -> None:
        self._waiting = None
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _begin(self, work: Work) -> None:
        self._waiting = None
        job = Job(work, self)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.ended.connect(self._end)
        job.begin()

    def _show_runs(self, events: list[_Listed]) -> None:
        if events[-1].runs != self._runs:
            self._runs = events[-1].runs
            self.runs_changed.emit()

    def _end_listing(self) -> None:
        self._listing = None

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


def _list(folder: Path, control: Control) -> Iterator[_Listed]:
    summaries = []
    for run in list_runs(folder):
        control.checkpoint()
        card = _card(run.path)
        if card is None and read_mark(run.path) is not None:
            continue  # A trial of a search that is not its best.
        summaries.append(
            RunSummary(
                folder=run.path,
                name=read_about(run.path).name,
                card=card,
                epochs=_epoch_count(run),
                ending=Ending.told(run.last_event()),
                running=is_locked(run),
                cross=read_cross_scores(run.path),
            )
        )
    yield _Listed(tuple(summaries))


def _epoch_count(run: RunFolder) -> int:
    return sum(row["epoch"] != "0" for row in run.curve_rows())  # 0 is before the first.


def _card(run: Path) -> ModelCard | None:
    try:
        return ModelCard.read(run)
    except UserError:
        return None


def _evaluate(
    run: Path, dataset: Dataset, split: str, control: Control
) -> Iterator[EvaluationProgress | Evaluated]:
    if split == HELD_OUT:
        yield read_held_out(RunFolder(run), dataset)
        return
    from shoeclassifier_gui.learn.models.evaluation import choose_items, evaluate
    from shoeclassifier_gui.learn.models.predictor import Predictor

    try:
        items = choose_items(run, dataset, split)
    except ModelError as error:
        raise ModelError(
            error.sentence, "Choose another part, or open the folder that it was trained with."
        ) from error
    yield EvaluationProgress(0, len(items))
    predictor = Predictor.load(run)
    for event in evaluate(predictor, dataset, items, split, control):
        if isinstance(event, Evaluated):
            yield event
        else:
            yield EvaluationProgress(event.done, event.total)
