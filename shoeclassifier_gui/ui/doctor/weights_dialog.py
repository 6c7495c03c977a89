"""Brings the weights of a network that the data doctor can look with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.services.weights import WeightsKnown, WeightsService
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.weights_panel import WeightsPanel
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice

_MARGIN, _WIDTH = 24, 620


class WeightsDialog(QDialog):
    """`fetched` tells that the weights are here; the dialog has closed then."""

    fetched = Signal()

    def __init__(self, weights: WeightsService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights = weights
        self.setObjectName("doctor_weights_dialog")
        self.setWindowTitle(self.tr("Network weights"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self._notice = Notice()
        self._panel = WeightsPanel(weights, for_training=False)
        self._close_button = Button(self.tr("Close"))
        self._lay_out()
        self._close_button.clicked.connect(self.reject)
        weights.changed.connect(self._show_known)
        weights.failed.connect(self._show_failure)
        self._show_known()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(Heading(self.tr("The data doctor needs a network.")))
        column.addWidget(
            Caption(
                self.tr(
                    "One that has seen many pictures finds those in the wrong class, and those "
                    "that look like nothing else. A model that you have trained serves as well."
                )
            )
        )
        column.addSpacing(CARD_GAP - GAP)
        column.addWidget(self._notice)
        column.addWidget(self._panel)
        column.addLayout(buttons)

    def _show_known(self) -> None:
        known = [one for one in self._weights.known.values() if one.url]
        if any(one.path is not None for one in known):
            self.accept()
            self.fetched.emit()
        elif known:
            self._panel.show_missing(min(known, key=_size), dense_layers=False, instead=None)

    def _show_failure(self, error: Exception) -> None:
        show_error(self._notice, error)


def _size(known: WeightsKnown) -> int:
    return known.size
