"""The card of a check by folds: each fold's score, and what was taken for what over all."""

from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.services.folds_progress import FoldsProgress
from shoeclassifier_gui.ui.train.fold_words import (
    fold_text,
    further_text,
    so_far_text,
    trust_text,
)
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.confusion_view import ConfusionView
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.spread_text import result_text

_MATRIX_HEIGHT = 300


class FoldsCard(Card):
    """Hidden for runs without a check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("folds_card")
        self.set_title(self.tr("Check with folds"))
        self._summary = Caption()
        self._summary.setObjectName("folds_summary")
        self._folds = Caption()
        self._folds.setObjectName("folds_list")
        self._matrix = ConfusionView()
        self._matrix.setObjectName("folds_matrix")
        self._matrix.setAccessibleName(self.tr("Confusion matrix of all folds"))
        self._matrix.setMinimumHeight(_MATRIX_HEIGHT)
        self._reading = Caption(self.tr("Rows: what it is. Columns: what the models said."))
        for part in (self._summary, self._folds, self._reading, self._matrix):
            self.content.addWidget(part)
        self._shown: FoldsProgress | None = None
        self.hide()

    def show_folds(self, folds: FoldsProgress | None) -> None:
        """Show how far a check is, or what it measured; None for none."""
        self.setVisible(folds is not None)
        if folds is None or folds == self._shown:
            return
        self._shown = folds
        result = folds.result
        self.set_title(result_text(result) if result else self.tr("Check with folds"))
        lines = (trust_text(result), further_text(result)) if result else (so_far_text(folds),)
        self._summary.setText("\n".join(lines))
        self._folds.setText(" · ".join(map(fold_text, folds.done)))
        self._folds.setVisible(bool(folds.done))
        for part in (self._reading, self._matrix):
            part.setVisible(result is not None)
        self._matrix.show_scores(result.pooled if result else None)
