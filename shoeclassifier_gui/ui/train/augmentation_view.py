"""What the random changes make of one of the user's own pictures, beside their knobs."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.augmentation_preview import (
    VARIANTS,
    AugmentationPreview,
    AugmentationPreviewService,
)
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CONTROL_RADIUS, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption

_TILE = 100
_COLUMNS = 3


class AugmentationView(QWidget):
    """The original and its variants; it follows the knobs while it can be seen.

    Args:
        service: Makes the pictures.
        parent: Owner.
    """

    def __init__(self, service: AugmentationPreviewService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._config = TrainConfig()
        self._tiles = PictureTiles()
        self._caption = Caption()
        self._others = Button(self.tr("Others"), "refresh")
        self._others.setObjectName("augmentation_others")
        self._others.setToolTip(self.tr("Shows another picture with other random changes."))
        self._lay_out()
        self._explain()
        self._others.clicked.connect(service.draw_others)
        service.made.connect(self._show_preview)
        service.failed.connect(self._show_error)

    def show_config(self, config: TrainConfig) -> None:
        """Follow other knobs."""
        self._config = config
        if self.isVisible():
            self._service.wish(config)

    def showEvent(self, event: QShowEvent) -> None:
        """Make what was not made while nobody looked."""
        super().showEvent(event)
        self._service.wish(self._config)

    def hideEvent(self, event: QHideEvent) -> None:
        """Make nothing while nobody looks."""
        super().hideEvent(event)
        self._service.wish(None)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._caption, 1)
        row.addWidget(self._others, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._tiles)
        column.addLayout(row)

    def _explain(self) -> None:
        self._caption.setText(
            self.tr("One of your training pictures, framed, and what the network may see of it.")
        )

    def _show_preview(self, preview: AugmentationPreview) -> None:
        self._explain()
        self._tiles.show_images((preview.original, *preview.variants))

    def _show_error(self, error: Exception) -> None:
        text = self.tr("The preview could not be made.")
        self._caption.setText(error.sentence if isinstance(error, UserError) else text)


class PictureTiles(QWidget):
    """Small pictures in two rows, the first one framed; empty places until they come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[QImage, ...] = ()
        self.setObjectName("augmentation_pictures")
        self.setAccessibleName(self.tr("Preview of the random changes"))
        self.setFixedSize(self.sizeHint())

    @property
    def images(self) -> tuple[QImage, ...]:
        """What is shown, the original first."""
        return self._images

    def show_images(self, images: tuple[QImage, ...]) -> None:
        """Show other pictures."""
        self._images = images
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the original and its variants."""
        rows = -(-(1 + VARIANTS) // _COLUMNS)
        return QSize(_COLUMNS * (_TILE + GAP) - GAP, rows * (_TILE + GAP) - GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pictures with round corners."""
        palette = current_theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index in range(1 + VARIANTS):
            place = self._place(index)
            outline = QPainterPath()
            outline.addRoundedRect(place, CONTROL_RADIUS, CONTROL_RADIUS)
            painter.fillPath(outline, QColor(palette.sunken))
            if index < len(self._images):
                painter.save()
                painter.setClipPath(outline)
                painter.drawImage(place, self._images[index])
                painter.restore()
        painter.setPen(QPen(QColor(palette.accent), 2))
        painter.drawRoundedRect(
            self._place(0).adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS
        )
        painter.end()

    def _place(self, index: int) -> QRectF:
        row, column = divmod(index, _COLUMNS)
        return QRectF(column * (_TILE + GAP), row * (_TILE + GAP), _TILE, _TILE)
