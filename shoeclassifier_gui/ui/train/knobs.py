"""Fields of the settings form: each knows its knob and says `edited(knob, value)`."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QSlider, QWidget

from shoeclassifier_gui.core.runs.config import LIMITS
from shoeclassifier_gui.ui.widgets.number_fields import DecimalField, NumberField

_DECIMALS = 7
_FEW_DECIMALS = 2
Choice = tuple[str, str | int]


def knob_name(knob: str) -> str:
    """The object name of a knob's field."""
    return f"train_{knob}"


class WholeKnob(NumberField):
    """A whole number within the knob's limits."""

    edited = Signal(str, object)

    def __init__(self, knob: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._knob = knob
        low, high = LIMITS[knob]
        self.setObjectName(knob_name(knob))
        self.setRange(int(low), int(high))
        self.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self.valueChanged.connect(self._tell)

    def show_value(self, value: int) -> None:
        """Show a value; says nothing."""
        if value != self.value():  # Else it would rewrite a number that is being typed.
            with QSignalBlocker(self):
                self.setValue(value)

    def _tell(self, value: int) -> None:
        self.edited.emit(self._knob, value)


class OpenKnob(WholeKnob):
    """A whole number, or None below the least one: what suits, which it names."""

    def __init__(self, knob: str, parent: QWidget | None = None) -> None:
        super().__init__(knob, parent)
        self.setMinimum(self.minimum() - 1)

    def show_choice(self, chosen: int | None, suiting: int) -> None:
        """Show a number, or what an open one comes to; says nothing."""
        self.setSpecialValueText(self.tr("auto ({count})").format(count=suiting))
        self.show_value(self.minimum() if chosen is None else chosen)

    def _tell(self, value: int) -> None:
        self.edited.emit(self._knob, None if value == self.minimum() else value)


class ShareKnob(DecimalField):
    """A share or strength, 0 to 1, with two decimals."""

    edited = Signal(str, object)

    def __init__(self, knob: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._knob = knob
        self.setObjectName(knob_name(knob))
        self.setDecimals(_FEW_DECIMALS)
        self.setRange(*LIMITS[knob])
        self.setSingleStep(0.05)
        self.valueChanged.connect(self._tell)

    def show_value(self, value: float) -> None:
        """Show a value; says nothing."""
        if value != self.value():  # Else it would rewrite a number that is being typed.
            with QSignalBlocker(self):
                self.setValue(value)

    def _tell(self, value: float) -> None:
        self.edited.emit(self._knob, value)


class RateKnob(DecimalField):
    """A number that spans powers of ten: it is written short and stepped by its own size."""

    edited = Signal(str, object)

    def __init__(self, knob: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._knob = knob
        self.setObjectName(knob_name(knob))
        self.setDecimals(_DECIMALS)
        self.setRange(*LIMITS[knob])
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.valueChanged.connect(self._tell)

    def show_value(self, value: float) -> None:
        """Show a value; says nothing."""
        if value != self.value():  # Else it would rewrite a number that is being typed.
            with QSignalBlocker(self):
                self.setValue(value)

    def textFromValue(self, value: float) -> str:  # noqa: N802 (Qt's name)
        """Without the zeros at the end."""
        locale = QLocale()
        text = locale.toString(value, "f", _DECIMALS)
        return text.rstrip("0").removesuffix(locale.decimalPoint())

    def _tell(self, value: float) -> None:
        self.edited.emit(self._knob, value)


class ChoiceKnob(QComboBox):
    """One of a few; the wheel scrolls the form instead."""

    edited = Signal(str, object)

    def __init__(
        self, knob: str, choices: Sequence[Choice] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._knob = knob
        self.setObjectName(knob_name(knob))
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.offer(choices)
        self.activated.connect(self._tell)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer (text, value) pairs; the chosen value stays chosen when it is still there."""
        chosen = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for text, value in choices:
                self.addItem(text, value)
            self.setCurrentIndex(max(0, self.findData(chosen)))

    def show_value(self, value: str | int) -> None:
        """Show a value; says nothing."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll under the pointer without changing the choice on the way."""
        event.ignore()

    def _tell(self) -> None:
        self.edited.emit(self._knob, self.currentData())


class SwitchKnob(QCheckBox):
    """On or off."""

    edited = Signal(str, object)

    def __init__(self, knob: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._knob = knob
        self.setObjectName(knob_name(knob))
        self.clicked.connect(self._tell)

    def show_value(self, value: bool) -> None:
        """Show a value; says nothing."""
        self.setChecked(value)

    def _tell(self) -> None:
        self.edited.emit(self._knob, self.isChecked())


class FreezeSlider(QSlider):
    """The freeze depth by mouse or arrow keys; the wheel scrolls the form instead."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("train_freeze_slider")
        self.setPageStep(3)
        self.valueChanged.connect(self._tell)

    def show_value(self, value: int) -> None:
        """Show a value; says nothing."""
        if value != self.value():  # Else it would rewrite a number that is being typed.
            with QSignalBlocker(self):
                self.setValue(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll."""
        event.ignore()

    def _tell(self, value: int) -> None:
        self.edited.emit("freeze", value)
