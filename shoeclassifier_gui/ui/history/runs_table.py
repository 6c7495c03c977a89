"""The table of runs, sortable by a click on a title."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from shoeclassifier_gui.core.runs.history import RunRecord
from shoeclassifier_gui.ui.history.run_columns import RunColumn, run_columns

SORT_ROLE = Qt.ItemDataRole.UserRole
_ROW_HEIGHT = 32
_LEAST_HEIGHT = 172
_LEAST_NAME_WIDTH = 120
_MOST_NAME_WIDTH = 320
_NOTES_WIDTH = 180
_TITLE_ROOM = 20
_SORT_MARK = 10

Index = QModelIndex | QPersistentModelIndex


class RunsModel(QAbstractTableModel):
    """A row a run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: Sequence[RunRecord] = ()
        self._columns = run_columns()

    @property
    def columns(self) -> Sequence[RunColumn]:
        """From the left."""
        return self._columns

    @property
    def records(self) -> Sequence[RunRecord]:
        """The runs, a row each."""
        return self._records

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Take other runs."""
        self.beginResetModel()
        self._records = records
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row a run."""
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One for each of `columns`."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A cell."""
        if not index.isValid():
            return None
        record, column = self._records[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(record)
            case _ if role == SORT_ROLE:
                return column.value(record)
            case Qt.ItemDataRole.ToolTipRole:
                return (column.tooltip or column.text)(record)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Titles with their explanation."""
        if orientation is Qt.Orientation.Vertical or section >= len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._columns[section].explanation
        return (
            _alignment(self._columns[section])
            if role == Qt.ItemDataRole.TextAlignmentRole
            else None
        )


class RunsTable(QTableView):
    """The table; `chosen` tells that other runs are selected."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RunsModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self._fitting = self._own_widths = False
        self._set_up()
        self.selectionModel().selectionChanged.connect(self._tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the names take the room that is left, so that no column is cut at the edge."""
        super().resizeEvent(event)
        self._fit_names()

    @property
    def selected(self) -> tuple[RunRecord, ...]:
        """The selected runs, from the top of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._model.records[self._source_row(row)] for row in rows)

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Show runs; those that are selected stay so."""
        before = {record.folder for record in self.selected}
        with QSignalBlocker(self):
            self._model.show_records(records)
            self.select(before)
        self._show_wanted_columns(records)
        self.chosen.emit()

    def select(self, folders: Iterable[Path]) -> None:
        """Select runs by their folders."""
        wanted, selection = set(folders), QItemSelection()
        for row in range(self._sorted.rowCount()):
            if self._model.records[self._source_row(row)].folder in wanted:
                index = self._sorted.index(row, 0)
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

    def _show_wanted_columns(self, records: Sequence[RunRecord]) -> None:
        for place, column in enumerate(self._model.columns):
            if column.is_optional:
                self.setColumnHidden(place, not column.is_wanted(records))
        self._fit_names()

    def _fit_names(self) -> None:
        if self._own_widths:
            return
        header, room = self.horizontalHeader(), self.viewport().width()
        taken = 0
        for column in range(1, header.count()):
            if taken + header.sectionSize(column) + _LEAST_NAME_WIDTH > room:
                break
            taken += header.sectionSize(column)
        self._fitting = True
        header.resizeSection(0, min(_MOST_NAME_WIDTH, max(_LEAST_NAME_WIDTH, room - taken)))
        self._fitting = False

    def _keep_widths(self, column: int) -> None:
        """Whoever drew a column to a width of their own keeps it.

        The last one fills the rest, and optional ones come and go by themselves.
        """
        is_last = column == self.horizontalHeader().count() - 1
        if not (self._fitting or is_last or self._model.columns[column].is_optional):
            self._own_widths = True

    def _source_row(self, row: int) -> int:
        return self._sorted.mapToSource(self._sorted.index(row, 0)).row()

    def _tell(self) -> None:
        self.chosen.emit()

    def _set_up(self) -> None:
        self.setObjectName("runs_table")
        self.setAccessibleName(self.tr("Runs of this project"))
        self.setShowGrid(False)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate(self._widths()):
            header.resizeSection(column, width)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setCornerWidget(QWidget())  # Else a piece of frame is drawn between the scroll bars.
        header.sectionResized.connect(self._keep_widths)

    def _widths(self) -> list[int]:
        widths, measure = [], self.fontMetrics().horizontalAdvance
        for column in self._model.columns:
            widest = max(measure(column.title) + _SORT_MARK, measure(column.sample))
            widths.append(widest + _TITLE_ROOM)
        return [_LEAST_NAME_WIDTH, *widths[1:-1], _NOTES_WIDTH]


def _alignment(column: RunColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
