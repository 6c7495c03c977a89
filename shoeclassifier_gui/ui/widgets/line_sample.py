"""A short piece of a curve, for a legend."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour

_WIDTH = 26
_HEIGHT = 14


class LineSample(QWidget):
    """Solid with a dot (training), dashed with a square (validation), or faint (batches)."""

    def __init__(
        self,
        colour_index: int,
        *,
        dashed: bool = False,
        faint: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._colour_index = colour_index
        self._dashed = dashed
        self._faint = faint
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A piece of line."""
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line and its mark."""
        colour = QColor(class_colour(current_theme().palette, self._colour_index))
        if self._faint:
            colour.setAlphaF(0.35)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 1 if self._faint else 2, style, Qt.PenCapStyle.FlatCap))
        middle = self.height() / 2
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
        if not self._faint:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            mark = QRectF(self.width() / 2 - 3, middle - 3, 6, 6)
            if self._dashed:
                painter.drawRect(mark)
            else:
                painter.drawEllipse(mark)
        painter.end()
