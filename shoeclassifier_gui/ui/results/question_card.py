"""Asks before a part of the data is measured that is not measured by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.services.results import EvaluationProgress
from shoeclassifier_gui.ui.results.parts import Part
from shoeclassifier_gui.ui.results.wording import question_text
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine


class QuestionCard(Card):
    """A sentence, what to think of, and the button that does it."""

    evaluate_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._sentence = Heading()
        self._sentence.setWordWrap(True)
        self._hint = Caption()
        self._button = Button()
        self._button.setObjectName("evaluate_now")
        self._progress = ProgressLine(stoppable=True)
        for part in (self._sentence, self._hint):
            self.content.addWidget(part)
        self.content.addSpacing(GAP)
        self.content.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addWidget(self._progress)
        self.content.addStretch(1)
        self._button.clicked.connect(self.evaluate_requested)
        self._progress.stop_requested.connect(self.stop_requested)

    def ask(self, split: Part, *, possible: bool) -> None:
        """Ask for a part; the button works when it is `possible` to measure now."""
        sentence, hint = question_text(split)
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        text = self.tr("Measure on the test part now")
        if split is Part.TRAIN:
            text = self.tr("Measure on the training part now")
        self._button.setText(text)
        self._button.setEnabled(possible)
        self._button.show()
        self._progress.hide()

    def show_progress(self, progress: EvaluationProgress | None) -> None:
        """Say how far the measuring is; None: it has not begun."""
        self._button.hide()
        self._progress.show()
        if progress is None:
            self._progress.show_progress(self.tr("Getting ready…"), None)
            return
        text = self.tr("Looking at picture {done} of {total}").format(
            done=number(progress.done), total=number(progress.total)
        )
        self._progress.show_progress(text, progress.done / max(1, progress.total))
