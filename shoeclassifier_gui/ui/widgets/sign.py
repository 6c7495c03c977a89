"""A line icon that stands in a layout."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shoeclassifier_gui.ui.theme.icons import themed_icon


class Sign(QWidget):
    """An icon of `resources/icons` in a colour of the theme; words beside it say the same."""

    def __init__(
        self, icon_name: str, token: str = "muted", side: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = themed_icon(icon_name, token)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon_name: str, token: str) -> None:
        """Become another sign."""
        self._icon = themed_icon(icon_name, token)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sign."""
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()
