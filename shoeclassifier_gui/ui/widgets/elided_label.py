"""A label that shortens its text to the room it gets."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line that ends in "..." when too long; the whole text is in the tooltip then.

    `text()` stays the whole text, also for screen readers.

    Args:
        text: What it says.
        mode: Where the dots stand.
        least: What it keeps room for, when its text is longer than that.
        parent: Its owner.
    """

    def __init__(
        self,
        text: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        least: str = "mmm…",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self._least = least
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802 (Qt's name)
        """Show another text."""
        super().setText(text)
        self._update_tooltip()

    def minimumSizeHint(self) -> QSize:
        """Room for the least that it shows."""
        hint = super().minimumSizeHint()
        least = self.fontMetrics().horizontalAdvance(self._least)
        return QSize(min(hint.width(), least), hint.height())

    def shown_text(self) -> str:
        """What fits."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._mode, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self.shown_text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits has changed."""
        super().resizeEvent(event)
        self._update_tooltip()

    def _update_tooltip(self) -> None:
        whole = self.text()
        self.setToolTip("" if self.shown_text() == whole else whole)
