"""Fields for whole and decimal numbers: what is typed is understood, or brought within the limits.

Qt's own boxes swallow the keys that they do not like and keep the others, so that 0,01 becomes 1
where the decimal mark is a point, and 99 becomes 9 where 25 is the most.
"""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

# Qt 6.11 ignores the style sheet's padding at the left of a spin box.
_TEXT_MARGIN = 6
_WHOLE_BEGUN = re.compile(r"-?\d*")
_DECIMAL_BEGUN = re.compile(r"-?\d*[.,]?\d*([eE][+-]?\d*)?")

_State = QValidator.State
if TYPE_CHECKING:
    _SpinBox = QAbstractSpinBox
else:  # PySide crashes with two ancestors of Qt.
    _SpinBox = object


class _TypedField(_SpinBox):
    """What both kinds of fields have in common."""

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


class NumberField(_TypedField, QSpinBox):
    """A whole number; the wheel changes it only after a click into it."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Let a number beyond the limits be typed to its end."""
        state, text, place = super().validate(text, place)
        if state == _State.Invalid and _WHOLE_BEGUN.fullmatch(_bare(self, text)):
            state = _State.Intermediate
        return state, text, place

    def fixup(self, text: str) -> str:
        """Bring it within the limits."""
        try:
            number = int(_bare(self, text))
        except ValueError:
            return super().fixup(text)
        return self.textFromValue(min(self.maximum(), max(self.minimum(), number)))


class DecimalField(_TypedField, QDoubleSpinBox):
    """A decimal number; the wheel changes it only after a click into it."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Take a point or a comma, and powers of ten as in 1e-4."""
        if not _DECIMAL_BEGUN.fullmatch(_bare(self, text)):
            return _State.Invalid, text, place
        number = self._number(text)
        fits = number is not None and self.minimum() <= number <= self.maximum()
        return (_State.Acceptable if fits else _State.Intermediate), text, place

    def fixup(self, text: str) -> str:
        """Bring it within the limits."""
        number = self._number(text)
        if number is None:
            return super().fixup(text)
        return self.textFromValue(min(self.maximum(), max(self.minimum(), number)))

    def valueFromText(self, text: str) -> float:  # noqa: N802 (Qt's name)
        """What was typed."""
        number = self._number(text)
        return self.value() if number is None else number

    def _number(self, text: str) -> float | None:
        try:
            return float(_bare(self, text).replace(",", "."))
        except ValueError:
            return None


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


def _bare(box: QSpinBox | QDoubleSpinBox, text: str) -> str:
    return text.removeprefix(box.prefix()).removesuffix(box.suffix()).strip()
