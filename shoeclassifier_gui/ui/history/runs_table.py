"""The table of runs, sortable by a click on a title."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QLocale,
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

from shoeclassifier_gui.core.runs.history import RunRecord, RunState
from shoeclassifier_gui.ui.history.wording import (
    begun_text,
    duration_text,
    plan_text,
    state_text,
    title_text,
)
from shoeclassifier_gui.ui.train.fold_words import result_text
from shoeclassifier_gui.ui.widgets.loss_text import loss_text
from shoeclassifier_gui.ui.widgets.percent import percent_text

SORT_ROLE = Qt.ItemDataRole.UserRole
_ROW_HEIGHT = 32
_LEAST_HEIGHT = 172
_DATA_LETTERS = 6
_LEAST_NAME_WIDTH = 120
_MOST_NAME_WIDTH = 320
_NOTES_WIDTH = 180
_TITLE_ROOM = 20
_SORT_MARK = 10
_LEFT = (0, 1, 3, 6, 7, 10, 11, 12)
_FOLDS = 3
_NOTHING = "–"

Index = QModelIndex | QPersistentModelIndex


class RunsModel(QAbstractTableModel):
    """A row a run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: Sequence[RunRecord] = ()
        self._titles = (
            self.tr("Run"), self.tr("State"), self.tr("Right"), self.tr("Folds"), self.tr("Loss"),
            self.tr("F1"), self.tr("Plan"), self.tr("Network"), self.tr("Epochs"),
            self.tr("Time"), self.tr("Data"), self.tr("Begun"), self.tr("Notes"),
        )  # fmt: skip
        self._helps = (
            self.tr("Its name, or when it began."),
            self.tr("What became of it."),
            self.tr("Right on validation in its best epoch."),
            self.tr("Right on pictures that were held out from its folds, and how folds differ."),
            self.tr("Loss on validation in its best epoch."),
            self.tr("Macro F1 of its model on validation."),
            self.tr("How it was to learn: fast, balanced, best."),
            self.tr("The network that learned."),
            self.tr("Whole epochs that it made."),
            self.tr("Time of its epochs."),
            self.tr("Runs with the same letters learned the same pictures, labels and split."),
            self.tr("When it began."),
            self.tr("What you wrote about it."),
        )

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
        """Thirteen columns."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A cell."""
        if not index.isValid():
            return None
        record = self._records[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _texts(record)[index.column()]
            case _ if role == SORT_ROLE:
                return _values(record)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(record, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Titles with their explanation."""
        if orientation is Qt.Orientation.Vertical or section >= len(self._titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._helps[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


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
        self._show_folds_if_any(records)
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

    def _show_folds_if_any(self, records: Sequence[RunRecord]) -> None:
        """Most people never check with folds; the scores of all others keep the room."""
        none = all(record.cross is None for record in records)
        if none != self.isColumnHidden(_FOLDS):
            self.setColumnHidden(_FOLDS, none)
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

        The last one fills the rest, and that of the folds comes and goes by itself.
        """
        by_itself = {_FOLDS, self.horizontalHeader().count() - 1}
        if not self._fitting and column not in by_itself:
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
        samples = (
            "", state_text(RunState.DIVERGED), percent_text(0.999),
            self.tr("99 % ± 9 over 10 folds"), "0.00e00", percent_text(0.999),
            self.tr("balanced"), "squeezenet1_1", "000", self.tr("000 min"), "0" * _DATA_LETTERS,
            "00/00/0000 00:00", "",
        )  # fmt: skip
        widths, measure = [], self.fontMetrics().horizontalAdvance
        for column, sample in enumerate(samples):
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            widest = max(measure(title) + _SORT_MARK, measure(sample))
            widths.append(widest + _TITLE_ROOM)
        return [_LEAST_NAME_WIDTH, *widths[1:-1], _NOTES_WIDTH]


def _texts(record: RunRecord) -> tuple[str, ...]:
    best, locale = record.best, QLocale()
    return (
        title_text(record),
        state_text(record.state),
        percent_text(best.val_accuracy) if best else _NOTHING,
        result_text(record.cross) if record.cross is not None else _NOTHING,
        loss_text(best.val_loss) if best else _NOTHING,
        percent_text(record.macro_f1) if record.macro_f1 is not None else _NOTHING,
        plan_text(record.config) if record.config else _NOTHING,
        record.backbone or _NOTHING,
        locale.toString(record.epochs_done),
        duration_text(record.seconds),
        record.data[:_DATA_LETTERS],
        begun_text(record),
        " ".join(record.about.notes.split()),
    )


def _values(record: RunRecord) -> tuple[str | float | int, ...]:
    """What the columns are sorted by; runs without a score stand below all others."""
    best = record.best
    return (
        # Without a name by the time in the folder's: titles are not in the order of days.
        record.about.name.casefold() or record.folder.name,
        state_text(record.state),
        best.val_accuracy if best else -1.0,
        record.cross.accuracy.mean if record.cross is not None else -1.0,
        best.val_loss if best and not math.isnan(best.val_loss) else math.inf,
        record.macro_f1 if record.macro_f1 is not None else -1.0,
        plan_text(record.config) if record.config else "",
        record.backbone,
        record.epochs_done,
        record.seconds,
        record.data,
        record.begun.timestamp(),
        record.about.notes.casefold(),
    )


def _tooltip(record: RunRecord, column: int) -> str:
    """What the column has no room for."""
    whole = {
        0: "\n".join((title_text(record), str(record.folder))),
        10: record.data,
        12: record.about.notes,
    }
    return whole.get(column, _texts(record)[column])


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in _LEFT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
