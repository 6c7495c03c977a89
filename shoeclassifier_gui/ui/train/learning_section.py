"""The part of the form that says how long, how fast and how carefully the network learns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, OpenKnob, RateKnob, ShareKnob, WholeKnob
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.buttons import Button


class LearningSection(SettingRows):
    """Epochs, batches, rates and what keeps the network from learning by heart."""

    edited = Signal(str, object)
    rate_search_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self._lay_out_time()
        self._lay_out_rates()
        self._lay_out_restraints()
        for field in self._fields():
            field.edited.connect(self.edited)

    def show_plan(self, config: TrainConfig, plan: SettledPlan) -> None:
        """Show a configuration."""
        self._epochs.show_value(plan.basics.epochs)
        self._batch_size.show_choice(config.batch_size, plan.basics.batch_size)
        self._patience.show_value(plan.basics.patience)
        self._learning_rate.show_value(plan.basics.learning_rate)
        self._pretrained_rate.show_value(config.pretrained_rate)
        self._pretrained_rate.setEnabled(plan.pretrained)
        self._optimizer.show_value(config.optimizer)
        self._schedule.show_value(config.schedule)
        self._dropout.show_value(plan.basics.dropout)
        self._weight_decay.show_value(config.weight_decay)
        self._warm_up.show_value(config.warm_up)
        self._warm_up.setEnabled(config.schedule != "one_cycle")
        self._clip.show_value(config.clip)
        self._average.show_value(config.average)

    def _build(self) -> None:
        self._epochs = WholeKnob("epochs")
        self._batch_size = OpenKnob("batch_size")
        self._patience = WholeKnob("patience")
        self._patience.setSpecialValueText(self.tr("Never"))
        self._patience.setSuffix(self.tr(" epochs"))
        self._learning_rate = RateKnob("learning_rate")
        self._rate_button = Button(self.tr("Find a good rate…"), "search")
        self._rate_button.setObjectName("find_rate")
        self._rate_button.clicked.connect(self.rate_search_requested)
        self._pretrained_rate = RateKnob("pretrained_rate")
        self._optimizer = ChoiceKnob(
            "optimizer",
            [("Adam", "adam"), ("AdamW", "adamw"), ("SGD", "sgd"), ("RMSprop", "rmsprop")],
        )
        self._schedule = ChoiceKnob(
            "schedule",
            [
                (self.tr("Cosine"), "cosine"),
                (self.tr("Steps"), "step"),
                (self.tr("Constant"), "constant"),
                (self.tr("One cycle"), "one_cycle"),
            ],
        )
        self._dropout = ShareKnob("dropout")
        self._weight_decay = RateKnob("weight_decay")
        self._warm_up = ShareKnob("warm_up")
        self._clip = RateKnob("clip")
        self._average = RateKnob("average")

    def _fields(self) -> tuple[WholeKnob | RateKnob | ChoiceKnob | ShareKnob, ...]:
        return (
            self._epochs, self._batch_size, self._patience, self._learning_rate,
            self._pretrained_rate, self._optimizer, self._schedule, self._dropout,
            self._weight_decay, self._warm_up, self._clip, self._average,
        )  # fmt: skip

    def _lay_out_time(self) -> None:
        self.add_title(self.tr("Learning"))
        self.add_row(
            self.tr("Epochs"),
            self._epochs,
            self.tr("How often the network sees every training picture, at most."),
        )
        self.add_row(
            self.tr("Stop early after"),
            self._patience,
            self.tr("Ends the run when validation has not improved for so many epochs; 0: never."),
        )
        self.add_row(
            self.tr("Batch size"),
            self._batch_size,
            self.tr(
                "Pictures per step. Larger is steadier and needs more memory; auto leaves a small "
                "data set enough steps."
            ),
        )

    def _lay_out_rates(self) -> None:
        self.add_row(
            self.tr("Learning rate"),
            self._learning_rate,
            self.tr("How large each step of the head is. Too large diverges, too small crawls."),
        )
        self.add_below(self._rate_button)
        self.add_row(
            self.tr("Share for pretrained layers"),
            self._pretrained_rate,
            self.tr(
                "Layers that already know something learn at this share of the learning rate, so "
                "that they do not forget it."
            ),
        )
        self.add_row(
            self.tr("Optimizer"),
            self._optimizer,
            self.tr("The rule that turns gradients into steps."),
        )
        self.add_row(
            self.tr("Schedule"),
            self._schedule,
            self.tr(
                "How the learning rate changes during the run: cosine ends gently at zero, one "
                "cycle rises first."
            ),
        )
        self.add_row(
            self.tr("Warm-up"),
            self._warm_up,
            self.tr("Share of the run in which the learning rate rises; one cycle has its own."),
        )

    def _lay_out_restraints(self) -> None:
        self.add_row(
            self.tr("Dropout"),
            self._dropout,
            self.tr(
                "Share of what goes into the last layer that is switched off at random in "
                "training, against learning by heart."
            ),
        )
        self.add_row(
            self.tr("Weight decay"),
            self._weight_decay,
            self.tr("Pulls weights towards zero, against learning by heart."),
        )
        self.add_row(
            self.tr("Gradient limit"),
            self._clip,
            self.tr("Shortens steps that would be longer, against runs that diverge; 0: no limit."),
        )
        self.add_row(
            self.tr("Average weights"),
            self._average,
            self.tr(
                "Keeps the average of the last weights instead of the last ones: 0.99 spans about "
                "100 steps; 0: off."
            ),
        )
