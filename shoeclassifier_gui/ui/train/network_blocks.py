"""The network drawn as blocks: frozen layers grey, learning ones blue, the head green.

Layers that are cut off stand behind the head as empty outlines.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour

_HEIGHT = 72
_HEAD_WIDTH = 32
_HEAD_GAP = 4
_LOCK_WIDTH = 20
_LOWEST = 0.42
_CORNER = 3
_THIN = 6


class NetworkBlocks(QWidget):
    """One block per convolution layer from the input (left) on, then the head.

    Drag or click to move the lock: `freeze_picked(depth)`. The slider below it is for keys.
    """

    freeze_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = 1
        self._used = 1
        self._frozen = 0
        self._depths: Sequence[int] = (0, 1)
        self.setObjectName("network_blocks")
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_network(
        self, layers: int, used: int, frozen: int, spoken: str, *, depths: Sequence[int]
    ) -> None:
        """Show a network.

        Args:
            layers: All its convolution layers.
            used: How many of them are not cut off.
            frozen: How many of these do not learn.
            spoken: The same for screen readers.
            depths: How many layers can be frozen, rising from 0.
        """
        self._layers = max(1, layers)
        self._used = min(used, self._layers)
        self._frozen = min(frozen, self._used)
        self._depths = depths
        self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the form."""
        return QSize(280, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Blocks may become thin."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint blocks, lock and head."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in range(self._layers):
            self._paint_block(painter, layer)
        self._paint_head(painter)
        if self._frozen:
            self._paint_lock(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the lock."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the lock."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event.position().x())

    def layer_rect(self, layer: int) -> QRectF:
        """Where a convolution layer (from 0) is drawn."""
        pitch = self._pitch()
        gap = 4.0 if pitch >= 10 else max(0.5, pitch * 0.2)
        left = layer * pitch + (_LOCK_WIDTH if self._frozen and layer >= self._frozen else 0)
        if layer >= self._used:
            left = self._head_left() + _HEAD_WIDTH + _HEAD_GAP + (layer - self._used) * pitch
        share = layer / max(1, self._layers - 1)
        height = self.height() * (1 - (1 - _LOWEST) * share)
        return QRectF(left, self.height() - height, max(1.0, pitch - gap), height - 1)

    def _pitch(self) -> float:
        lock = _LOCK_WIDTH if self._frozen else 0
        gaps = _HEAD_GAP if self._used == self._layers else 2 * _HEAD_GAP
        return (self.width() - _HEAD_WIDTH - gaps - lock) / self._layers

    def _head_left(self) -> float:
        lock = _LOCK_WIDTH if self._frozen else 0
        return self._used * self._pitch() + lock + _HEAD_GAP

    def _pick(self, x: float) -> None:
        depth = min(self._depths, key=partial(self._distance, x))
        if depth != self._frozen:
            self.freeze_picked.emit(depth)

    def _distance(self, x: float, depth: int) -> float:
        """From the room between the last frozen layer and the next, where the lock stands."""
        left = self.layer_rect(depth - 1).right() if depth else 0.0
        right = self.layer_rect(depth).left() if depth < self._used else float(self.width())
        return max(left - x, x - right, 0.0)

    def _paint_block(self, painter: QPainter, layer: int) -> None:
        palette = current_theme().palette
        rect = self.layer_rect(layer)
        if layer >= self._used:
            self._paint_removed(painter, rect)
            return
        if layer < self._frozen:
            painter.setPen(QPen(QColor(palette.border), 1))
            painter.setBrush(QColor(palette.sunken))
            rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(class_colour(palette, 0)))
        corner = min(_CORNER, rect.width() / 3)
        painter.drawRoundedRect(rect, corner, corner)

    def _paint_removed(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(current_theme().palette.muted), 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if rect.width() < _THIN:  # Outlines side by side would look like a filled area.
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        else:
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)

    def _paint_head(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(class_colour(current_theme().palette, 2)))
        height = self.height() * _LOWEST * 0.75
        rect = QRectF(self._head_left(), self.height() - height, _HEAD_WIDTH, height - 1)
        painter.drawRoundedRect(rect, _CORNER, _CORNER)

    def _paint_lock(self, painter: QPainter) -> None:
        left = round(self._frozen * self._pitch() - 2)
        rect = QRect(left, self.height() - 26, _LOCK_WIDTH - 2, _LOCK_WIDTH - 2)
        themed_icon("lock", "muted").paint(painter, rect)
