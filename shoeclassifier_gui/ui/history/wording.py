"""What the table of runs says."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.history import RunRecord, RunState, Value
from shoeclassifier_gui.ui.ending_words import ending_word
from shoeclassifier_gui.ui.run_names import run_title
from shoeclassifier_gui.ui.widgets.counts import number

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def title_text(record: RunRecord) -> str:
    """How a run is called: by its name, else by when it began; a trial also by its number."""
    time = run_title(record.folder)
    if record.about.name or record.trial is None:
        return record.about.name or time
    text = translate("history", "Trial {number}, {time}")
    if record.trial.best:
        text = translate("history", "Best trial, {time}")
    return text.format(number=number(record.trial.number + 1), time=time)


def trials_text(count: int) -> str:
    """The switch that shows trials of searches, too."""
    if count == 1:
        return translate("history", "Show 1 further trial of a search")
    text = translate("history", "Show {count} further trials of searches")
    return text.format(count=number(count))


def state_text(state: RunState) -> str:
    """What became of a run."""
    return {
        RunState.RUNNING: translate("history", "running"),
        RunState.FINISHED: ending_word(Ending.DONE),
        RunState.STOPPED: ending_word(Ending.STOPPED),
        RunState.FAILED: ending_word(Ending.FAILED),
        RunState.DIVERGED: ending_word(Ending.DIVERGED),
    }[state]


def plan_text(config: TrainConfig) -> str:
    """The plan of a run."""
    return {
        "fast": translate("history", "fast"),
        "balanced": translate("history", "balanced"),
        "best": translate("history", "best"),
    }[config.plan]


def begun_text(record: RunRecord) -> str:
    """Day and time."""
    begun = QDateTime.fromSecsSinceEpoch(int(record.begun.timestamp()))
    return QLocale().toString(begun, QLocale.FormatType.ShortFormat)


def knob_text(knob: str) -> str:
    """The name of a setting."""
    return (_names_in_network() | _names_in_learning() | _names_in_pictures())[knob]


def _names_in_network() -> dict[str, str]:
    return {
        "plan": translate("history", "Plan"),
        "backbone": translate("history", "Network"),
        "weights": translate("history", "Weights"),
        "freeze": translate("history", "Frozen layers"),
        "cut": translate("history", "Layers of the network used"),
        "head": translate("history", "Head"),
        "dense_width": translate("history", "Width of the dense layer"),
        "activation": translate("history", "Activation in the head"),
        "batch_norm": translate("history", "Batch normalisation in the head"),
        "dropout": translate("history", "Dropout"),
        "test_crops": translate("history", "Views to answer with"),
        "device": translate("history", "Device"),
        "reproducible": translate("history", "Reproducible"),
        "seed": translate("history", "Seed"),
    }


def _names_in_learning() -> dict[str, str]:
    return {
        "epochs": translate("history", "Epochs"),
        "patience": translate("history", "Stop early after"),
        "watch": translate("history", "Best epoch by"),
        "batch_size": translate("history", "Batch size"),
        "learning_rate": translate("history", "Learning rate"),
        "pretrained_rate": translate("history", "Share for pretrained layers"),
        "optimizer": translate("history", "Optimizer"),
        "schedule": translate("history", "Schedule"),
        "warm_up": translate("history", "Warm-up"),
        "weight_decay": translate("history", "Weight decay"),
        "clip": translate("history", "Gradient limit"),
        "average": translate("history", "Average weights"),
        "loss": translate("history", "Loss"),
        "label_smoothing": translate("history", "Label smoothing"),
        "balance": translate("history", "Balance of classes"),
        "folds": translate("history", "Folds of the check"),
        "shares": translate("history", "Split of its own"),
    }


def _names_in_pictures() -> dict[str, str]:
    return {
        "image_size": translate("history", "Picture size"),
        "views": translate("history", "Remembered views"),
        "flips": translate("history", "Mirrored pictures"),
        "crops": translate("history", "Cut out pictures"),
        "scale_jitter": translate("history", "Pictures at many scales"),
        "illumination": translate("history", "Changes of light and colour"),
        "deformation": translate("history", "Deformation"),
        "occlusion": translate("history", "Occlusion"),
        "clutter": translate("history", "Clutter"),
        "mix": translate("history", "Mixed pictures"),
    }


def value_text(value: Value) -> str:
    """The value of a setting."""
    match value:
        case None:
            return translate("history", "automatic")
        case bool():
            return translate("history", "yes") if value else translate("history", "no")
        case float():
            return QLocale().toString(value, "g", 6)
        case int():
            return number(value)
        case _:
            return value
