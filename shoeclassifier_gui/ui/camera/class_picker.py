"""A class to choose from those of the project, or to type."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QWidget

_WIDTH = 160


class ClassPicker(QComboBox):
    """An editable list of classes; `name` is what a screen reader says."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Name of the class"))
        self.line.setAccessibleName(name)
        self.setAccessibleName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(self.line)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(2 * _WIDTH)

    @property
    def class_name(self) -> str:
        """What is chosen or typed."""
        return self.currentText().strip()

    def offer(self, classes: Sequence[str]) -> None:
        """Offers other classes; what was typed stays."""
        typed = self.currentText()
        self.clear()
        self.addItems(list(classes))
        self.setEditText(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Escape to the page."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
