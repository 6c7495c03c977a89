"""Sentences about a check by folds: how far it is, what it measured, how sure that is."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import GuardianSpoke, NoticeGiven, RunFinished
from shoeclassifier_gui.core.runs.fold_events import FoldFinished, FoldsFinished, FoldStarted
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.services.folds_progress import FoldsProgress
from shoeclassifier_gui.services.training_state import Told, TrainingPhase, TrainingState
from shoeclassifier_gui.ui.ending_words import exploded_fold_text
from shoeclassifier_gui.ui.widgets.counts import number, pictures
from shoeclassifier_gui.ui.widgets.percent import percent_text
from shoeclassifier_gui.ui.widgets.spread_text import result_text, spread_text

_WHOLE = (Ending.DONE, Ending.NO_GAIN)

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def trust_text(result: CrossScores) -> str:
    """On how many pictures it was measured, by whom, and how sure it is."""
    low, high = result.interval
    return translate(
        "folds",
        "{right} of {count} right, each answered by a model that saw neither the picture nor its "
        "session. 95 % interval {low} to {high}, wider where pictures of a session are alike. "
        "± is how much the folds differ (standard deviation), no margin of error.",
    ).format(
        right=number(_right(result.pooled)),
        count=pictures(result.pooled.count),
        low=percent_text(low),
        high=percent_text(high),
    )


def further_text(result: CrossScores) -> str:
    """The scores that count every class alike."""
    return translate("folds", "Balanced accuracy {balanced} · macro F1 {f1}").format(
        balanced=spread_text(result.balanced_accuracy), f1=spread_text(result.macro_f1)
    )


def title_text(state: TrainingState) -> str:
    """The large line of a run with folds; empty where it is that of any other run."""
    folds = state.folds
    if folds is None:
        return ""
    if state.active:
        return "" if folds.result is not None else _active_title(state, folds)
    if state.finished is None:
        return ""
    if state.finished.scores is None:
        return _ended_title(folds, state.finished.reason)
    if folds.result is None or state.finished.reason not in _WHOLE:
        return ""  # What was stopped is the last training.
    return translate("folds", "Finished: {result}").format(result=result_text(folds.result))


def sentence_text(state: TrainingState) -> str:
    """The line below; empty where it is that of any other run."""
    folds, finished = state.folds, state.finished
    if folds is None:
        return ""
    result = folds.result
    if state.active:
        return _active_sentence(folds)
    if finished is None:
        return ""
    if finished.scores is None:
        return _ended_text(folds, finished.reason)
    return _finished_text(result, finished.best_epoch) if result is not None else ""


def _finished_text(result: CrossScores, epoch: int) -> str:
    low, high = result.interval
    text = translate(
        "folds",
        "{right} of {count} held-out pictures right, 95 % interval {low} to {high}. The model of "
        "epoch {epoch}, trained afterwards, was kept.",
    )
    if epoch == 0:
        text = translate(
            "folds",
            "{right} of {count} held-out pictures right, 95 % interval {low} to {high}. The first "
            "model, made afterwards, was kept.",
        )
    return text.format(
        right=number(_right(result.pooled)),
        count=number(result.pooled.count),
        low=percent_text(low),
        high=percent_text(high),
        epoch=number(epoch),
    )


def _right(scores: Scores) -> int:
    return sum(row[index] for index, row in enumerate(scores.confusion))


def _active_sentence(folds: FoldsProgress) -> str:
    if folds.result is None:
        return so_far_text(folds)
    return translate("folds", "{result}. Now the model that is kept is trained.").format(
        result=result_text(folds.result)
    )


def _active_title(state: TrainingState, folds: FoldsProgress) -> str:
    current = folds.running.fold if folds.running else len(folds.done) + 1
    words = {"fold": number(min(current, folds.folds)), "folds": number(folds.folds)}
    if state.phase is TrainingPhase.PAUSED:
        return translate("folds", "Fold {fold} of {folds}, paused").format(**words)
    if state.started is None or state.steps is None:
        return translate("folds", "Fold {fold} of {folds}").format(**words)
    return translate("folds", "Fold {fold} of {folds}, epoch {epoch} of {epochs}").format(
        **words, epoch=number(state.steps.epoch), epochs=number(state.started.epochs)
    )


def _ended_title(folds: FoldsProgress, reason: Ending) -> str:
    """Of a run that ended without a model."""
    if reason is Ending.STOPPED:
        return _stopped_title(folds)
    return exploded_fold_text(folds.running.fold) if folds.running is not None else ""


def _stopped_title(folds: FoldsProgress) -> str:
    if len(folds.done) == folds.folds:
        return translate("folds", "Stopped after all folds, before there was a model to keep")
    return translate("folds", "Stopped after {done} of {folds} folds").format(
        done=number(len(folds.done)), folds=number(folds.folds)
    )


def so_far_text(folds: FoldsProgress) -> str:
    """What is known while folds are still to do."""
    if not folds.done:
        return translate(
            "folds",
            "Each fold is held out once: a model that never saw its pictures answers for them. "
            "The model that is kept is trained afterwards.",
        )
    right = sum(_right(fold.scores) for fold in folds.done)
    asked = sum(fold.scores.count for fold in folds.done)
    return translate(
        "folds", "So far {right} of {count} held-out pictures were answered right."
    ).format(right=number(right), count=number(asked))


def _ended_text(folds: FoldsProgress, reason: Ending) -> str:
    if reason is Ending.STOPPED:
        return _stopped_text(folds)
    if folds.running is None:
        return ""
    return translate(
        "folds",
        "There is no result and no model; start another run, learning more slowly.",
    )


def _stopped_text(folds: FoldsProgress) -> str:
    if not folds.done:
        return translate("folds", "You can go on with this run or start another.")
    return translate("folds", "{so_far} You can go on with this run or start another.").format(
        so_far=so_far_text(folds)
    )


def fold_text(fold: FoldFinished) -> str:
    """One finished fold."""
    return translate("folds", "Fold {fold}: {accuracy} right on {count}").format(
        fold=number(fold.fold),
        accuracy=percent_text(fold.scores.accuracy),
        count=pictures(fold.scores.count),
    )


def told_text(told: Told) -> str:
    """A line of the run's log, of what the training of a fold said, or how the run ended in it."""
    match told.event:
        case NoticeGiven(sentence) | GuardianSpoke(sentence=sentence):
            return translate("folds", "Fold {fold}: {sentence}").format(
                fold=number(told.fold), sentence=sentence
            )
        case RunFinished(reason=Ending.STOPPED):
            return translate(
                "folds", "Stopped in fold {fold}; the folds that are finished are kept"
            ).format(fold=number(told.fold))
    return exploded_fold_text(told.fold)


def log_text(event: FoldStarted | FoldFinished | FoldsFinished) -> str:
    """A line of the run's log."""
    match event:
        case FoldStarted():
            return translate(
                "folds",
                "Fold {fold}: {train} training and {val} validation pictures, {held_out} held out",
            ).format(
                fold=number(event.fold),
                train=number(event.train_count),
                val=number(event.val_count),
                held_out=number(event.held_out),
            )
        case FoldFinished():
            return fold_text(event)
        case FoldsFinished(scores=result):
            return translate("folds", "{result}; now the model that is kept is trained").format(
                result=result_text(result)
            )
