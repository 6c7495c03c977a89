"""The card that leads the Train page: what is going on, how well, and what to press."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.events import Trouble
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.data_facts import DataFacts
from shoeclassifier_gui.ui.train.wording import (
    measured_text,
    preparing_text,
    steps_text,
    title_text,
)
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.durations import time_left_text
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading, set_role
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine

# With less room for the words, the buttons stand below them.
_WORDS_WIDTH = 340


class ProgressCard(Card):
    """Title, sentence, progress and the buttons of a run."""

    start_requested = Signal()
    resume_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    try_requested = Signal()
    results_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._build()
        self._arrange()
        self._connect()

    def show_run(self, state: TrainingState, facts: DataFacts, obstacle: str) -> None:
        """Show a run.

        Args:
            state: Of the training.
            facts: Of the data set.
            obstacle: Why a run cannot be started now; empty when it can.
        """
        self._title.setText(title_text(state, facts))
        measured = measured_text(state, facts)
        self._sentence.setText(measured if state.active or not obstacle else obstacle)
        self._show_buttons(state, startable=not obstacle)
        self._show_progress(state)
        self._place_buttons()

    def offer_resume(self, text: str) -> None:
        """Offer to go on with a stopped run; "" offers nothing."""
        self._resume_button.setText(text)
        self._resume_button.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where there is room for them."""
        super().resizeEvent(event)
        self._place_buttons()

    def _build(self) -> None:
        self._title = Heading()
        self._title.setObjectName("training_title")
        self._title.setWordWrap(True)
        self._sentence = Caption()
        self._sentence.setObjectName("training_sentence")
        self._progress = ProgressLine()
        self._buttons = QWidget()
        self._start_button = self._named(self.tr("Start"), "start_training")
        self._resume_button = self._named("", "resume_training")
        self._pause_button = self._named(self.tr("Pause"), "pause_training")
        self._stop_button = self._named(self.tr("Stop and keep best"), "stop_training")
        self._try_button = self._named(self.tr("Use it on the camera"), "try_on_camera")
        self._results_button = self._named(self.tr("See the results"), "see_results")
        set_role(self._stop_button, "primary")
        set_role(self._try_button, "primary")

    def _named(self, text: str, name: str) -> QPushButton:
        button = Button(text)
        button.setObjectName(name)
        return button

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        words.addWidget(self._resume_button, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(GAP)
        for button in (
            self._pause_button, self._start_button, self._results_button, self._stop_button,
            self._try_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(CARD_GAP)
        self._top.addLayout(words, 1)
        self._top.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(self._top)
        self.content.addWidget(self._progress)

    def _connect(self) -> None:
        self._start_button.clicked.connect(self.start_requested)
        self._resume_button.clicked.connect(self.resume_requested)
        self._pause_button.clicked.connect(self.pause_requested)
        self._stop_button.clicked.connect(self.stop_requested)
        self._try_button.clicked.connect(self.try_requested)
        self._results_button.clicked.connect(self.results_requested)

    def _show_buttons(self, state: TrainingState, *, startable: bool) -> None:
        has_model = not state.active and state.finished is not None and bool(state.finished.model)
        self._start_button.setVisible(not state.active)
        self._start_button.setEnabled(startable)
        self._start_button.setText(self.tr("Train again") if has_model else self.tr("Start"))
        useful = state.warning is None or state.warning.kind is not Trouble.HARDLY_USABLE
        _set_primary(self._start_button, primary=not has_model)
        _set_primary(self._try_button, primary=has_model and useful)
        self._resume_button.setVisible(not state.active and bool(self._resume_button.text()))
        self._resume_button.setEnabled(startable)
        self._pause_button.setVisible(state.active)
        self._pause_button.setEnabled(state.phase in {TrainingPhase.RUNNING, TrainingPhase.PAUSED})
        paused = state.phase is TrainingPhase.PAUSED
        self._pause_button.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self._stop_button.setVisible(state.active)
        keeps_folds = state.folds is not None and state.folds.result is None
        text = self.tr("Stop and keep folds") if keeps_folds else self.tr("Stop and keep best")
        self._stop_button.setText(text)
        self._stop_button.setEnabled(state.phase is not TrainingPhase.STOPPING)
        self._try_button.setVisible(has_model)
        self._results_button.setVisible(has_model)

    def _place_buttons(self) -> None:
        room = self.contentsRect().width() - 3 * CARD_GAP - _WORDS_WIDTH
        wide = self._buttons.sizeHint().width() <= room
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._top.setDirection(direction)

    def _show_progress(self, state: TrainingState) -> None:
        self._progress.setVisible(state.active)
        if not state.active:
            return
        preparing = state.preparing
        if state.started is None or state.steps is None or preparing is not None:
            share = preparing.done / preparing.total if preparing and preparing.total else None
            share = share if state.folds is None else state.progress
            self._progress.show_progress(self._preparing_text(state), share)
            return
        left = "" if state.phase is TrainingPhase.PAUSED else self._time_left(state)
        self._progress.show_progress(steps_text(state.started, state.steps), state.progress, left)

    def _preparing_text(self, state: TrainingState) -> str:
        if state.started is not None and state.preparing is None:
            return self.tr("The first steps are being made.")
        return preparing_text(state.preparing)

    def _time_left(self, state: TrainingState) -> str:
        seconds = state.steps.seconds_left if state.steps else None
        if seconds is not None and state.folds is not None:
            seconds = state.folds.seconds_left(seconds)
        return time_left_text(seconds) if seconds is not None else ""


def _set_primary(button: QPushButton, *, primary: bool) -> None:
    role = "primary" if primary else ""
    if button.property("role") != role:
        set_role(button, role)
