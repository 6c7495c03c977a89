"""How far a knob is searched: two numbers, or some of a few values."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from shoeclassifier_gui.core.runs.search_space import ChoiceRange, NumberRange
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.train.knobs import RateKnob, ShareKnob, WholeKnob
from shoeclassifier_gui.ui.train.search_words import choice_label, knob_label

_FIELD_WIDTH = 108


class NumberRangeField(QWidget):
    """The two ends of a range of numbers; `changed` follows every edit."""

    changed = Signal()

    def __init__(self, usual: NumberRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = usual
        name = knob_label(usual.knob)
        self._low = _end_field(usual, usual.low)
        self._low.setObjectName(f"sweep_{usual.knob}_low")
        self._low.setAccessibleName(self.tr("{knob}, from").format(knob=name))
        self._high = _end_field(usual, usual.high)
        self._high.setObjectName(f"sweep_{usual.knob}_high")
        self._high.setAccessibleName(self.tr("{knob}, to").format(knob=name))
        row = _row(self)
        for widget in (self._low, QLabel(self.tr("to")), self._high):
            row.addWidget(widget)
        row.addStretch(1)
        for field in (self._low, self._high):
            field.setFixedWidth(_FIELD_WIDTH)
            field.edited.connect(self.changed)

    def chosen(self) -> NumberRange:
        """The range as it stands there.

        Raises:
            RunError: The first number is not smaller than the second one.
        """
        return replace(self._usual, low=self._low.value(), high=self._high.value())


class ChoiceRangeField(QWidget):
    """A box to tick for each value; `changed` follows every edit."""

    changed = Signal()

    def __init__(self, usual: ChoiceRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = usual
        self._boxes = {value: QCheckBox(choice_label(value)) for value in usual.values}
        row = _row(self)
        for value, box in self._boxes.items():
            box.setObjectName(f"sweep_{usual.knob}_{value}")
            box.setChecked(True)
            box.toggled.connect(self.changed)
            row.addWidget(box)
        row.addStretch(1)

    def chosen(self) -> ChoiceRange:
        """The values that are ticked.

        Raises:
            RunError: There are fewer than two.
        """
        ticked = (value for value, box in self._boxes.items() if box.isChecked())
        return replace(self._usual, values=tuple(ticked))


def _end_field(usual: NumberRange, value: float) -> WholeKnob | RateKnob | ShareKnob:
    if usual.whole:
        whole = WholeKnob(usual.knob)
        whole.show_value(int(value))
        return whole
    field = RateKnob(usual.knob) if usual.log else ShareKnob(usual.knob)
    field.show_value(value)
    return field


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    return row
