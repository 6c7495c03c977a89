"""Sentences about a run: what is going on, how far, how long, how well."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    GuardianSpoke,
    NoticeGiven,
    Preparation,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
)
from shoeclassifier_gui.core.runs.fold_events import FoldFinished, FoldsFinished, FoldStarted
from shoeclassifier_gui.services.training_state import Told, TrainingPhase, TrainingState
from shoeclassifier_gui.ui.ending_words import ended_text, exploded_text
from shoeclassifier_gui.ui.train import fold_words
from shoeclassifier_gui.ui.train.data_facts import DataFacts
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.loss_text import loss_text
from shoeclassifier_gui.ui.widgets.percent import percent_text

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def title_text(state: TrainingState, facts: DataFacts) -> str:
    """The large line: what is going on."""
    stopping = state.phase is TrainingPhase.STOPPING
    of_folds = "" if stopping else fold_words.title_text(state)
    return of_folds or _training_title(state, facts)


def _training_title(state: TrainingState, facts: DataFacts) -> str:
    finished = state.finished
    if state.phase is TrainingPhase.STOPPING:
        return translate("train", "Stopping…")
    if state.active:
        return _active_title(state)
    if finished is None:
        return _waiting_title(facts)
    if state.exploded:
        return exploded_text(finished)
    if finished.scores is None:
        return translate("train", "Stopped before the first epoch was done")
    text = translate("train", "Finished: {accuracy} right on {count} validation pictures")
    if finished.reason is Ending.STOPPED:
        text = translate("train", "Stopped: {accuracy} right on {count} validation pictures")
    return text.format(
        accuracy=percent_text(finished.scores.accuracy), count=number(finished.scores.count)
    )


def _waiting_title(facts: DataFacts) -> str:
    if facts.problem is not None:
        return translate("train", "Not ready to learn yet")
    return translate("train", "Ready to learn {count} pictures of {classes} classes").format(
        count=number(facts.train_count), classes=number(facts.class_count)
    )


def _active_title(state: TrainingState) -> str:
    if state.started is None:
        return _preparing_title(state.preparing)
    if state.steps is None and not state.epochs:
        return translate("train", "Looking at the pictures…")
    if not state.started.epochs:
        return translate("train", "Fitting the linear head…")
    done = state.epochs[-1].epoch if state.epochs else 0
    epoch = state.steps.epoch if state.steps else min(done + 1, state.started.epochs)
    text = translate("train", "Epoch {epoch} of {epochs}, paused")
    if state.phase is not TrainingPhase.PAUSED:
        text = translate("train", "Epoch {epoch} of {epochs}")
    return text.format(epoch=number(epoch), epochs=number(state.started.epochs))


def _preparing_title(preparing: Preparing | None) -> str:
    if preparing is None or not preparing.total:
        return translate("train", "Getting the run ready…")
    return translate("train", "Reading pictures {done} of {total}").format(
        done=number(preparing.done), total=number(preparing.total)
    )


def preparing_text(preparing: Preparing | None) -> str:
    """What is done before steps, and why."""
    if preparing is None:
        return translate("train", "Building the network.")
    texts = {
        Preparation.PICTURES: translate(
            "train", "Pictures are read once and kept at the size that the network takes."
        ),
        Preparation.EXECUTION: translate(
            "train", "Finding the fastest way to compute on this machine."
        ),
        Preparation.VIEWS: translate(
            "train",
            "The frozen layers look at the pictures once and remember them: {done} of {total}.",
        ),
        Preparation.HEAD: translate("train", "A first model is being fitted."),
        Preparation.HELD_OUT: translate(
            "train", "The model answers for the pictures that were held out: {done} of {total}."
        ),
        Preparation.CROPS: translate(
            "train",
            "The finished model looks at several views of the validation pictures, to see whether "
            "their mean answers better: {done} of {total}.",
        ),
    }
    return texts[preparing.what].format(done=number(preparing.done), total=number(preparing.total))


def measured_text(state: TrainingState, facts: DataFacts) -> str:
    """The line below: what was reached so far, and on which pictures."""
    return fold_words.sentence_text(state) or _training_sentence(state, facts)


def _training_sentence(state: TrainingState, facts: DataFacts) -> str:
    best = best_epoch(state)
    lost = state.finished is not None and state.finished.scores is None
    if lost and state.exploded:
        return translate("train", "There is no model; start another run, learning more slowly.")
    if lost and state.steps is None:
        return translate("train", "It was stopped before it learned anything: start it again.")
    if lost:
        return translate(
            "train", "There is no model yet; you can go on with this run or start another."
        )
    if best is not None:
        return _best_text(state, best).format(
            accuracy=percent_text(best.val_accuracy),
            epoch=number(best.epoch),
            count=number(state.started.val_count if state.started else facts.val_count),
            sessions=number(facts.val_sessions),
        )
    return translate(
        "train",
        "{count} pictures of {sessions} other sessions are kept aside to measure how well it does.",
    ).format(count=number(facts.val_count), sessions=number(facts.val_sessions))


def _best_text(state: TrainingState, best: EpochFinished) -> str:
    if best.epoch == 0:
        return translate(
            "train",
            "The first model is right on {accuracy} of {count} pictures of {sessions} sessions "
            "never trained on.",
        )
    if state.exploded:
        return translate(
            "train",
            "That model is right on {accuracy} of {count} pictures of {sessions} sessions never "
            "trained on.",
        )
    if state.finished is None:
        return translate(
            "train",
            "Best so far {accuracy} (epoch {epoch}), on {count} pictures of {sessions} sessions "
            "never trained on.",
        )
    return translate(
        "train",
        "The model of epoch {epoch} was kept, measured on {count} pictures of {sessions} sessions "
        "never trained on.",
    )


def best_epoch(state: TrainingState) -> EpochFinished | None:
    """The epoch whose weights are kept."""
    return next((epoch for epoch in reversed(state.epochs) if epoch.best), None)


def steps_text(started: RunStarted, steps: StepsFinished) -> str:
    """How far and how fast."""
    return translate("train", "step {step} of {steps} · {rate} pictures/s").format(
        step=number(steps.step),
        steps=number(started.epochs * started.steps_per_epoch),
        rate=number(round(steps.images_per_second)),
    )


def log_text(told: Told) -> str:
    """One line of the run's log, with the time of day."""
    time = told.at.strftime("%H:%M:%S")
    what = fold_words.told_text(told) if told.fold else _what(told)
    return translate("train", "{time}   {what}").format(time=time, what=what)


