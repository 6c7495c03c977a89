"""Fields for whole and decimal numbers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

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


class ShareField(QLineEdit):
    """A whole percentage in a narrow place; the arrow keys change it by one.

    Three of them fit where one `NumberField` with its buttons does.
    """

    value_changed = Signal()

    def __init__(self, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self.setValidator(QIntValidator(0, 100, self))
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.textChanged.connect(self._announce)

    def value(self) -> int:
        """The percentage; the least one where nothing stands."""
        return max(self._least, int(self.text() or 0))

    def set_value(self, value: int) -> None:
        """Show another percentage."""
        self.setText(str(min(100, max(self._least, value))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down count."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.set_value(self.value() + step)

    def _announce(self) -> None:
        self.value_changed.emit()
