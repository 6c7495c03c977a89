"""One line under the drawn network: what is frozen, what learns and how fast."""

from fractions import Fraction

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import GAP, class_colour
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption

_LARGEST_DENOMINATOR = 1000


class NetworkCaption(QWidget):
    """Short texts in the colours of the blocks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frozen = Caption()
        self._learning = Caption()
        self._removed = Caption()
        self._head = Caption(self.tr("head"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for label in self._labels():
            label.setWordWrap(False)
            row.addWidget(label)
        row.insertStretch(1, 1)
        row.insertStretch(3, 1)
        current_theme().changed.connect(self._colour)
        self._colour()

    def show_plan(self, layers: int, frozen: int, rate: float, removed: int = 0) -> None:
        """Say how many layers are frozen, and at which share of the rate the others learn.

        Args:
            layers: That are used.
            frozen: How many of them do not learn.
            rate: Share of the learning rate of the others.
            removed: Layers that are cut off behind them.
        """
        locale = QLocale()
        text = self.tr("1 layer frozen") if frozen == 1 else self.tr("{count} layers frozen")
        self._frozen.setText(text.format(count=locale.toString(frozen)))
        self._frozen.setVisible(frozen > 0)
        self._learning.setText(self._learning_text(layers - frozen, rate))
        self._learning.setVisible(layers > frozen)
        self._removed.setText(self.tr("{count} removed").format(count=locale.toString(removed)))
        self._removed.setVisible(removed > 0)

    def _learning_text(self, count: int, rate: float) -> str:
        text = self.tr("{count} learn at {rate}")
        if rate == 1:
            text = self.tr("{count} layers learn")
        if count == 1:
            text = self.tr("1 learns at {rate}") if rate != 1 else self.tr("1 layer learns")
        return text.format(count=number(count), rate=rate_text(rate))

    def spoken(self) -> str:
        """The line for screen readers."""
        return ", ".join(label.text() for label in self._labels() if not label.isHidden())

    def _labels(self) -> tuple[Caption, ...]:
        return (self._frozen, self._learning, self._head, self._removed)

    def _colour(self) -> None:
        palette = current_theme().palette
        for label, colour in (
            (self._learning, class_colour(palette, 0)),
            (self._head, class_colour(palette, 2)),
        ):
            colours = label.palette()
            colours.setColor(QPalette.ColorRole.WindowText, colour)
            label.setPalette(colours)


def rate_text(rate: float) -> str:
    """A share of the learning rate as a fraction where that is short, for example "1/10"."""
    fraction = Fraction(rate).limit_denominator(_LARGEST_DENOMINATOR)
    if fraction.numerator == 1 and abs(float(fraction) - rate) < 1e-9:
        return f"1/{fraction.denominator}"
    return QLocale().toString(rate, "g", 3)
