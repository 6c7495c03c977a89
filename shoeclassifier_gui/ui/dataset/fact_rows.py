"""Names and values of what is known, one line each; what is not known takes no room."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel


class FactRows(QWidget):
    """Add rows once with `add`, then fill them with `show_fact`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[QLabel, ElidedLabel]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GAP)
        self._grid.setVerticalSpacing(GAP // 2)
        self._grid.setColumnStretch(1, 1)

    def add(self, key: str, name: str, button: QWidget | None = None) -> None:
        """Add a row, perhaps with a button at its end."""
        label = QLabel(name)
        label.setProperty("role", "caption")
        # Paths and recordings differ at both ends.
        value = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        row = len(self._rows)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        if button is not None:
            self._grid.addWidget(button, row, 2)
        self._rows[key] = (label, value)

    def show_fact(self, key: str, text: str) -> None:
        """Fill a row; it is hidden without a text."""
        for part in self._rows[key]:
            part.setVisible(bool(text))
        self._rows[key][1].setText(text)
