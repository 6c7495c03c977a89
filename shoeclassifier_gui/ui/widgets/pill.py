"""A small rounded count or state."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
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
        tone = Tone(self.property("tone"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone_colours(current_theme().palette, tone)[1]))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()
        super().paintEvent(event)
