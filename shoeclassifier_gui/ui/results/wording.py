"""Sentences about runs and what they reached."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.runs.scores import Scores, accuracy_interval
from shoeclassifier_gui.services.results import RunSummary
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
        return text.format(time=run_title(run.folder))
    endings = {
        "done": translate("results", "finished"),
        "no_gain": translate("results", "ended early"),
        "stopped": translate("results", "stopped"),
        "failed": translate("results", "failed"),
        "diverged": translate("results", "diverged"),
    }
    unfinished = translate("results", "not finished")
    if run.running:
        unfinished = translate("results", "still being trained")
    return translate(
        "results", "{time} · {backbone} · {accuracy} of {count} · {epochs} epochs · {ending}"
    ).format(
        time=run_title(run.folder),
        backbone=run.card.backbone,
        accuracy=percent_text(run.card.scores.accuracy),
        count=number(run.card.scores.count),
        epochs=number(run.epochs),
        ending=endings.get("" if run.running else run.ending, unfinished),
    )


def heading_text(run: RunSummary) -> str:
    """The page's title."""
    missing = translate("results", "no model")
    if run.running:
        missing = translate("results", "still being trained")
    backbone = run.card.backbone if run.card else missing
    return translate("results", "Run {time} · {backbone}").format(
        time=run_title(run.folder), backbone=backbone
    )


def split_text(split: Split) -> str:
    """A part of the data, for the picker."""
    return {
        Split.VAL: translate("results", "Validation"),
        Split.TEST: translate("results", "Test"),
        Split.TRAIN: translate("results", "Training"),
    }[split]


def count_text(split: Split, count: int) -> str:
    """Which part, and how many pictures of it."""
    text = {
        Split.VAL: translate("results", "validation: {count} pictures"),
        Split.TEST: translate("results", "test: {count} pictures"),
        Split.TRAIN: translate("results", "training: {count} pictures"),
    }[split]
    return text.format(count=number(count))


def accuracy_text(split: Split, scores: Scores) -> str:
    """What the large number means, and how far it can be trusted."""
    low, high = accuracy_interval(scores.accuracy, scores.count)
    text = {
        Split.VAL: translate(
            "results", "right on {count} validation pictures · 95 % interval {low} to {high}"
        ),
        Split.TEST: translate(
            "results", "right on {count} test pictures · 95 % interval {low} to {high}"
        ),
        Split.TRAIN: translate(
            "results", "right on {count} pictures it was trained on: says little about new ones"
        ),
    }[split]
    return text.format(count=number(scores.count), low=percent_text(low), high=percent_text(high))


def question_text(split: Split) -> tuple[str, str]:
    """What to think of before a part is measured: a sentence and a hint."""
    if split is Split.TEST:
        return (
            translate("results", "The test part is only measured when you ask."),
            translate(
                "results",
                "It is the one honest number for the end. Who looks at it often, and chooses by "
                "it, makes it worthless: choose by validation, then measure the test part once.",
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


def wrong_title(split: Split) -> str:
    """The gallery's title when no cell is chosen."""
    return {
        Split.VAL: translate("results", "Misclassified validation pictures"),
        Split.TEST: translate("results", "Misclassified test pictures"),
        Split.TRAIN: translate("results", "Misclassified training pictures"),
    }[split]


def cell_title(split: Split) -> str:
    """The gallery's title when a cell is chosen."""
    return {
        Split.VAL: translate("results", "Chosen validation pictures"),
        Split.TEST: translate("results", "Chosen test pictures"),
        Split.TRAIN: translate("results", "Chosen training pictures"),
    }[split]


def classes_title(split: Split, count: int) -> str:
    """The title of the table of classes."""
    text = {
        Split.VAL: translate("results", "Class by class, on {count} validation pictures"),
        Split.TEST: translate("results", "Class by class, on {count} test pictures"),
        Split.TRAIN: translate("results", "Class by class, on {count} training pictures"),
    }[split]
    return text.format(count=number(count))


def all_right_text(split: Split, count: int) -> str:
    """When there is nothing to show."""
    text = {
        Split.VAL: translate("results", "All {count} validation pictures were named right."),
        Split.TEST: translate("results", "All {count} test pictures were named right."),
        Split.TRAIN: translate("results", "All {count} training pictures were named right."),
    }[split]
    return text.format(count=number(count))


def share_text(shown: int, count: int) -> str:
    """How many of how many."""
    return translate("results", "{shown} of {count}").format(
        shown=number(shown), count=number(count)
    )
