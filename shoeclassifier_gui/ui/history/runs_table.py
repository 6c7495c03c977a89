"""The table of runs, sortable by a click on a title."""

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
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from shoeclassifier_gui.core.runs.history import RunRecord
from shoeclassifier_gui.ui.history.wording import (
    begun_text,
    duration_text,
    plan_text,
    state_text,
    title_text,
)
from shoeclassifier_gui.ui.train.fold_words import result_text
from shoeclassifier_gui.ui.widgets.percent import percent_text

SORT_ROLE = Qt.ItemDataRole.UserRole
_ROW_HEIGHT = 32
_LEAST_HEIGHT = 172
_DATA_LETTERS = 6
_NAME_WIDTH = 170
_NOTES_WIDTH = 180
_TITLE_ROOM = 28
_LEFT = (0, 1, 3, 6, 7, 10, 11, 12)
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
                return record.about.notes or record.folder.name
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
        self._set_up()
        self.selectionModel().selectionChanged.connect(self._tell)

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

    def _widths(self) -> list[int]:
        samples = (
            "", self.tr("finished"), percent_text(0.999), self.tr("99 % ± 9 over 10 folds"),
            "0.000", percent_text(0.999), self.tr("balanced"), "squeezenet1_1", "000",
            self.tr("000 min"), "0" * _DATA_LETTERS, "00/00/0000 00:00", "",
        )  # fmt: skip
        widths = []
        for column, sample in enumerate(samples):
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            widest = max(map(self.fontMetrics().horizontalAdvance, (title, sample)))
            widths.append(widest + _TITLE_ROOM)
        return [_NAME_WIDTH, *widths[1:-1], _NOTES_WIDTH]


def _texts(record: RunRecord) -> tuple[str, ...]:
    best, locale = record.best, QLocale()
    return (
        title_text(record),
        state_text(record.state),
        percent_text(best.val_accuracy) if best else _NOTHING,
        result_text(record.cross) if record.cross is not None else _NOTHING,
        locale.toString(best.val_loss, "f", 3) if best else _NOTHING,
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
        title_text(record),
        record.state.value,
        best.val_accuracy if best else -1.0,
        record.cross.accuracy.mean if record.cross is not None else -1.0,
        best.val_loss if best else float("inf"),
        record.macro_f1 if record.macro_f1 is not None else -1.0,
        record.config.plan if record.config else "",
        record.backbone,
        record.epochs_done,
        record.seconds,
        record.data,
        record.begun.timestamp(),
        record.about.notes,
    )


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in _LEFT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
