"""Paints one cell of the grid: the picture, or a sign, and a ring when it is selected."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.services.item_model import ItemRole
from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CONTROL_RADIUS, GAP

_Index = QModelIndex | QPersistentModelIndex
_SIGN_SIDE = 24
_RING = 3
_VEIL, _BADGE_SIDE = 0.65, 24
_FALLBACK_SIDE = 112


class ThumbnailDelegate(QStyledItemDelegate):
    """Paints a picture that fills its cell, and a ring when it is selected."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """A cell of the grid."""
        view = option.widget
        if isinstance(view, QListView):
            return view.gridSize()
        return QSize(_FALLBACK_SIDE, _FALLBACK_SIDE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> None:
        """Paint a cell."""
        # The gap lies at the right and below, so that pictures stand flush with what is above them.
        cell = option.rect.adjusted(0, 0, -GAP, -GAP)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(image, QImage) and not image.isNull():
            _paint_picture(painter, cell, image)
        else:
            _paint_waiting(painter, cell, missing=image is not None)
        item = index.data(ItemRole.ITEM)
        if isinstance(item, Item) and item.left_out:
            _paint_veil(painter, cell)
        if option.state & QStyle.StateFlag.State_Selected:
            _paint_ring(painter, cell)


def _paint_picture(painter: QPainter, cell: QRect, image: QImage) -> None:
    """The middle of the picture with round corners.

    Painted as a texture: 0.1-0.3 ms a cell, and nothing to throw away when the size changes.
    """
    scale = max(cell.width() / image.width(), cell.height() / image.height())
    left = cell.x() + (cell.width() - image.width() * scale) / 2
    top = cell.y() + (cell.height() - image.height() * scale) / 2
    texture = QBrush(image)
    texture.setTransform(QTransform.fromTranslate(left, top).scale(scale, scale))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(texture)
    painter.drawRoundedRect(cell, CONTROL_RADIUS, CONTROL_RADIUS)
    painter.restore()


def _paint_waiting(painter: QPainter, cell: QRect, *, missing: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(current_theme().palette.sunken))
    painter.drawRoundedRect(cell, CONTROL_RADIUS, CONTROL_RADIUS)
    sign = QRect(0, 0, _SIGN_SIDE, _SIGN_SIDE)
    sign.moveCenter(cell.center())
    themed_icon("warning" if missing else "image", "muted").paint(painter, sign)
    painter.restore()


def _paint_veil(painter: QPainter, cell: QRect) -> None:
    """What is left out of training is pale, and struck out in a corner."""
    palette = current_theme().palette
    veil = QColor(palette.surface)
    veil.setAlphaF(_VEIL)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(cell, CONTROL_RADIUS, CONTROL_RADIUS)
    badge = QRect(0, 0, _BADGE_SIDE, _BADGE_SIDE)
    badge.moveBottomRight(cell.bottomRight() - QPoint(GAP // 2, GAP // 2))
    painter.setBrush(QColor(palette.surface))
    painter.drawEllipse(badge)
    inset = _BADGE_SIDE // 8
    themed_icon("minus").paint(painter, badge.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def _paint_ring(painter: QPainter, cell: QRect) -> None:
    palette = current_theme().palette
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # A light line inside the ring keeps it visible on pictures of its own colour.
    for inset, colour, width in ((_RING + 0.5, palette.surface, 1.5), (1.0, palette.accent, _RING)):
        painter.setPen(QPen(QColor(colour), width))
        ring = QRectF(cell).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(ring, CONTROL_RADIUS, CONTROL_RADIUS)
    painter.restore()
