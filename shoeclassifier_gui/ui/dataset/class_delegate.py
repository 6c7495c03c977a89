"""Paints one row of the class list: its key, its name, its count and a bar; edits the name."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CONTROL_RADIUS, GAP, class_colour
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.painting import paint_bar

_Index = QModelIndex | QPersistentModelIndex
_BAR = 4
_PADDING = 6
_KEYS = 9


class ClassRole(IntEnum):
    """What a row of the class list holds besides its name."""

    INDEX = Qt.ItemDataRole.UserRole + 1
    COUNT = Qt.ItemDataRole.UserRole + 2
    SHARE = Qt.ItemDataRole.UserRole + 3
    TARGET = Qt.ItemDataRole.UserRole + 4


class ClassDelegate(QStyledItemDelegate):
    """Key, name, count, and a bar beside that of the largest class.

    `renamed(index, name)` brings the name that was typed for a class; the row keeps the old one
    until the change is carried out.
    """

    renamed = Signal(int, str)

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """One line and a bar."""
        return QSize(120, option.fontMetrics.height() + _BAR + 3 * _PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option, target=bool(index.data(ClassRole.TARGET)))
        room = option.rect.adjusted(GAP, _PADDING, -GAP, -_PADDING)
        _paint_words(painter, option, room, index)
        share = index.data(ClassRole.SHARE)
        if share is not None:
            palette = current_theme().palette
            bar = QRectF(room.left(), room.bottom() + 1 - _BAR, room.width(), _BAR)
            colour = class_colour(palette, index.data(ClassRole.INDEX))
            paint_bar(painter, bar, share, colour=colour, track=palette.sunken)
        painter.restore()

    def createEditor(  # noqa: N802 (Qt's name)
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        """A line to type the new name into."""
        editor = QLineEdit(parent)
        editor.setObjectName("class_name_editor")
        editor.setAccessibleName(self.tr("New name of the class"))
        editor.setText(str(index.data()))
        editor.selectAll()
        return editor

    def setEditorData(self, _editor: QWidget, _index: _Index) -> None:  # noqa: N802 (Qt's name)
        """What is being typed stays when the row is painted anew meanwhile."""

    def setModelData(  # noqa: N802 (Qt's name)
        self, editor: QWidget, _model: QAbstractItemModel, index: _Index
    ) -> None:
        """Tell the new name."""
        assert isinstance(editor, QLineEdit)
        name = editor.text().strip()
        if name and name != index.data():
            self.renamed.emit(index.data(ClassRole.INDEX), name)

    def updateEditorGeometry(  # noqa: N802 (Qt's name)
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """Over the whole row."""
        editor.setGeometry(option.rect.adjusted(2, 2, -2, -2))


def key_of(class_index: int) -> str:
    """The key that gives this class; empty from the tenth on."""
    return str(class_index + 1) if 0 <= class_index < _KEYS else ""


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, *, target: bool) -> None:
    palette = current_theme().palette
    state = option.state
    if target or state & QStyle.StateFlag.State_Selected:
        ground = palette.accent_soft
    elif state & QStyle.StateFlag.State_MouseOver:
        ground = palette.background
    else:
        return
    framed = target or bool(state & QStyle.StateFlag.State_HasFocus)
    painter.setPen(QPen(QColor(palette.accent), 2) if framed else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)


def _paint_words(
    painter: QPainter, option: QStyleOptionViewItem, room: QRect, index: _Index
) -> None:
    palette = current_theme().palette
    metrics = option.fontMetrics
    line = QRect(room.left(), room.top(), room.width(), metrics.height())
    if index.data(ClassRole.SHARE) is None:
        line.moveTop(room.top() + (room.height() - line.height()) // 2)
    count = number(index.data(ClassRole.COUNT))
    painter.setPen(QColor(palette.muted))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, count)
    line.setRight(line.right() - metrics.horizontalAdvance(count) - GAP)
    key = key_of(index.data(ClassRole.INDEX))
    if key:
        line.setLeft(_paint_key(painter, option, line, key) + GAP)
    font = QFont(option.font)
    font.setBold(bool(option.state & QStyle.StateFlag.State_Selected))
    painter.setFont(font)
    painter.setPen(QColor(palette.text))
    elide = Qt.TextElideMode.ElideRight
    name = painter.fontMetrics().elidedText(str(index.data()), elide, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)


def _paint_key(painter: QPainter, option: QStyleOptionViewItem, line: QRect, key: str) -> int:
    """The key as a small key; returns where it ends."""
    palette = current_theme().palette
    side = line.height()
    cap = QRectF(line.left() + 0.5, line.top() + 0.5, side - 1, side - 1)
    painter.setPen(QPen(QColor(palette.border), 1))
    painter.setBrush(QColor(palette.surface))
    painter.drawRoundedRect(cap, 4, 4)
    font = QFont(option.font)
    font.setPixelSize(max(10, round(font.pixelSize() * 11 / 13)))
    painter.setFont(font)
    painter.setPen(QColor(palette.muted))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
    painter.setFont(option.font)
    return line.left() + side
