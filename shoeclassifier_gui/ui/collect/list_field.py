"""The field for a list of addresses."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel


class ListField(QWidget):
    """A button that asks for a file, and the file's name."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: Path | None = None
        self._button = Button(self.tr("Choose a list…"), "folder")
        self._button.setObjectName("choose_list")
        self._name = ElidedLabel(self.tr("No list is chosen yet."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._button)
        row.addWidget(self._name, 1)
        self._button.clicked.connect(self._ask)

    @property
    def file(self) -> Path | None:
        """The chosen list."""
        return self._file

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("List of addresses"))
        dialog.setObjectName("list_dialog")
        dialog.setNameFilter(self.tr("Lists (*.txt *.csv *.tsv);;All files (*)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, file: str) -> None:
        """Takes a list, as if it had been chosen."""
        self._file = Path(file)
        self._name.setText(self._file.name)
        self.changed.emit()
