"""Precision, recall and F1 of each class, sortable by a click."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from shoeclassifier_gui.core.runs.scores import ClassScore
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.percent import percent_text

_SORT_ROLE = Qt.ItemDataRole.UserRole
_PLACE_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW_HEIGHT = 32
_MARK_WIDTH = 4
_LEAST_LETTERS = 7
# For padding and the sign of the sorted column.
_TITLE_ROOM = 24

Index = QModelIndex | QPersistentModelIndex


class ClassScoresModel(QAbstractTableModel):
    """A row a class: name, precision, recall, F1, pictures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scores: tuple[ClassScore, ...] = ()
        self._titles = (
            self.tr("Class"),
            self.tr("Precision"),
            self.tr("Recall"),
            self.tr("F1"),
            self.tr("Pictures"),
        )
        self._helps = (
            self.tr("What there is to tell apart."),
            self.tr("Of the pictures that were named so: how many are."),
            self.tr("Of the pictures that are so: how many were found."),
            self.tr("Precision and recall in one number (their harmonic mean)."),
            self.tr("Pictures of the class in this part."),
        )

    def show_scores(self, scores: tuple[ClassScore, ...]) -> None:
        """Take other scores."""
        self.beginResetModel()
        self._scores = scores
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row a class."""
        return 0 if parent.isValid() else len(self._scores)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Five columns."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A cell."""
        if not index.isValid():
            return None
        if role == _PLACE_ROLE:
            return index.row()
        score = self._scores[index.row()]
        value = (score.name, score.precision, score.recall, score.f1, score.count)[index.column()]
        if role == _SORT_ROLE:
            return value
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return score.name
        return _alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

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

    def _text(self, value: str | float) -> str:
        if isinstance(value, float):
            return percent_text(value)
        return value if isinstance(value, str) else number(value)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class ClassTable(QTableView):
    """The table; a click on a title sorts by it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ClassScoresModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(_SORT_ROLE)
        self.setModel(self._sorted)
        self.setItemDelegateForColumn(0, _NameDelegate(self))
        self._set_up()

    def show_scores(self, scores: tuple[ClassScore, ...]) -> None:
        """Show other scores."""
        self._model.show_scores(scores)

    def _set_up(self) -> None:
        self.setObjectName("class_scores")
        self.setAccessibleName(self.tr("Scores of each class"))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, self._model.columnCount()):
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            widest = max(map(self.fontMetrics().horizontalAdvance, (title, percent_text(0.999))))
            header.resizeSection(column, widest + _TITLE_ROOM)
        numbers = sum(map(header.sectionSize, range(1, self._model.columnCount())))
        # Without names the numbers say nothing.
        names = self.fontMetrics().horizontalAdvance("m" * _LEAST_LETTERS) + _TITLE_ROOM
        self.setMinimumWidth(numbers + names + self.verticalScrollBar().sizeHint().width())
        # In the order of the classes until a title is clicked.
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)


class _NameDelegate(QStyledItemDelegate):
    """The class name behind a mark in the class's colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        rect: QRect = option.rect
        mark = QRect(rect.x(), rect.y() + 4, _MARK_WIDTH, rect.height() - 9)
        palette = current_theme().palette
        painter.fillRect(mark, QColor(class_colour(palette, int(index.data(_PLACE_ROLE)))))
