"""The score of a run with its confusion matrix."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.ui.results.parts import Part
from shoeclassifier_gui.ui.results.picture_choice import Cell
from shoeclassifier_gui.ui.results.wording import accuracy_text
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.confusion_view import ConfusionView
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import AnswerLabel, Caption, set_role
from shoeclassifier_gui.ui.widgets.percent import percent_text


class ScoreCard(Card):
    """`cell_chosen(truth, said)` tells which cell the user looks at."""

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._number = AnswerLabel()
        self._number.setObjectName("accuracy")
        self._meaning = Caption()
        self._meaning.setObjectName("accuracy_meaning")
        self._matrix = ConfusionView()
        self._reading = ElidedLabel()
        set_role(self._reading, "caption")
        self._matrix.cell_chosen.connect(self._choose)
        self.content.addWidget(self._number)
        self.content.addWidget(self._meaning)
        self.content.addSpacing(GAP)
        self.content.addWidget(self._reading)
        self.content.addWidget(self._matrix, 1)

    def show_scores(self, split: Part, scores: Scores) -> None:
        """Show other scores; no cell is chosen."""
        self._number.setText(percent_text(scores.accuracy))
        self._meaning.setText(accuracy_text(split, scores))
        self._matrix.show_scores(scores)
        self._explain()

    def forget_choice(self) -> None:
        """No cell is chosen any more."""
        self._matrix.forget_choice()
        self._explain()

    def cell_text(self, cell: Cell) -> str:
        """A cell in words."""
        return self._matrix.cell_text(cell.truth, cell.said)

    def _choose(self, truth: int, said: int) -> None:
        self._reading.setText(self._matrix.cell_text(truth, said))
        self.cell_chosen.emit(truth, said)

    def _explain(self) -> None:
        self._reading.setText(
            self.tr(
                "Rows: what it is. Columns: what the model said. Click a cell for its pictures."
            )
        )
