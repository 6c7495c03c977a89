"""The one large word of the page, on one line whatever its length."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.widgets.labels import AnswerLabel

# Below the size of a page title a large word is none.
_SMALLEST_SHARE = 20 / 34


class HeadlineLabel(AnswerLabel):
    """A word of 34 pixels; a long one is set smaller, a very long one is shortened.

    The label keeps its height, so that nothing below moves when the word changes.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Any width, one line."""
        return QSize(0, QFontMetrics(self.font()).height())

    def sizeHint(self) -> QSize:
        """One line."""
        return self.minimumSizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the word as large as fits."""
        font = self._fitting_font()
        text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _fitting_font(self) -> QFont:
        font = QFont(self.font())
        size = font.pixelSize()
        smallest = round(size * _SMALLEST_SHARE)
        width = QFontMetrics(font).horizontalAdvance(self.text())
        if width > self.width():
            font.setPixelSize(max(smallest, int(size * self.width() / width)))
        return font
