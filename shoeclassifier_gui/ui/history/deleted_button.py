"""Tells how much room deleted runs take, and removes them for good after asking."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from shoeclassifier_gui.core.runs.deleting import DeletedRuns
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.sizes import size_text


class DeletedButton(Button):
    """Says it, and asks when pressed; `removal_confirmed` follows a yes. Hidden without any."""

    removal_confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "trash", parent)
        self.setObjectName("empty_deleted_runs")
        self.setToolTip(self.tr("Remove the deleted runs for good, to free the disk."))
        self.clicked.connect(self._ask)
        self.show_deleted(DeletedRuns())

    def show_deleted(self, deleted: DeletedRuns) -> None:
        """Show what lies in the place of the deleted runs."""
        self._deleted = deleted
        self.setVisible(deleted.count > 0)
        text = self.tr("{count} deleted runs: {size}…")
        if deleted.count == 1:
            text = self.tr("1 deleted run: {size}…")
        self.setText(text.format(count=number(deleted.count), size=size_text(deleted.size)))

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
        box.accepted.connect(self.removal_confirmed)
        box.finished.connect(box.deleteLater)
        box.open()
