"""Sentences about runs and what they reached."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.runs.scores import Scores, accuracy_interval
from shoeclassifier_gui.services.results import RunSummary
from shoeclassifier_gui.ui.ending_words import ending_word
from shoeclassifier_gui.ui.results.parts import Part
from shoeclassifier_gui.ui.run_names import run_title
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.percent import percent_text

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def run_text(run: RunSummary) -> str:
    """One run in the list: when, what, how good, how it ended."""
    if run.card is None:
        text = translate("results", "{time} · no model")
        if run.running:
            text = translate("results", "{time} · still being trained")
        return text.format(time=run_title(run.folder, run.name))
    ending = translate("results", "not finished")
    if run.running:
        ending = translate("results", "still being trained")
    elif run.ending is not None:
        ending = ending_word(run.ending)
    return translate(
        "results", "{time} · {backbone} · {accuracy} of {count} · {epochs} epochs · {ending}"
    ).format(
        time=run_title(run.folder, run.name),
        backbone=run.card.backbone,
        accuracy=percent_text(run.card.scores.accuracy),
        count=number(run.card.scores.count),
        epochs=number(run.epochs),
        ending=ending,
    )


def heading_text(run: RunSummary) -> str:
    """The page's title."""
    missing = translate("results", "no model")
    if run.running:
        missing = translate("results", "still being trained")
    backbone = run.card.backbone if run.card else missing
    return translate("results", "Run {time} · {backbone}").format(
        time=run_title(run.folder, run.name), backbone=backbone
    )


def split_text(split: Part) -> str:
    """A part of the data, for the picker."""
    return {
        Part.VAL: translate("results", "Validation"),
        Part.TEST: translate("results", "Test"),
        Part.TRAIN: translate("results", "Training"),
        Part.FOLDS: translate("results", "Folds"),
    }[split]


def count_text(split: Part, count: int) -> str:
    """Which part, and how many pictures of it."""
    text = {
        Part.VAL: translate("results", "validation: {count} pictures"),
        Part.TEST: translate("results", "test: {count} pictures"),
        Part.TRAIN: translate("results", "training: {count} pictures"),
        Part.FOLDS: translate("results", "folds: {count} held-out pictures"),
    }[split]
    return text.format(count=number(count))


def accuracy_text(split: Part, scores: Scores) -> str:
    """What the large number means, and how far it can be trusted."""
    low, high = accuracy_interval(scores.accuracy, scores.count)
    text = {
        Part.VAL: translate(
            "results", "right on {count} validation pictures · 95 % interval {low} to {high}"
        ),
        Part.TEST: translate(
            "results", "right on {count} test pictures · 95 % interval {low} to {high}"
        ),
        Part.TRAIN: translate(
            "results", "right on {count} pictures it was trained on: says little about new ones"
        ),
        Part.FOLDS: translate(
            "results",
            "right on {count} pictures, each held out from the model that answered · 95 % interval "
            "{low} to {high}",
        ),
    }[split]
    return text.format(count=number(scores.count), low=percent_text(low), high=percent_text(high))


def question_text(split: Part) -> tuple[str, str]:
    """What to think of before a part is measured: a sentence and a hint."""
    if split is Part.TEST:
        return (
            translate("results", "The test part is only measured when you ask."),
            translate(
                "results",
                "It is the one honest number for the end. If you look at it often and choose "
                "by it, it is honest no longer: choose by validation, then measure the test part "
                "once.",
            ),
        )
    return (
        translate("results", "The training part can be measured, too."),
        translate(
            "results",
            "It shows what the model still gets wrong of what it has seen; a training number far "
            "above validation means that it has learned by heart.",
        ),
    )


def wrong_title(split: Part) -> str:
    """The gallery's title when no cell is chosen."""
    return {
        Part.VAL: translate("results", "Misclassified validation pictures"),
        Part.TEST: translate("results", "Misclassified test pictures"),
        Part.TRAIN: translate("results", "Misclassified training pictures"),
        Part.FOLDS: translate("results", "Misclassified held-out pictures"),
    }[split]


def cell_title(split: Part) -> str:
    """The gallery's title when a cell is chosen."""
    return {
        Part.VAL: translate("results", "Chosen validation pictures"),
        Part.TEST: translate("results", "Chosen test pictures"),
        Part.TRAIN: translate("results", "Chosen training pictures"),
        Part.FOLDS: translate("results", "Chosen held-out pictures"),
    }[split]


def classes_title(split: Part, count: int) -> str:
    """The title of the table of classes."""
    text = {
        Part.VAL: translate("results", "Class by class, on {count} validation pictures"),
        Part.TEST: translate("results", "Class by class, on {count} test pictures"),
        Part.TRAIN: translate("results", "Class by class, on {count} training pictures"),
        Part.FOLDS: translate("results", "Class by class, on {count} held-out pictures"),
    }[split]
    return text.format(count=number(count))


def all_right_text(split: Part, count: int) -> str:
    """When there is nothing to show."""
    text = {
        Part.VAL: translate("results", "All {count} validation pictures were named right."),
        Part.TEST: translate("results", "All {count} test pictures were named right."),
        Part.TRAIN: translate("results", "All {count} training pictures were named right."),
        Part.FOLDS: translate("results", "All {count} held-out pictures were named right."),
    }[split]
    return text.format(count=number(count))


def share_text(shown: int, count: int) -> str:
    """How many of how many."""
    return translate("results", "{shown} of {count}").format(
        shown=number(shown), count=number(count)
    )
