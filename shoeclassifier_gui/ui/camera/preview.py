"""The live picture: painted straight from the camera's array."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.core.camera.frames import Frame
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CARD_RADIUS, GAP

# On pictures, whatever the theme: white on black can be read on any of them.
_ON_PICTURE = QColor(255, 255, 255)
_UNDER_TEXT = QColor(0, 0, 0, 170)
_AROUND_GUIDE = QColor(0, 0, 0, 110)
_GUIDE_LINE = 4.0
_DIM = QColor(0, 0, 0, 150)


class Preview(QWidget):
    """A frame, letterboxed, with the square that the model looks at.

    Mirroring is for the eye only; the frame itself never changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._image = QImage()
        self._mirrored = False
        self._dimmed = False
        self._guide_share = 0.0
        self._caption = ""
        self._by_keyboard = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Every pixel is painted here; Qt need not clear the ground 30 times a second.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setObjectName("preview")
        self.setAccessibleName(self.tr("Live preview"))

    @property
    def frame(self) -> Frame | None:
        """What is shown."""
        return self._frame

    def show_frame(self, frame: Frame) -> None:
        """Show a frame."""
        height, width = frame.picture.shape[:2]
        stride = frame.picture.strides[0]
        image = QImage(frame.picture.data, width, height, stride, QImage.Format.Format_RGB888)
        # The image borrows the array's memory: both are replaced together, the image first.
        self._image = image
        self._frame = frame
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._image = QImage()
        self._frame = None
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Show left and right exchanged."""
        self._mirrored = mirrored
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Darken the frame: it is not live."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def set_guide_share(self, share: float) -> None:
        """Frame this share of the picture's central square, as the model looks at it; 0: none."""
        self._guide_share = share
        self.update()

    def set_caption(self, caption: str) -> None:
        """Say a few words in the corner."""
        if caption != self._caption:
            self._caption = caption
            self.setAccessibleDescription(caption)
            self.update()

    def sizeHint(self) -> QSize:
        """As large as the window lets it be."""
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        """Still recognizable."""
        return QSize(240, 180)

    def picture_rect(self) -> QRectF:
        """Where the frame lies in this widget."""
        if self._image.isNull():
            return QRectF()
        width, height = self._image.width(), self._image.height()
        scale = min(self.width() / width, self.height() / height)
        left = (self.width() - width * scale) / 2
        top = (self.height() - height * scale) / 2
        return QRectF(left, top, width * scale, height * scale)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the focus for who comes by keyboard; else the ring would always be there."""
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._by_keyboard = event.reason() in keys
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, frame, guide and caption."""
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.sunken))
        if not self._image.isNull():
            self._paint_frame(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._round_corners(painter, QColor(palette.surface))
        if not self._image.isNull() and not self._dimmed:
            self._paint_guide(painter)
            self._paint_caption(painter)
        self._paint_focus(painter, QColor(palette.accent))
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        rect = self.picture_rect()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(rect, self._image)
        painter.restore()
        if self._dimmed:
            painter.fillRect(rect, _DIM)

    def _round_corners(self, painter: QPainter, surface: QColor) -> None:
        # Painting over four corners costs far less than clipping the frame.
        corners = QPainterPath()
        corners.addRect(QRectF(self.rect()))
        inner = QPainterPath()
        inner.addRoundedRect(QRectF(self.rect()), CARD_RADIUS, CARD_RADIUS)
        painter.fillPath(corners - inner, surface)

    def _paint_guide(self, painter: QPainter) -> None:
        if not self._guide_share:
            return
        picture = self.picture_rect()
        # Its line lies inside, also where all of the square is seen.
        side = min(picture.width(), picture.height()) * self._guide_share - _GUIDE_LINE
        square = QRectF(0, 0, side, side)
        square.moveCenter(picture.center())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_AROUND_GUIDE, _GUIDE_LINE), (_ON_PICTURE, _GUIDE_LINE / 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRoundedRect(square, CARD_RADIUS, CARD_RADIUS)

    def _paint_caption(self, painter: QPainter) -> None:
        if not self._caption:
            return
        metrics = self.fontMetrics()
        text = metrics.elidedText(
            self._caption, Qt.TextElideMode.ElideRight, self.width() - 6 * GAP
        )
        chip = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * GAP, metrics.height() + GAP)
        chip.moveBottomLeft(self.picture_rect().bottomLeft())
        chip.translate(2 * GAP, -2 * GAP)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_UNDER_TEXT)
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(_ON_PICTURE)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_focus(self, painter: QPainter, accent: QColor) -> None:
        if self.hasFocus() and self._by_keyboard:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 2))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, CARD_RADIUS - 1, CARD_RADIUS - 1)
