"""Tells how much room deleted runs take, and empties them after asking."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QWidget

from shoeclassifier_gui.core.runs.deleting import DeletedRuns
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.sizes import size_text


class DeletedRow(QWidget):
    """One line and a button; `emptying_confirmed` follows a yes. Hidden when there are none."""

    emptying_confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deleted = DeletedRuns()
        self._label = Caption()
        self._label.setObjectName("deleted_runs_room")
        self._button = Button(self.tr("Remove for good…"), "trash")
        self._button.setObjectName("empty_deleted_runs")
        self._button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        self.show_deleted(self._deleted)

    def show_deleted(self, deleted: DeletedRuns) -> None:
        """Show what lies in the place of the deleted runs."""
        self._deleted = deleted
        self.setVisible(deleted.count > 0)
        self._label.setText(self._words())

    def _words(self) -> str:
        text = self.tr("{count} deleted runs take {size} of the disk.")
        if self._deleted.count == 1:
            text = self.tr("1 deleted run takes {size} of the disk.")
        return text.format(count=number(self._deleted.count), size=size_text(self._deleted.size))

    def _ask(self) -> None:
        box = QMessageBox(self.window())
        box.setObjectName("empty_deleted_runs_question")
        box.setWindowTitle(self.tr("Remove deleted runs"))
        box.setText(self.tr("Remove the deleted runs for good?"))
        explanation = self.tr("{size} become free. They cannot be brought back then.")
        box.setInformativeText(explanation.format(size=size_text(self._deleted.size)))
        yes = box.addButton(self.tr("Remove for good"), QMessageBox.ButtonRole.AcceptRole)
        yes.setObjectName("empty_deleted_runs_yes")
        keep = box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("empty_deleted_runs_no")
        # The safe way is the one that Enter takes.
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.accepted.connect(self.emptying_confirmed)
        box.finished.connect(box.deleteLater)
        box.open()
