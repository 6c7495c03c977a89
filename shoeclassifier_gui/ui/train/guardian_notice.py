"""What the guardian found wrong with the run, with one button that mends it."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import change_plan, settle_basics
from shoeclassifier_gui.core.runs.events import GuardianSpoke
from shoeclassifier_gui.services.training import TrainingService
from shoeclassifier_gui.services.training_state import TrainingState
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.plan_words import plan_title
from shoeclassifier_gui.ui.widgets.notice import Notice

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


class GuardianAdvice(QObject):
    """Shows a run's warning and follows it when it is pressed.

    A run that is under way is stopped first (its best model is kept); `restart_requested` then
    brings the settings to start again with.
    """

    restart_requested = Signal(TrainConfig)
    dataset_requested = Signal()

    def __init__(self, notice: Notice, training: TrainingService, parent: QObject) -> None:
        super().__init__(parent)
        self._notice = notice
        self._training = training
        self._shown: GuardianSpoke | None = None
        self._next: TrainConfig | None = None
        notice.setObjectName("guardian_notice")
        notice.action_requested.connect(self._heed)
        training.changed.connect(self._start_next)

    def show_run(self, state: TrainingState) -> None:
        """Show what was said of a run; what was read and closed stays closed."""
        if state.warning is self._shown:
            return
        self._shown = state.warning
        if state.warning is None or state.config is None:
            self._notice.hide()
            return
        self._notice.show_notice(
            Tone.ATTENTION,
            state.warning.sentence,
            action_text=_remedy_text(state.warning, state.config),
        )

    def _heed(self) -> None:
        state = self._training.state
        if self._shown is None or state.config is None:
            return
        if not self._shown.remedy:
            self.dataset_requested.emit()
            return
        wanted = replace(state.config, **self._shown.remedy)  # type: ignore[arg-type]
        other_plan = wanted.plan != state.config.plan
        self._next = change_plan(state.config, wanted.plan) if other_plan else wanted
        self._notice.hide()
        self._training.stop()
        self._start_next()

    def _start_next(self) -> None:
        config = self._next
        if config is not None and not self._training.state.active:
            self._next = None
            self.restart_requested.emit(config)


def _remedy_text(warning: GuardianSpoke, config: TrainConfig) -> str:
    """The button: what pressing it does."""
    if not warning.remedy:
        return translate("guardian", "Look at the data set")
    knob, value = next(iter(warning.remedy.items()))
    texts = {
        "plan": translate("guardian", "Start again with the plan {value}"),
        "freeze": translate("guardian", "Start again with all layers learning"),
        "backbone": translate("guardian", "Start again with {value}"),
        "crops": translate("guardian", "Start again with more varied pictures"),
        "dropout": translate("guardian", "Start again with more dropout"),
        "weight_decay": translate("guardian", "Start again with more weight decay"),
        "label_smoothing": translate("guardian", "Start again with label smoothing"),
    }
    if knob == "learning_rate" and isinstance(value, float):
        return _rate_text(value, settle_basics(config).learning_rate)
    text = texts.get(knob, translate("guardian", "Start again with other settings"))
    return text.format(value=plan_title(str(value)) if knob == "plan" else value)


def _rate_text(rate: float, before: float) -> str:
    if abs(rate * 10 - before) < before / 100:
        return translate("guardian", "Start again with a tenth of the learning rate")
    text = translate("guardian", "Start again with a learning rate of {rate}")
    return text.format(rate=QLocale().toString(rate, "g", 6))
