"""Asks what shall become of a training when the window is closed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading

_MARGIN = 24
_WIDTH = 440


class ClosingDialog(QDialog):
    """Stop and keep the best model, or keep working."""

    stop_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Training is under way"))
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        self._build()
        self._lay_out()
        self._keep.clicked.connect(self.reject)
        self._stop.clicked.connect(self._choose_stop)

    def _build(self) -> None:
        self._question = Heading(self.tr("Stop the training and close?"))
        self._question.setWordWrap(True)
        self._explanation = Caption(
            self.tr(
                "The best model so far is kept, and the run can go on another time from its last "
                "whole epoch."
            )
        )
        self._stop = Button(self.tr("Stop and keep the best model"))
        self._stop.setObjectName("close_stop")
        # The safe way is the one that Enter takes.
        self._keep = PrimaryButton(self.tr("Keep working"))
        self._keep.setObjectName("close_keep")
        self._keep.setDefault(True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self._question)
        column.addWidget(self._explanation)
        column.addSpacing(CARD_GAP)
        column.addLayout(buttons)

    def _choose_stop(self) -> None:
        self.stop_chosen.emit()
        self.accept()
