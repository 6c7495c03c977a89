"""The captured pictures as small squares with their answers."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from shoeclassifier_gui.ui.camera.captures import Capture, CapturedModel, CaptureRole
from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CONTROL_RADIUS, GAP, SECONDARY_SCALE
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption

_COLUMNS = 3
_CHECK_SIDE = 20


class CapturedCard(Card):
    """`reopened(frame number)` when one of the pictures is wanted again."""

    reopened = Signal(int)

    def __init__(self, model: CapturedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Captured"))
        self._model = model
        self._list = _CapturedList(model)
        self._empty = Caption(
            self.tr(
                "Press Space to capture what you see. Captured pictures wait here, also after a "
                "new start of the program, until you add them to a class or discard them."
            )
        )
        self.content.addWidget(self._empty)
        self.content.addWidget(self._list, 1)
        self.content.addStretch(0)
        self._list.clicked.connect(self._reopen)
        self._list.activated.connect(self._reopen)
        model.rowsInserted.connect(self._update_empty)
        model.rowsRemoved.connect(self._update_empty)
        self._update_empty()

    def select(self, frame: int | None) -> None:
        """Marks the picture that stands in the preview."""
        index = self._model.row_of(frame) if frame is not None else QModelIndex()
        if index.isValid():
            self._list.setCurrentIndex(index)
        else:
            self._list.setCurrentIndex(QModelIndex())
            self._list.clearSelection()

    def _update_empty(self) -> None:
        some = self._model.rowCount() > 0
        self._empty.setVisible(not some)
        self._list.setVisible(some)

    def _reopen(self, index: QModelIndex) -> None:
        capture = index.data(CaptureRole)
        if isinstance(capture, Capture):
            self.reopened.emit(capture.frame.number)


class _CapturedList(QListView):
    """Three squares a row."""

    def __init__(self, model: CapturedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("captured")
        self.setAccessibleName(self.tr("Captured pictures"))
        self.setModel(model)
        self.setItemDelegate(_CaptureDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # A click must not take Space away from the preview; Tab leads here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Squares as wide as three of them fit."""
        # Qt wraps as if the scroll bar were always there.
        room = self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()
        side = room // _COLUMNS
        self.setGridSize(QSize(side, side))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Space and Escape to the page."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Escape}:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _CaptureDelegate(QStyledItemDelegate):
    """A picture, its answer on a dark chip, a check mark once it is saved."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """The whole cell."""
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else QSize()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one capture."""
        capture = index.data(CaptureRole)
        if not isinstance(capture, Capture):
            return
        cell = QRectF(option.rect)
        square = cell.adjusted(0, 0, -GAP, -GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_picture(painter, square, capture)
        self._paint_label(painter, square, index.data())
        if capture.saved_in:
            self._paint_check(painter, square)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            self._paint_ring(painter, square)
        painter.restore()

    def _paint_picture(self, painter: QPainter, square: QRectF, capture: Capture) -> None:
        path = QPainterPath()
        path.addRoundedRect(square, CONTROL_RADIUS, CONTROL_RADIUS)
        painter.save()
        painter.setClipPath(path)
        painter.drawImage(square, capture.thumbnail)
        painter.restore()

    def _paint_label(self, painter: QPainter, square: QRectF, label: str) -> None:
        if not label:
            return
        font = QFont(painter.font())
        font.setPixelSize(round(font.pixelSize() * SECONDARY_SCALE))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        room = int(square.width()) - 2 * GAP
        text = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, room)
        chip = QRectF(0, 0, metrics.horizontalAdvance(text) + GAP, metrics.height() + 2)
        chip.moveBottomLeft(square.bottomLeft())
        chip.translate(GAP // 2, -GAP // 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(QColor("white"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_check(self, painter: QPainter, square: QRectF) -> None:
        palette = current_theme().palette
        disc = QRectF(0, 0, _CHECK_SIDE, _CHECK_SIDE)
        disc.moveTopRight(square.topRight())
        disc.translate(-GAP // 2, GAP // 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.good))
        painter.drawEllipse(disc)
        themed_icon("check", "on_accent").paint(painter, disc.adjusted(3, 3, -3, -3).toRect())

    def _paint_ring(self, painter: QPainter, square: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(current_theme().palette.accent), 2))
        ring = square.adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(ring, CONTROL_RADIUS, CONTROL_RADIUS)
