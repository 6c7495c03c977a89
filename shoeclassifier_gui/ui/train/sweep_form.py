"""Which settings are searched for, how far, and how long."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.search_space import (
    USUAL_KNOBS,
    Budget,
    NumberRange,
    SearchRange,
    SearchSpace,
    searchable,
)
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.range_fields import ChoiceRangeField, NumberRangeField
from shoeclassifier_gui.ui.train.search_words import knob_label
from shoeclassifier_gui.ui.widgets.number_fields import NumberField

_USUAL_MINUTES = 30
_MOST_MINUTES = 10_000


class SweepForm(QWidget):
    """A line for each knob, and the time; `changed` follows every edit.

    Args:
        convolutions: Layers of the network that can be frozen.
        parent: Owner.
    """

    changed = Signal()

    def __init__(self, convolutions: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(CARD_GAP)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(1, 1)
        self._lines = [self._line(each) for each in searchable(convolutions)]
        self._minutes = NumberField()
        self._minutes.setObjectName("sweep_minutes")
        self._minutes.setRange(1, _MOST_MINUTES)
        self._minutes.setValue(_USUAL_MINUTES)
        self._minutes.setSuffix(self.tr(" min"))
        self._add_time()

    def budget(self) -> Budget:
        """How long to search."""
        return Budget(self._minutes.value())

    def space(self, base: TrainConfig) -> SearchSpace:
        """What is searched for around a configuration.

        Raises:
            RunError: Nothing is ticked, or a range does not fit.
        """
        ticked = (field.chosen() for box, field in self._lines if box.isChecked())
        return SearchSpace(base, tuple(ticked))

    def problem(self) -> str:
        """Why no search can begin with this; empty when one can."""
        try:
            self.space(TrainConfig())
        except RunError as error:
            return f"{error.sentence} {error.hint}"
        return ""

    def _line(self, usual: SearchRange) -> tuple[QCheckBox, NumberRangeField | ChoiceRangeField]:
        box = QCheckBox(knob_label(usual.knob))
        box.setObjectName(f"sweep_{usual.knob}")
        box.setChecked(usual.knob in USUAL_KNOBS)
        field: NumberRangeField | ChoiceRangeField
        if isinstance(usual, NumberRange):
            field = NumberRangeField(usual)
        else:
            field = ChoiceRangeField(usual)
        field.setEnabled(box.isChecked())
        box.toggled.connect(field.setEnabled)
        box.toggled.connect(self.changed)
        field.changed.connect(self.changed)
        row = self._grid.rowCount()
        self._grid.addWidget(box, row, 0)
        self._grid.addWidget(field, row, 1)
        return box, field

    def _add_time(self) -> None:
        label = QLabel(self.tr("Search for"))
        label.setBuddy(self._minutes)
        self._minutes.setAccessibleName(self.tr("Time for the search"))
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(self._minutes, row, 1)
