"""A picker of the filter bar."""

from PySide6.QtWidgets import QComboBox, QWidget

_LEAST_LETTERS = 6
_MOST_ROWS = 20


class FilterPicker(QComboBox):
    """Takes what room there is: a recording's long name must not make the window wider."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self.setMaxVisibleItems(_MOST_ROWS)

    def explain(self, meaning: str) -> None:
        """Say what the choice is about."""
        self.setAccessibleName(meaning)
        self.setToolTip(meaning)
