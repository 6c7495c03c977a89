"""Offers to go on with the selected run, where it did not end by itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.core.runs.history import RunRecord
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption


class GoingOnRow(QWidget):
    """A button and what it does, said beside it; takes no room where no run can go on."""

    requested = Signal(RunRecord)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: RunRecord | None = None
        self._button = Button()
        self._button.setObjectName("resume_run")
        self._button.clicked.connect(self._request)
        self._sentence = Caption()
        self._sentence.setObjectName("resume_run_sentence")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CARD_GAP)
        row.addWidget(self._button)
        row.addWidget(self._sentence, 1)
        self.hide()

    def show_run(self, record: RunRecord | None, *, busy: bool) -> None:
        """Show the selected run; None where there is none, or several. `busy`: another trains."""
        self._record = record if record is not None and record.can_go_on else None
        self.setVisible(self._record is not None)
        self._button.setEnabled(not busy)
        if self._record is not None:
            text = self.tr("Go on") if self._record.checkpoint else self.tr("Begin again")
            self._button.setText(text)
            self._sentence.setText(self._words(self._record))
            self._button.setAccessibleDescription(self._sentence.text())

    def _words(self, record: RunRecord) -> str:
        if not record.checkpoint:
            return self.tr(
                "The run was stopped before it had a checkpoint: it begins again with its settings."
            )
        if not record.epochs_done:
            return self.tr("The run was stopped before its first epoch was done.")
        text = self.tr("The run was stopped after {count} epochs.")
        if record.epochs_done == 1:
            text = self.tr("The run was stopped after 1 epoch.")
        return text.format(count=number(record.epochs_done))

    def _request(self) -> None:
        if self._record is not None:
            self.requested.emit(self._record)
