"""The part of the form that says what the network is asked for, and which epoch is the best."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, ShareKnob
from shoeclassifier_gui.ui.train.setting_rows import SettingRows

_OPEN = ""  # Qt does not find an entry by None.


class AimSection(SettingRows):
    """Loss, balance of classes, and the score that is watched."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self._lay_out()
        fields: tuple[ChoiceKnob | ShareKnob, ...] = (self._loss, self._watch)
        for field in (*fields, self._label_smoothing):
            field.edited.connect(self.edited)
        self._balance.edited.connect(self._tell_balance)

    def show_config(self, config: TrainConfig) -> None:
        """Show a configuration."""
        self._loss.show_value(config.loss)
        self._label_smoothing.show_value(config.label_smoothing)
        self._label_smoothing.setEnabled(config.loss == "cross_entropy")
        self._balance.show_value(config.balance or _OPEN)
        self._watch.show_value(config.watch)

    def add_wish(self, view: QWidget) -> None:
        """Put what tells the data set's wish below the balance of classes."""
        self._wish_place.addWidget(view)

    def _tell_balance(self, knob: str, value: str) -> None:
        self.edited.emit(knob, value or None)

    def _build(self) -> None:
        self._loss = ChoiceKnob(
            "loss",
            [
                (self.tr("Cross-entropy"), "cross_entropy"),
                (self.tr("Hinge (SVM)"), "hinge"),
            ],
        )
        self._label_smoothing = ShareKnob("label_smoothing")
        self._balance = ChoiceKnob(
            "balance",
            [
                (self.tr("As the data set asks"), _OPEN),
                (self.tr("As they are"), "none"),
                (self.tr("By weights"), "weights"),
                (self.tr("By sampling"), "sampling"),
            ],
        )
        self._watch = ChoiceKnob(
            "watch",
            [
                (self.tr("Accuracy"), "accuracy"),
                (self.tr("Balanced accuracy"), "balanced_accuracy"),
                (self.tr("Macro F1"), "macro_f1"),
                (self.tr("Loss"), "loss"),
            ],
        )

    def _lay_out(self) -> None:
        self.add_title(self.tr("What counts"))
        self.add_row(
            self.tr("Loss"),
            self._loss,
            self.tr(
                "What learning makes small: cross-entropy asks for sure answers, hinge only that "
                "the right class leads clearly."
            ),
        )
        self.add_row(
            self.tr("Label smoothing"),
            self._label_smoothing,
            self.tr("Asks for a little less than certainty; helps when labels are not all right."),
        )
        self.add_row(
            self.tr("Balance of classes"),
            self._balance,
            self.tr(
                "Lets a class with few pictures count as much as one with many: its errors weigh "
                "more, or its pictures are shown more often. The data set asks for that once the "
                "data doctor has mended unbalanced classes."
            ),
        )
        place = QWidget()
        self._wish_place = QVBoxLayout(place)
        self._wish_place.setContentsMargins(0, 0, 0, 0)
        self.add_wide(place)
        self.add_row(
            self.tr("Best epoch by"),
            self._watch,
            self.tr(
                "The score on the validation pictures that chooses which epoch is kept and when "
                "to stop early. The balanced ones count every class alike."
            ),
        )
