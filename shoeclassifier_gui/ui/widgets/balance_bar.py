"""How many pictures a class has, beside the largest class."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour
from shoeclassifier_gui.ui.widgets.painting import paint_bar

_HEIGHT = 4


class BalanceBar(QWidget):
    """A thin bar in the class colour; the largest class fills it."""

    def __init__(self, colour_index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour_index = colour_index
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int, largest: int) -> None:
        """Show `count` beside the count of the largest class."""
        self._share = count / largest if largest else 0.0
        spoken = self.tr("{count} pictures; the largest class has {largest}.")
        self.setAccessibleName(spoken.format(count=count, largest=largest))
        self.update()

    def sizeHint(self) -> QSize:
        """Thin, as wide as it may be."""
        return QSize(64, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar."""
        palette = current_theme().palette
        painter = QPainter(self)
        colour = class_colour(palette, self._colour_index)
        bar = QRectF(0, 0, self.width(), _HEIGHT)
        paint_bar(painter, bar, self._share, colour=colour, track=palette.sunken)
        painter.end()
