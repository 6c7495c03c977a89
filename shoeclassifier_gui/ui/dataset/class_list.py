"""The classes with their counts and balance bars; choosing one filters the grid."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from shoeclassifier_gui.ui.dataset.words import number
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CONTROL_RADIUS, GAP, class_colour
from shoeclassifier_gui.ui.widgets.painting import paint_bar

_ALL = -1
_BAR = 4
_PADDING = 6


class _Role(IntEnum):
    INDEX = Qt.ItemDataRole.UserRole + 1
    COUNT = Qt.ItemDataRole.UserRole + 2
    SHARE = Qt.ItemDataRole.UserRole + 3


class ClassList(QListView):
    """`class_chosen` brings the index of a class, or None for all."""

    class_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self._names: tuple[str, ...] = ()
        self.setObjectName("class_list")
        self.setAccessibleName(self.tr("Classes"))
        self.setModel(self._rows)
        self.setItemDelegate(_ClassDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.selectionModel().currentChanged.connect(self._announce)

    def show_classes(self, names: Sequence[str], counts: Sequence[int]) -> None:
        """Show classes; the one that was chosen stays so when it is still there."""
        before = self._name_of(self.chosen())
        self._names = tuple(names)
        self._rows.clear()
        self._rows.appendRow(_row(self.tr("All"), _ALL, sum(counts), None))
        largest = max(counts, default=0)
        for index, (name, count) in enumerate(zip(names, counts, strict=True)):
            self._rows.appendRow(_row(name, index, count, count / max(1, largest)))
        row = self._names.index(before) + 1 if before in self._names else 0
        self.setCurrentIndex(self._rows.index(row, 0))

    def chosen(self) -> int | None:
        """The index of the class that is chosen; None for all."""
        index = self.currentIndex().data(_Role.INDEX)
        return None if index is None or index == _ALL else int(index)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        height = self.sizeHintForRow(0) * self._rows.rowCount() + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def _name_of(self, index: int | None) -> str | None:
        return None if index is None or index >= len(self._names) else self._names[index]

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.class_chosen.emit(self.chosen())


class _ClassDelegate(QStyledItemDelegate):
    """Name, count, and a bar beside that of the largest class."""

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """One line and a bar."""
        return QSize(120, option.fontMetrics.height() + _BAR + 3 * _PADDING)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option)
        room = option.rect.adjusted(GAP, _PADDING, -GAP, -_PADDING)
        _paint_words(painter, option, room, index)
        share = index.data(_Role.SHARE)
        if share is not None:
            palette = current_theme().palette
            bar = QRectF(room.left(), room.bottom() + 1 - _BAR, room.width(), _BAR)
            colour = class_colour(palette, index.data(_Role.INDEX))
            paint_bar(painter, bar, share, colour=colour, track=palette.sunken)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    palette = current_theme().palette
    state = option.state
    if state & QStyle.StateFlag.State_Selected:
        ground = palette.accent_soft
    elif state & QStyle.StateFlag.State_MouseOver:
        ground = palette.background
    else:
        return
    focused = state & QStyle.StateFlag.State_HasFocus
    painter.setPen(QPen(QColor(palette.accent), 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)


def _paint_words(
    painter: QPainter,
    option: QStyleOptionViewItem,
    room: QRect,
    index: QModelIndex | QPersistentModelIndex,
) -> None:
    palette = current_theme().palette
    metrics = option.fontMetrics
    line = QRect(room.left(), room.top(), room.width(), metrics.height())
    if index.data(_Role.SHARE) is None:
        line.moveTop(room.top() + (room.height() - line.height()) // 2)
    count = number(index.data(_Role.COUNT))
    painter.setPen(QColor(palette.muted))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, count)
    font = QFont(option.font)
    font.setBold(bool(option.state & QStyle.StateFlag.State_Selected))
    painter.setFont(font)
    painter.setPen(QColor(palette.text))
    width = line.width() - metrics.horizontalAdvance(count) - GAP
    name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, width)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)


def _row(name: str, index: int, count: int, share: float | None) -> QStandardItem:
    item = QStandardItem(name)
    item.setData(index, _Role.INDEX)
    item.setData(count, _Role.COUNT)
    item.setData(share, _Role.SHARE)
    item.setToolTip(name)
    item.setAccessibleText(f"{name}, {number(count)}")
    return item
