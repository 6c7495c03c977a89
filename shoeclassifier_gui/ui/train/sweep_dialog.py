"""Searches for good settings: what to try, how it goes, and what was best."""

from itertools import accumulate

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.search_space import Budget, SearchSpace
from shoeclassifier_gui.services.sweep import SweepService, SweepState
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.search_plot import SearchPlot, Tries
from shoeclassifier_gui.ui.train.search_words import sweep_text, watch_label
from shoeclassifier_gui.ui.train.sweep_form import SweepForm
from shoeclassifier_gui.ui.train.sweep_table import TrialTable
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice

_MARGIN = 24
_SIZE = (760, 600)
# The axis of a search that has just begun.
_LEAST_TRIALS = 10


class SweepDialog(QDialog):
    """Shows the search that `SweepService` makes; it goes on when the dialog is closed.

    Args:
        sweep: The search.
        base: The settings that it begins with.
        convolutions: Layers of the network that can be frozen.
        parent: Owner.
    """

    search_requested = Signal(SearchSpace, Budget)
    going_on_requested = Signal(Budget)
    settings_chosen = Signal(TrainConfig)

    def __init__(
        self,
        sweep: SweepService,
        base: TrainConfig,
        convolutions: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sweep_dialog")
        self.setWindowTitle(self.tr("Find good settings"))
        self.resize(*_SIZE)
        self._sweep = sweep
        self._base = base
        self._on_form = not sweep.state.active
        self._form = SweepForm(convolutions)
        self._build()
        self._lay_out()
        self._connect()
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field must not begin a search.
        self._show_state()

    def _build(self) -> None:
        self._notice = Notice()
        self._problem = Caption()
        self._problem.setObjectName("sweep_problem")
        self._table = TrialTable()
        self._plot = SearchPlot(
            self.tr("Score of each trial, and the best so far"),
            self.tr("Trial"),
            watch_label(self._base.watch),
        )
        self._sentence = Caption()
        self._sentence.setObjectName("sweep_sentence")
        self._build_buttons()

    def _build_buttons(self) -> None:
        self._go_on_button = Button(self.tr("Go on with the last search"))
        self._go_on_button.setObjectName("sweep_go_on")
        self._new_button = Button(self.tr("Search again…"))
        self._new_button.setObjectName("sweep_new")
        self._close_button = Button(self.tr("Close"))
        self._stop_button = Button(self.tr("Stop"), "stop")
        self._stop_button.setObjectName("sweep_stop")
        self._start_button = PrimaryButton(self.tr("Start"), "search")
        self._start_button.setObjectName("sweep_start")
        self._use_button = PrimaryButton(self.tr("Use the best settings"))
        self._use_button.setObjectName("sweep_use")

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form_page())
        self._pages.addWidget(self._progress_page())
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        for button in (
            self._go_on_button, self._new_button, self._close_button, self._stop_button,
            self._start_button, self._use_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(Heading(self.tr("Find good settings")))
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        column.addSpacing(CARD_GAP - GAP)
        column.addLayout(buttons)

    def _form_page(self) -> QWidget:
        page = QWidget()
        column = _column(page)
        column.addWidget(
            Caption(
                self.tr(
                    "One run after the other is trained, first with the settings as they are, then "
                    "with others that promise more. Hopeless runs end early. Choose what may "
                    "change, and how far; all else stays as it is on the page."
                )
            )
        )
        column.addWidget(self._form)
        column.addWidget(self._problem)
        column.addStretch(1)
        return page

    def _progress_page(self) -> QWidget:
        page = QWidget()
        column = _column(page)
        column.addWidget(self._sentence)
        column.addWidget(self._plot, 1)
        column.addWidget(self._table, 1)
        return page

    def _connect(self) -> None:
        self._form.changed.connect(self._show_state)
        self._sweep.changed.connect(self._show_state)
        self._sweep.failed.connect(self._show_failure)
        self._start_button.clicked.connect(self._start)
        self._go_on_button.clicked.connect(self._go_on)
        self._stop_button.clicked.connect(self._sweep.stop)
        self._new_button.clicked.connect(self._show_form)
        self._close_button.clicked.connect(self.reject)
        self._use_button.clicked.connect(self._use)

    def _start(self) -> None:
        self._show_progress()
        self.search_requested.emit(self._form.space(self._base), self._form.budget())

    def _go_on(self) -> None:
        self._show_progress()
        self.going_on_requested.emit(self._form.budget())

    def _use(self) -> None:
        state = self._sweep.state
        if state.best is not None and state.space is not None:
            self.settings_chosen.emit(state.space.config(state.best.knobs))
            self.accept()

    def _show_form(self) -> None:
        self._on_form = True
        self._notice.hide()
        self._show_state()

    def _show_progress(self) -> None:
        self._on_form = False
        self._notice.hide()

    def _show_state(self) -> None:
        state, problem = self._sweep.state, self._form.problem()
        self._pages.setCurrentIndex(0 if self._on_form else 1)
        self._problem.setText(problem)
        self._start_button.setVisible(self._on_form)
        self._start_button.setEnabled(not problem)
        self._go_on_button.setVisible(self._on_form and self._sweep.last is not None)
        self._stop_button.setVisible(state.active)
        self._stop_button.setEnabled(not state.stopping)
        self._new_button.setVisible(not state.active and not self._on_form)
        self._use_button.setVisible(not state.active and not self._on_form)
        self._use_button.setEnabled(state.best is not None)
        text = sweep_text(state)
        self._sentence.setText(text)
        self._plot.say(text)
        self._plot.name_values(watch_label(state.watch))
        self._table.show_state(state)
        self._plot.show_tries(_tries(state))

    def _show_failure(self, error: Exception) -> None:
        self._on_form = not self._sweep.state.trials  # What was filled in is there to be mended.
        self._show_state()
        show_error(self._notice, error)


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(CARD_GAP)
    return column


def _tries(state: SweepState) -> Tries:
    scored = [trial for trial in state.trials if trial.score is not None]
    is_loss = state.watch == "loss"
    scores = [(1 if is_loss else 100) * (trial.score or 0.0) for trial in scored]
    best = state.best
    highest = max(scores, default=1.0) * 1.05 if is_loss else 100.0
    return Tries(
        x=[trial.number + 1 for trial in scored],
        dots=scores,
        line=list(accumulate(scores, min if is_loss else max)),
        mark=best.number + 1 if best else None,
        x_range=(0.5, max(_LEAST_TRIALS, len(state.trials)) + 0.5),
        y_range=(0.0 if is_loss else max(0.0, min(scores, default=0.0) - 5), highest),
    )
