"""A small rounded count or state."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone, tone_colours
from shoeclassifier_gui.ui.widgets.labels import set_tone


class Pill(QLabel):
    """A short text on a rounded soft ground, for example "3 selected"."""

    def __init__(
        self, text: str = "", tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "pill")
        self.setProperty("tone", tone.value)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: Tone) -> None:
        """Change the meaning of the colour."""
        set_tone(self, tone)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, round at every height, then the text."""
        self._paint_ground()
        super().paintEvent(event)

    def _paint_ground(self) -> None:
        tone = Tone(self.property("tone"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone_colours(current_theme().palette, tone)[1]))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()


class ElidedPill(Pill):
    """Shortens its text where there is too little room; the tooltip has the whole one then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters and the dots."""
        hint = super().sizeHint()
        few_letters = self.fontMetrics().horizontalAdvance("mmmmmm…")
        return QSize(min(hint.width(), few_letters), hint.height())

    def shown_text(self) -> str:
        """What fits."""
        width = self._room().width() + 1
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground, then what fits."""
        self._paint_ground()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self._room(), self.alignment(), self.shown_text())
        painter.end()

    def _room(self) -> QRect:
        # With a style sheet Qt takes its padding off the contents, without one there is none.
        return self.rect().adjusted(GAP, 0, -GAP, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits has changed."""
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.width() < self.sizeHint().width() else "")
