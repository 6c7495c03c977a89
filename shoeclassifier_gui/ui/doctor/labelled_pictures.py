"""Paints, below each picture, which class it is in and which it looks like."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.doctor.labels import Label
from shoeclassifier_gui.services.item_model import ItemRole
from shoeclassifier_gui.ui.dataset.thumbnail_delegate import ThumbnailDelegate
from shoeclassifier_gui.ui.doctor.words import label_lines
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import GAP

_Index = QModelIndex | QPersistentModelIndex
_ABOVE = 2


class LabelledPictures(ThumbnailDelegate):
    """Pictures without a label are painted alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: Mapping[str, Label] = {}

    @property
    def labels(self) -> Mapping[str, Label]:
        """By relative path."""
        return self._labels

    def show_labels(self, labels: Mapping[str, Label]) -> None:
        """Paint these from now on, by relative path."""
        self._labels = labels

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a cell, the label at its foot."""
        item = index.data(ItemRole.ITEM)
        label = self._labels.get(item.relative) if isinstance(item, Item) else None
        if label is None:
            super().paint(painter, option, index)
            return
        line = option.fontMetrics.height()
        picture = QStyleOptionViewItem(option)
        picture.rect = option.rect.adjusted(0, 0, 0, -2 * line - _ABOVE)
        super().paint(painter, picture, index)
        palette = current_theme().palette
        painter.save()
        top = picture.rect.bottom() + 1 - GAP + _ABOVE
        colours = (palette.muted, palette.text)
        for text, colour in zip(label_lines(label), colours, strict=True):
            place = QRect(option.rect.left(), top, option.rect.width() - GAP, line)
            painter.setPen(QColor(colour))
            words = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, words)
            top += line
        painter.restore()
