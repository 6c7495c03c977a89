"""What to collect: a class and a query on each row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import IconButton, QuietButton
from shoeclassifier_gui.ui.widgets.labels import Caption

_CLASS_WIDTH = 190


@dataclass(frozen=True, slots=True)
class Wanted:
    """A class and the words to search for."""

    class_name: str
    query: str


class ClassRows(QWidget):
    """Rows that can be added and removed; one always stays."""

    changed = Signal()

    def __init__(self, classes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes = tuple(classes)
        self._rows: list[_ClassRow] = []
        self._add_button = QuietButton(self.tr("Add a class"), "plus")
        self._add_button.setObjectName("add_class")
        self._lay_out()
        self._add_button.clicked.connect(self._add_row)
        self._add_row()

    def wanted(self) -> tuple[Wanted, ...]:
        """The rows that name a class; the query is the class's name unless another was given."""
        return tuple(row.wanted() for row in self._rows if row.wanted().class_name)

    def show_queries(self, shown: bool) -> None:
        """A list of addresses is not searched: it needs one class and no words."""
        for row in self._rows[1:] if not shown else ():
            self._remove(row)
        for row in self._rows:
            row.show_query(shown)
        self._add_button.setVisible(shown)
        self._query_head.setVisible(shown)

    def _lay_out(self) -> None:
        class_head = Caption(self.tr("Class"))
        class_head.setFixedWidth(_CLASS_WIDTH)
        self._query_head = Caption(self.tr("Search for (the class's name by default)"))
        heads = QHBoxLayout()
        heads.setSpacing(GAP)
        heads.addWidget(class_head)
        heads.addWidget(self._query_head, 1)
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP)
        foot = QHBoxLayout()
        foot.addWidget(self._add_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(heads)
        column.addLayout(self._column)
        column.addLayout(foot)

    def _add_row(self) -> None:
        used = {row.wanted().class_name for row in self._rows}
        row = _ClassRow(self._classes, next((n for n in self._classes if n not in used), ""))
        self._rows.append(row)
        self._column.addWidget(row)
        row.changed.connect(self.changed)
        row.removal_requested.connect(self._remove_sender)
        self._allow_removal()
        self.changed.emit()

    def _remove_sender(self) -> None:
        row = self.sender()
        if isinstance(row, _ClassRow):
            self._remove(row)

    def _remove(self, row: "_ClassRow") -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._allow_removal()
        self.changed.emit()

    def _allow_removal(self) -> None:
        for row in self._rows:
            row.allow_removal(len(self._rows) > 1)


class _ClassRow(QWidget):
    changed = Signal()
    removal_requested = Signal()

    def __init__(self, classes: Sequence[str], chosen: str) -> None:
        super().__init__()
        self._class = QComboBox()
        self._class.setObjectName("collect_class")
        self._class.setEditable(True)
        self._class.setAccessibleName(self.tr("Class"))
        self._class.addItems(list(classes))
        self._class.setCurrentText(chosen)
        self._class.setFixedWidth(_CLASS_WIDTH)
        self._query = QLineEdit()
        self._query.setObjectName("collect_query")
        self._query.setAccessibleName(self.tr("Search for"))
        self._remove_button = IconButton("close", self.tr("Remove this class"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._class)
        row.addWidget(self._query, 1)
        row.addWidget(self._remove_button)
        self._class.currentTextChanged.connect(self._follow_class)
        self._remove_button.clicked.connect(self.removal_requested)
        self._query.setPlaceholderText(chosen)

    def wanted(self) -> Wanted:
        """What the row says."""
        name = self._class.currentText().strip()
        return Wanted(name, self._query.text().strip() or name)

    def show_query(self, shown: bool) -> None:
        self._query.setVisible(shown)

    def allow_removal(self, allowed: bool) -> None:
        self._remove_button.setVisible(allowed)

    def _follow_class(self, name: str) -> None:
        self._query.setPlaceholderText(name)
        self.changed.emit()
