"""A whole picture, as large as its place lets it be."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CONTROL_RADIUS


class PictureView(QWidget):
    """Paints an image on a sunken ground, never larger than twice its size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._scaled = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage | None) -> None:
        """Show another image; None for none."""
        self._image = image if image is not None else QImage()
        self._scaled = QImage()
        self.update()

    def sizeHint(self) -> QSize:
        """A picture of the details card."""
        return QSize(248, 200)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the picture in its middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), CONTROL_RADIUS, CONTROL_RADIUS)
        painter.fillPath(ground, QColor(current_theme().palette.sunken))
        if not self._image.isNull():
            painter.setClipPath(ground)
            image = self._fitting()
            size = image.deviceIndependentSize()
            left = (self.width() - size.width()) / 2
            top = (self.height() - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
        painter.end()

    def _fitting(self) -> QImage:
        """The image at the size of the screen, kept until either changes."""
        scale = self.devicePixelRatioF()
        room = (self.size() * scale).boundedTo(self._image.size() * 2 * scale)
        size = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if self._scaled.size() != size:
            self._scaled = self._image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(scale)
        return self._scaled
