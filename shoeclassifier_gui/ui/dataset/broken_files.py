"""The list of files that cannot be read, with the reasons."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.dataset.items import BrokenFile
from shoeclassifier_gui.ui.dataset.words import broken_words
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading

_SIZE = (640, 440)


class BrokenFilesDialog(QDialog):
    """File and reason, one line each; nothing of it is trained with."""

    def __init__(
        self, folder: Path, broken: Sequence[BrokenFile], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("broken_files")
        self.setWindowTitle(broken_words(len(broken)))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._table = self._new_table(folder, broken)
        self._close_button = Button(self.tr("Close"))
        self._lay_out(len(broken))
        self._close_button.clicked.connect(self.close)

    def _new_table(self, folder: Path, broken: Sequence[BrokenFile]) -> QTableView:
        rows = QStandardItemModel(0, 2, self)
        rows.setHorizontalHeaderLabels([self.tr("File"), self.tr("Why")])
        for file in broken:
            name = _readable(file.path, folder)
            rows.appendRow([QStandardItem(name), QStandardItem(file.reason)])
        table = QTableView()
        table.setAccessibleName(self.tr("Files that cannot be read"))
        table.setModel(rows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self, count: int) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(GAP)
        column.addWidget(Heading(broken_words(count)))
        column.addWidget(Caption(self.tr("They are left out; the files stay as they are.")))
        column.addWidget(self._table, 1)
        column.addLayout(buttons)
        self.resize(*_SIZE)


def _readable(path: Path, folder: Path) -> str:
    name = str(path.relative_to(folder))
    # A name that is no text would otherwise break the table.
    return name.encode("utf-8", "replace").decode("utf-8")
