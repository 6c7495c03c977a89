"""Fields for whole and decimal numbers."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

# Qt 6.11 ignores the style sheet's padding at the left of a spin box.
_TEXT_MARGIN = 6


class NumberField(QSpinBox):
    """A whole number; the wheel changes it only after a click into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let a form scroll under the pointer without changing numbers on the way."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DecimalField(QDoubleSpinBox):
    """A decimal number; the wheel changes it only after a click into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let a form scroll under the pointer without changing numbers on the way."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
