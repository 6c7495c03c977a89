"""A titled surface with a border: what pages are laid out in."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.labels import SectionHeading


class Card(QFrame):
    """A surface whose `content` layout (vertical) takes the page's widgets."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._heading = SectionHeading(title)
        self._header = QHBoxLayout()
        self.content = QVBoxLayout()
        self._lay_out()
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Name the card; no title takes no room."""
        self._heading.setText(title)
        self._heading.setVisible(bool(title))
        self.setAccessibleName(title)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a widget at the right end of the title line."""
        self._header.addWidget(widget)

    def _lay_out(self) -> None:
        self._header.setSpacing(GAP)
        self._header.addWidget(self._heading, 1)
        self.content.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(GAP)
        column.addLayout(self._header)
        column.addLayout(self.content, 1)
