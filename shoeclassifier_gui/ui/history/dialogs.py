"""Two small windows of the history: the differences of runs, and name and notes of one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.runs.about import LONGEST_NAME, About
from shoeclassifier_gui.core.runs.history import RunRecord, differences
from shoeclassifier_gui.ui.history.wording import knob_text, title_text, value_text
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading

_COMPARE_SIZE = (620, 420)
_ABOUT_WIDTH = 460


class CompareDialog(QDialog):
    """A row for each setting in which the runs differ, a column for each run."""

    def __init__(self, records: Sequence[RunRecord], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_runs")
        self.setWindowTitle(self.tr("How the runs differ"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        known = [(record, record.config) for record in records if record.config is not None]
        rows = differences([config for _, config in known]) if len(known) > 1 else ()
        self._table = QTableWidget(len(rows), len(known) + 1)
        self._table.setObjectName("run_differences")
        self._table.setAccessibleName(self.windowTitle())
        titles = [self.tr("Setting"), *(title_text(record) for record, _ in known)]
        self._table.setHorizontalHeaderLabels(titles)
        for row, difference in enumerate(rows):
            texts = [knob_text(difference.knob), *map(value_text, difference.values)]
            for column, text in enumerate(texts):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._same = Caption(self.tr("Their settings are the same."))
        self._same.setVisible(not rows)
        self._table.setVisible(bool(rows))
        self._lay_out()
        self.resize(*_COMPARE_SIZE)

    def _lay_out(self) -> None:
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        column = _column(self)
        column.addWidget(Heading(self.windowTitle()))
        column.addWidget(self._same)
        column.addWidget(self._table, 1)
        close_button = Button(self.tr("Close"))
        close_button.clicked.connect(self.close)
        column.addLayout(_button_row(close_button))


class AboutDialog(QDialog):
    """Name and notes of a run; `written` brings them."""

    written = Signal(About)

    def __init__(self, about: About, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_run")
        self.setWindowTitle(self.tr("Name and notes of the run"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_ABOUT_WIDTH)
        self._name = QLineEdit(about.name)
        self._name.setObjectName("run_name")
        self._name.setMaxLength(LONGEST_NAME)
        self._notes = QPlainTextEdit(about.notes)
        self._notes.setObjectName("run_notes")
        self._notes.setTabChangesFocus(True)
        self._lay_out()

    def _lay_out(self) -> None:
        column = _column(self)
        for text, field in ((self.tr("&Name"), self._name), (self.tr("N&otes"), self._notes)):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            column.addWidget(label)
            column.addWidget(field)
        cancel_button = Button(self.tr("Cancel"))
        keep_button = PrimaryButton(self.tr("Keep"))
        keep_button.setObjectName("keep_about")
        keep_button.setDefault(True)
        cancel_button.clicked.connect(self.reject)
        keep_button.clicked.connect(self._keep)
        column.addLayout(_button_row(cancel_button, keep_button))

    def _keep(self) -> None:
        self.written.emit(About(self._name.text(), self._notes.toPlainText()))
        self.accept()


def _column(dialog: QDialog) -> QVBoxLayout:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
    column.setSpacing(GAP)
    return column


def _button_row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
