"""A grid of pictures with what they are and what the model said."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from shoeclassifier_gui.core.runs.answers import ItemAnswer
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import SECONDARY_SCALE
from shoeclassifier_gui.ui.widgets.percent import percent_text

_TRUTH_ROLE = Qt.ItemDataRole.UserRole
_SAID_ROLE = Qt.ItemDataRole.UserRole + 1
_DIGEST_ROLE = Qt.ItemDataRole.UserRole + 2
_SIDE = 120
_MARGIN = 6
_CORNER = 4

Index = QModelIndex | QPersistentModelIndex


class AnswersModel(QAbstractListModel):
    """Answers with their thumbnails' names."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: Sequence[ItemAnswer] = ()
        self._classes: Sequence[str] = ()
        self._rows: dict[str, list[int]] = {}

    def show_answers(self, answers: Sequence[ItemAnswer], classes: Sequence[str]) -> None:
        """Take other answers."""
        self.beginResetModel()
        self._answers, self._classes = answers, classes
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, answer in enumerate(answers):
            rows[answer.item.digest].append(row)
        self._rows = rows
        self.endResetModel()

    def repaint_picture(self, digest: str) -> None:
        """A thumbnail has come."""
        for row in self._rows.get(digest, ()):
            index = self.index(row)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row an answer."""
        return 0 if parent.isValid() else len(self._answers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """An answer in words, in whole or in parts."""
        if not index.isValid():
            return None
        answer = self._answers[index.row()]
        truth, said = self._classes[answer.truth], self._classes[answer.said]
        percent = percent_text(answer.probability)
        if role == _DIGEST_ROLE:
            return answer.item.digest
        if role == _TRUTH_ROLE:
            return self.tr("it is {truth}").format(truth=truth)
        if role == _SAID_ROLE:
            return self.tr("said {said} {percent}").format(said=said, percent=percent)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self.tr("{file}: it is {truth}, the model said {said} ({percent})").format(
                file=answer.item.relative, truth=truth, said=said, percent=percent
            )
        return None


class Gallery(QListView):
    """Scrolls smoothly over thousands of pictures; only those in sight are loaded."""

    def __init__(self, thumbnails: ThumbnailService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = AnswersModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_PictureDelegate(thumbnails, self))
        self.setObjectName("misclassified_gallery")
        self.setAccessibleName(self.tr("Pictures and what the model said"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thumbnails.loaded.connect(self._model.repaint_picture)

    def show_answers(self, answers: Sequence[ItemAnswer], classes: Sequence[str]) -> None:
        """Show other answers from the top."""
        self._model.show_answers(answers, classes)
        self.scrollToTop()


class _PictureDelegate(QStyledItemDelegate):
    """The picture, and two lines of words below it."""

    def __init__(self, thumbnails: ThumbnailService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        line = option.fontMetrics.height()
        return QSize(_SIDE + 2 * _MARGIN, _SIDE + 3 * _MARGIN + 2 * line)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: QRect = option.rect
        state = option.state
        palette = current_theme().palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        picture = QRect(cell.x() + _MARGIN, cell.y() + _MARGIN, _SIDE, _SIDE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.sunken))
        painter.drawRoundedRect(picture, _CORNER, _CORNER)
        image = self._thumbnails.image(str(index.data(_DIGEST_ROLE)))
        if image is not None and not image.isNull():
            _paint_inside(painter, picture, image)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.accent), 2))
            painter.drawRoundedRect(picture, _CORNER, _CORNER)
        self._paint_words(painter, picture, option, index)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, picture: QRect, option: QStyleOptionViewItem, index: Index
    ) -> None:
        font = QFont(option.font)
        font.setPixelSize(round(QFontInfo(font).pixelSize() * SECONDARY_SCALE))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        palette = current_theme().palette
        for line, (role, colour) in enumerate(
            ((_SAID_ROLE, palette.text), (_TRUTH_ROLE, palette.muted))
        ):
            top = picture.bottom() + 4 + line * metrics.lineSpacing()
            place = QRect(picture.x(), top, picture.width(), metrics.height())
            middle = Qt.TextElideMode.ElideMiddle
            text = metrics.elidedText(str(index.data(role)), middle, place.width())
            painter.setPen(QColor(colour))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)


def _paint_inside(painter: QPainter, place: QRect, image: QImage) -> None:
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRect(place.topLeft(), size)
    target.moveCenter(place.center())
    painter.drawImage(target, image)