def _what(told: Told) -> str:
    match told.event:
        case RunStarted() as event:
            return _started(event)
        case NoticeGiven(sentence) | GuardianSpoke(sentence=sentence):
            return sentence
        case EpochFinished() as event:
            return _epoch(event)
        case FirstModelReady() as event:
            return _first_model(event)
        case RunFinished() as event:
            return ended_text(event)
        case FoldStarted() | FoldFinished() | FoldsFinished() as event:
            return fold_words.log_text(event)


def _started(event: RunStarted) -> str:
    text = translate(
        "train",
        "{network} from {weights} on {device}: {train} training and {val} validation pictures",
    )
    if event.first_step:
        text = translate(
            "train",
            "Goes on after step {step} with {network} on {device}: {train} training and {val} "
            "validation pictures",
        )
    return text.format(
        network=event.backbone,
        weights=event.weights,
        device=event.device,
        train=number(event.train_count),
        val=number(event.val_count),
        step=number(event.first_step),
    )


def _first_model(event: FirstModelReady) -> str:
    return translate(
        "train",
        "First model ready after {seconds} s: {accuracy} right on {count} validation pictures; the "
        "camera uses it already",
    ).format(
        seconds=number(max(1, round(event.seconds))),
        accuracy=percent_text(event.scores.accuracy),
        count=number(event.scores.count),
    )


def _epoch(event: EpochFinished) -> str:
    text = translate(
        "train",
        "Epoch {epoch}: validation {val} right, loss {val_loss}; training {train} right, loss "
        "{train_loss}",
    )
    if event.epoch == 0:
        text = translate(
            "train",
            "First model: validation {val} right, loss {val_loss}; training {train} right, loss "
            "{train_loss}",
        )
    elif event.best:
        text = translate(
            "train",
            "Epoch {epoch}, the best so far: validation {val} right, loss {val_loss}; training "
            "{train} right, loss {train_loss}",
        )
    line = text.format(
        epoch=number(event.epoch),
        val=percent_text(event.val_accuracy),
        val_loss=loss_text(event.val_loss),
        train=percent_text(event.train_accuracy),
        train_loss=loss_text(event.train_loss),
    )
    further = {
        "balanced_accuracy": translate("train", "{line}; balanced accuracy {value}"),
        "macro_f1": translate("train", "{line}; macro F1 {value}"),
    }
    value = percent_text(event.watched or 0.0)
    return further.get(event.watch, "{line}").format(line=line, value=value)
