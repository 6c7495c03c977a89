"""The Results page: what a run reached, measured on which pictures, and which it got wrong."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.results import EvaluationProgress, ResultsService, RunSummary
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.results.class_table import ClassTable
from shoeclassifier_gui.ui.results.gallery_card import GalleryCard
from shoeclassifier_gui.ui.results.parts import Part
from shoeclassifier_gui.ui.results.picture_choice import Cell
from shoeclassifier_gui.ui.results.question_card import QuestionCard
from shoeclassifier_gui.ui.results.run_bar import RunBar
from shoeclassifier_gui.ui.results.score_card import ScoreCard
from shoeclassifier_gui.ui.results.wording import classes_title, count_text
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState
from shoeclassifier_gui.ui.widgets.notice import Notice

Asked = tuple[Path, Part]


class ResultsPage(QWidget):
    """Shows one run of the open project at a time.

    It lists the runs whenever it is shown; validation pictures are then looked at by itself,
    test and training pictures only when asked.
    """

    train_requested = Signal()
    use_model_requested = Signal(Path)

    def __init__(
        self,
        results: ResultsService,
        library: LibraryService,
        thumbnails: ThumbnailService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._results = results
        self._library = library
        self._dataset = library.state.dataset
        self._project = library.state.project
        self._measured: dict[Asked, Evaluated] = {}
        self._asked: Asked | None = None
        self._given_up: set[Asked] = set()
        self._shown: Scores | None = None
        self._build(thumbnails)
        self._arrange()
        self._connect_services()
        self._connect_widgets()
        self._show_runs()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for new runs, and measure what is shown."""
        super().showEvent(event)
        self._list_runs()
        self._show_run()

    def _build(self, thumbnails: ThumbnailService) -> None:
        self._bar = RunBar()
        self._notice = Notice()
        self._score_card = ScoreCard()
        self._class_card = Card()
        self._classes = ClassTable()
        self._gallery_card = GalleryCard(thumbnails)
        self._question_card = QuestionCard()
        self._no_runs = EmptyState(
            "results",
            self.tr("Here you will see how well a model does, and what it gets wrong."),
            self.tr("Train one first."),
            self.tr("Go to training"),
        )
        self._no_runs.setObjectName("results_without_runs")
        self._no_model = EmptyState(
            "results",
            self.tr("This run left no model: it was stopped before its first epoch was done."),
            self.tr("Choose another run above, or go on with this one on the Train page."),
            self.tr("Go to training"),
        )
        self._no_model.setObjectName("results_without_model")
        self._running = EmptyState(
            "train",
            self.tr("This run is still being trained."),
            self.tr("Its results are shown when it has ended; its curves stand on the Train page."),
            self.tr("Go to training"),
        )
        self._running.setObjectName("results_of_running")

    def _arrange(self) -> None:
        self._class_card.content.addWidget(self._classes)
        right = QVBoxLayout()
        right.setSpacing(CARD_GAP)
        right.addWidget(self._class_card, 4)
        right.addWidget(self._gallery_card, 5)
        scores = QWidget()
        row = QHBoxLayout(scores)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CARD_GAP)
        row.addWidget(self._score_card, 1)
        row.addLayout(right, 1)
        self._scores = scores
        self._parts = QStackedWidget()
        for part in (self._scores, self._question_card, self._no_model, self._running):
            self._parts.addWidget(part)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._bar)
        column.addWidget(self._notice)
        column.addWidget(self._parts, 1)
        self._work = work
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._no_runs)
        self._stack.addWidget(self._work)

    def _connect_services(self) -> None:
        self._results.runs_changed.connect(self._show_runs)
        self._results.progressed.connect(self._show_progress)
        self._results.evaluated.connect(self._take_measured)
        self._results.failed.connect(self._show_error)
        self._results.ended.connect(self._forget_question)
        self._library.changed.connect(self._take_library)

    def _connect_widgets(self) -> None:
        self._bar.chosen.connect(self._choose_run)
        self._bar.use_requested.connect(self._use_model)
        self._no_runs.action_requested.connect(self.train_requested)
        self._no_model.action_requested.connect(self.train_requested)
        self._running.action_requested.connect(self.train_requested)
        self._score_card.cell_chosen.connect(self._show_cell)
        self._gallery_card.all_requested.connect(self._show_mistakes)
        self._gallery_card.stop_requested.connect(self._give_up)
        self._question_card.evaluate_requested.connect(self._measure)
        self._question_card.stop_requested.connect(self._give_up)

    def _take_library(self) -> None:
        state = self._library.state
        if state.project != self._project:
            self._project = state.project
            self._bar.show_validation()
            self._list_runs()
        if state.dataset is not self._dataset:
            self._dataset = state.dataset
            self._asked = None
            self._results.stop()
            self._measured.clear()
            self._given_up.clear()
            self._show_run()

    def _list_runs(self) -> None:
        self._results.list_runs(self._project.runs if self._project else None)

    def _show_runs(self) -> None:
        self._bar.show_runs(self._results.runs)
        self._stack.setCurrentWidget(self._work if self._results.runs else self._no_runs)
        self._show_run()

    def _choose_run(self) -> None:
        self._notice.hide()
        self._given_up.clear()
        self._show_run()

    def _show_run(self) -> None:
        run, split = self._bar.run, self._bar.split
        if run is None:
            return
        if run.card is None:
            self._bar.show_fact(run, "")
            self._parts.setCurrentWidget(self._running if run.running else self._no_model)
            return
        scores = self._scores_of(run, split)
        self._bar.show_fact(run, count_text(split, scores.count) if scores else "")
        if scores is None:
            self._show_question(run, split)
            return
        if scores != self._shown:
            self._shown = scores
            self._score_card.show_scores(split, scores)
            self._classes.show_scores(scores.per_class)
            self._class_card.set_title(classes_title(split, scores.count))
        self._parts.setCurrentWidget(self._scores)
        self._show_pictures(run, split)

    def _scores_of(self, run: RunSummary, split: Part) -> Scores | None:
        """Validation and folds as the run itself measured them, other parts as measured here."""
        if split is Part.VAL and run.card is not None:
            return run.card.scores
        if split is Part.FOLDS and run.cross is not None:
            return run.cross.pooled
        measured = self._measured.get((run.folder, split))
        return measured.scores if measured else None

    def _show_question(self, run: RunSummary, split: Part) -> None:
        self._parts.setCurrentWidget(self._question_card)
        if self._asked == (run.folder, split):
            self._question_card.show_progress(None)
        else:
            self._question_card.ask(split, possible=self._dataset is not None)

    def _show_pictures(self, run: RunSummary, split: Part) -> None:
        measured = self._measured.get((run.folder, split))
        if measured is not None:
            self._score_card.forget_choice()
            self._gallery_card.show_pictures(split, measured, None, "")
        elif (run.folder, split) in self._given_up:
            text = self.tr("The pictures were not looked at. Choose the run again to try it.")
            self._gallery_card.show_message(split, text)
        elif self._dataset is None:
            self._gallery_card.show_message(split, self.tr("The pictures are still being read…"))
        else:
            self._gallery_card.show_message(split, self.tr("Getting ready…"))
            if self.isVisible():
                self._measure()

    def _measure(self) -> None:
        run, split = self._bar.run, self._bar.split
        if run is None or self._dataset is None or self._asked == (run.folder, split):
            return
        self._asked = (run.folder, split)
        self._results.evaluate(run.folder, self._dataset, split.value)
        if not split.costs_nothing:
            self._question_card.show_progress(None)

    def _show_progress(self, progress: EvaluationProgress) -> None:
        run, split = self._bar.run, self._bar.split
        if run is None or self._asked != (run.folder, split):
            return
        if split.costs_nothing:
            self._gallery_card.show_progress(split, progress)
        else:
            self._question_card.show_progress(progress)

    def _take_measured(self, measured: Evaluated) -> None:
        if self._asked is not None:
            self._measured[self._asked] = measured
            self._asked = None
            self._show_run()

    def _give_up(self) -> None:
        self._results.stop()
        self._forget_question()

    def _forget_question(self) -> None:
        """A measurement that ended without an answer is not begun again by itself."""
        if self._asked is not None:
            self._given_up.add(self._asked)
            self._asked = None
            self._show_run()

    def _show_cell(self, truth: int, said: int) -> None:
        self._show_chosen(Cell(truth, said))

    def _show_mistakes(self) -> None:
        self._score_card.forget_choice()
        self._show_chosen(None)

    def _show_chosen(self, cell: Cell | None) -> None:
        run, split = self._bar.run, self._bar.split
        measured = self._measured.get((run.folder, split)) if run else None
        if measured is not None:
            text = self._score_card.cell_text(cell) if cell else ""
            self._gallery_card.show_pictures(split, measured, cell, text)

    def _use_model(self) -> None:
        if self._bar.run is not None:
            self.use_model_requested.emit(self._bar.run.folder)

    def _show_error(self, error: Exception) -> None:
        show_error(self._notice, error)
        self._give_up()
