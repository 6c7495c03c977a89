"""How a run ended, in the same words wherever it is told."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import RunFinished
from shoeclassifier_gui.ui.widgets.counts import number

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def ending_word(ending: Ending) -> str:
    """For a table or a list."""
    return {
        Ending.DONE: translate("ending", "finished"),
        Ending.NO_GAIN: translate("ending", "ended early"),
        Ending.STOPPED: translate("ending", "stopped"),
        Ending.DIVERGED: translate("ending", "loss exploded"),
        Ending.FAILED: translate("ending", "loss exploded"),
    }[ending]


def ended_text(event: RunFinished) -> str:
    """A whole sentence, with the model that was kept."""
    if event.reason.exploded:
        return exploded_text(event)
    if event.model is None:
        return translate("ending", "Stopped before the first epoch was done; there is no model")
    texts = {
        Ending.DONE: translate("ending", "Finished; the model of epoch {epoch} was kept"),
        Ending.NO_GAIN: translate(
            "ending", "Ended early without further gain; the model of epoch {epoch} was kept"
        ),
        Ending.STOPPED: translate("ending", "Stopped; the model of epoch {epoch} was kept"),
    }
    if event.best_epoch == 0:
        texts = {
            Ending.DONE: translate("ending", "Finished; the first model was kept"),
            Ending.NO_GAIN: translate(
                "ending", "Ended early: nothing was better than the first model, which was kept"
            ),
            Ending.STOPPED: translate("ending", "Stopped; the first model was kept"),
        }
    return texts[event.reason].format(epoch=number(event.best_epoch))


def exploded_text(event: RunFinished) -> str:
    """Of a run whose loss exploded, whatever it called its end."""
    if event.model is None:
        return translate("ending", "Stopped: the loss exploded before the first epoch was done")
    if event.best_epoch == 0:
        return translate("ending", "Stopped: the loss exploded; the first model was kept")
    text = translate("ending", "Stopped: the loss exploded; the model of epoch {epoch} was kept")
    return text.format(epoch=number(event.best_epoch))


def exploded_fold_text(fold: int) -> str:
    """Of a check by folds that ended so."""
    text = translate("ending", "Stopped: the loss exploded in fold {fold}")
    return text.format(fold=number(fold))
