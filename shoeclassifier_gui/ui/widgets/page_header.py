"""The top line of a page: its title, one fact about it, its buttons."""

from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import set_role
from shoeclassifier_gui.ui.widgets.pill import ElidedPill


class PageHeader(QWidget):
    """Title and pill at the left, buttons at the right; put the primary one last."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Folders, and so projects, may have names longer than the window is wide.
        self._heading = ElidedLabel(title, least="Winter shoes 2026")
        set_role(self._heading, "title")
        self._fact = ElidedPill()
        self._fact.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._heading)
        self._row.addWidget(self._fact)
        self._row.addStretch(1)

    def set_title(self, title: str) -> None:
        """Name the page."""
        self._heading.setText(title)

    def set_fact(self, text: str) -> None:
        """Say one fact beside the title, for example how many pictures; "" hides it."""
        self._fact.setText(text)
        self._fact.setVisible(bool(text))

    def add_button(self, button: QAbstractButton) -> None:
        """Add a button at the right end; here a primary one is as high as its neighbours."""
        button.setProperty("in_header", True)
        self._row.addWidget(button)
