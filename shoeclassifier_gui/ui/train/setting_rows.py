"""Rows of the settings form: a label, a field, and where it helps one line below."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.labels import SectionHeading, set_role

_LABEL_WIDTH = 132


class SettingRows(QWidget):
    """Rows under titles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[QWidget, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def add_title(self, text: str) -> None:
        """The bold line above the rows that follow."""
        heading = SectionHeading(text)
        heading.setContentsMargins(0, GAP, 0, 0)
        self.add_wide(heading)

    def add_row(self, text: str, field: QWidget, explanation: str) -> None:
        """A label with its field; the explanation is the tooltip of both."""
        label = QLabel(text)
        set_role(label, "caption")
        label.setWordWrap(True)
        label.setBuddy(field)
        for widget in (label, field):
            widget.setToolTip(explanation)
        field.setAccessibleName(text)
        field.setAccessibleDescription(explanation)
        self._labels[field] = label
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)

    def show_row(self, field: QWidget, *, shown: bool) -> None:
        """Show or hide a field of `add_row` with its label."""
        field.setVisible(shown)
        self._labels[field].setVisible(shown)

    def add_wide(self, widget: QWidget) -> None:
        """A widget over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def add_below(self, widget: QWidget) -> None:
        """A line under the field of the last row."""
        self._grid.addWidget(widget, self._grid.rowCount(), 1)
