"""What the search for good settings says."""

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.search_space import Value
from shoeclassifier_gui.core.runs.sweep_events import SweepEnd
from shoeclassifier_gui.services.sweep import SweepState
from shoeclassifier_gui.ui.widgets.loss_text import loss_text
from shoeclassifier_gui.ui.widgets.percent import percent_text

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def knob_label(knob: str) -> str:
    """A knob by the name that the form gives it."""
    labels = {
        "learning_rate": translate("search", "Learning rate"),
        "pretrained_rate": translate("search", "Share for pretrained layers"),
        "freeze": translate("search", "Frozen layers"),
        "dropout": translate("search", "Dropout"),
        "weight_decay": translate("search", "Weight decay"),
        "optimizer": translate("search", "Optimizer"),
        "label_smoothing": translate("search", "Label smoothing"),
        "illumination": translate("search", "Changes of light"),
        "deformation": translate("search", "Changes of shape"),
        "batch_size": translate("search", "Batch size"),
    }
    return labels[knob]


def choice_label(value: str) -> str:
    """One of the values of a knob that is chosen."""
    names = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD", "rmsprop": "RMSprop"}
    return names[value]


def value_text(value: Value) -> str:
    """A value of a knob, short."""
    match value:
        case str():
            return choice_label(value)
        case float():
            return QLocale().toString(value, "g", 3)
    return QLocale().toString(value)


def score_text(score: float, watch: Watch) -> str:
    """A value of the watched score."""
    return loss_text(score) if watch == "loss" else percent_text(score)


def watch_label(watch: Watch) -> str:
    """The watched score as the name of an axis."""
    return {
        "accuracy": translate("search", "Right in %"),
        "balanced_accuracy": translate("search", "Balanced accuracy in %"),
        "macro_f1": translate("search", "Macro F1 in %"),
        "loss": translate("search", "Loss"),
    }[watch]


def _best_words(watch: Watch) -> str:
    return {
        "accuracy": translate("search", "{score} right"),
        "balanced_accuracy": translate("search", "a balanced accuracy of {score}"),
        "macro_f1": translate("search", "a macro F1 of {score}"),
        "loss": translate("search", "a loss of {score}"),
    }[watch]


def _reached(score: float, watch: Watch) -> str:
    return _best_words(watch).format(score=score_text(score, watch))


def sweep_text(state: SweepState) -> str:
    """How far the search is, or how it ended."""
    if state.stopping:
        return translate("search", "Stopping; the best model is kept.")
    if not state.active:
        return _ended(state)
    if state.running is None:
        return translate("search", "Getting ready for the next trial.")
    locale = QLocale()
    newest = state.newest.epoch if state.newest else 0
    text = translate("search", "Trial {number}, epoch {epoch} of {epochs}.")
    return text.format(
        number=locale.toString(state.running.number + 1),
        epoch=locale.toString(min(newest + 1, state.running.epochs)),
        epochs=locale.toString(state.running.epochs),
    )


def _ended(state: SweepState) -> str:
    if state.best is None or state.best.score is None:
        return translate("search", "No trial came to the end of its first epoch.")
    best = translate(
        "search",
        "The best is trial {number} with {reached} on the validation pictures. They chose "
        "among the trials: the test part on the Results page tells what to expect.",
    ).format(
        number=QLocale().toString(state.best.number + 1),
        reached=_reached(state.best.score, state.watch),
    )
    if state.best.first_score is not None:
        kept = translate("search", "It keeps its first model, which is better: {reached}.")
        best += " " + kept.format(reached=_reached(state.best.first_score, state.watch))
    reasons = {
        SweepEnd.TRIALS: translate("search", "All trials are done. {best}"),
        SweepEnd.BUDGET: translate("search", "The time is over. {best}"),
        SweepEnd.STOPPED: translate("search", "The search was stopped. {best}"),
    }
    failed = translate("search", "The search ended early. {best}")
    text = reasons[state.finished.reason] if state.finished else failed
    return text.format(best=best)
