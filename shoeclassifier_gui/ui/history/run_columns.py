"""The columns of the table of runs: what each is called, shows, and is sorted by."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.runs.history import RunRecord, RunState
from shoeclassifier_gui.ui.history.wording import (
    begun_text,
    plan_text,
    state_text,
    title_text,
)
from shoeclassifier_gui.ui.widgets.durations import duration_text
from shoeclassifier_gui.ui.widgets.loss_text import loss_text
from shoeclassifier_gui.ui.widgets.percent import percent_text
from shoeclassifier_gui.ui.widgets.spread_text import result_text

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.

_DATA_LETTERS = 6
_NOTHING = "–"

SortValue = str | float | int


@dataclass(frozen=True, slots=True)
class RunColumn:
    """One column of the table.

    Attributes:
        title: Above it.
        explanation: Tooltip of the title.
        text: What a run's cell shows.
        value: What runs are sorted by; those without a score stand below all others.
        sample: The widest usual text; empty where the column takes what room there is.
        is_number: Numbers stand at the right.
        tooltip: What a cell has no room for; None where it shows all.
        is_optional: Hidden while no run has anything in it.
    """

    title: str
    explanation: str
    text: Callable[[RunRecord], str]
    value: Callable[[RunRecord], SortValue]
    sample: str = ""
    is_number: bool = False
    tooltip: Callable[[RunRecord], str] | None = None
    is_optional: bool = False

    def is_wanted(self, runs: Iterable[RunRecord]) -> bool:
        """Whether it has something to show."""
        return not self.is_optional or any(self.text(run) != _NOTHING for run in runs)


def run_columns() -> tuple[RunColumn, ...]:
    """All columns, from the left."""
    return (*_what_it_is(), *_how_it_did(), *_how_it_learned(), *_when_and_why())


def _what_it_is() -> tuple[RunColumn, ...]:
    return (
        RunColumn(
            translate("RunsTable", "Run"),
            translate("RunsTable", "Its name, or when it began."),
            title_text,
            # Without a name by the time in the folder's: titles are not in the order of days.
            lambda run: run.about.name.casefold() or run.folder.name,
            tooltip=lambda run: f"{title_text(run)}\n{run.folder}",
        ),
        RunColumn(
            translate("RunsTable", "State"),
            translate("RunsTable", "What became of it."),
            lambda run: state_text(run.state),
            lambda run: state_text(run.state),
            state_text(RunState.DIVERGED),
        ),
    )


def _how_it_did() -> tuple[RunColumn, ...]:
    return (
        RunColumn(
            translate("RunsTable", "Right"),
            translate("RunsTable", "Right on validation in its best epoch."),
            lambda run: percent_text(run.best.val_accuracy) if run.best else _NOTHING,
            lambda run: run.best.val_accuracy if run.best else -1.0,
            percent_text(0.999),
            is_number=True,
        ),
        RunColumn(
            translate("RunsTable", "Folds"),
            translate(
                "RunsTable",
                "Right on pictures that were held out from its folds, and how folds differ.",
            ),
            lambda run: result_text(run.cross) if run.cross is not None else _NOTHING,
            lambda run: run.cross.accuracy.mean if run.cross is not None else -1.0,
            translate("RunsTable", "99 % ± 9 over 10 folds"),
            is_optional=True,
        ),
        RunColumn(
            translate("RunsTable", "Loss"),
            translate("RunsTable", "Loss on validation in its best epoch."),
            lambda run: loss_text(run.best.val_loss) if run.best else _NOTHING,
            _loss,
            "0.00e00",
            is_number=True,
        ),
        RunColumn(
            translate("RunsTable", "F1"),
            translate("RunsTable", "Macro F1 of its model on validation."),
            lambda run: percent_text(run.macro_f1) if run.macro_f1 is not None else _NOTHING,
            lambda run: run.macro_f1 if run.macro_f1 is not None else -1.0,
            percent_text(0.999),
            is_number=True,
        ),
    )


def _how_it_learned() -> tuple[RunColumn, ...]:
    return (
        RunColumn(
            translate("RunsTable", "Plan"),
            translate("RunsTable", "How it was to learn: fast, balanced, best."),
            lambda run: plan_text(run.config) if run.config else _NOTHING,
            lambda run: plan_text(run.config) if run.config else "",
            translate("RunsTable", "balanced"),
        ),
        RunColumn(
            translate("RunsTable", "Network"),
            translate("RunsTable", "The network that learned."),
            lambda run: run.backbone or _NOTHING,
            lambda run: run.backbone,
            "squeezenet1_1",
        ),
        RunColumn(
            translate("RunsTable", "Epochs"),
            translate("RunsTable", "Whole epochs that it made."),
            lambda run: QLocale().toString(run.epochs_done),
            lambda run: run.epochs_done,
            "000",
            is_number=True,
        ),
        RunColumn(
            translate("RunsTable", "Time"),
            translate("RunsTable", "Time of its epochs."),
            lambda run: duration_text(run.seconds),
            lambda run: run.seconds,
            translate("RunsTable", "000 min"),
            is_number=True,
        ),
    )


def _when_and_why() -> tuple[RunColumn, ...]:
    return (
        RunColumn(
            translate("RunsTable", "Data"),
            translate(
                "RunsTable",
                "Runs with the same letters learned the same pictures, labels and split.",
            ),
            lambda run: run.data[:_DATA_LETTERS],
            lambda run: run.data,
            "0" * _DATA_LETTERS,
            tooltip=lambda run: run.data,
        ),
        RunColumn(
            translate("RunsTable", "Begun"),
            translate("RunsTable", "When it began."),
            begun_text,
            lambda run: run.begun.timestamp(),
            "00/00/0000 00:00",
        ),
        RunColumn(
            translate("RunsTable", "Notes"),
            translate("RunsTable", "What you wrote about it."),
            lambda run: " ".join(run.about.notes.split()),
            lambda run: run.about.notes.casefold(),
            tooltip=lambda run: run.about.notes,
        ),
    )


def _loss(run: RunRecord) -> float:
    known = run.best is not None and not math.isnan(run.best.val_loss)
    return run.best.val_loss if run.best is not None and known else math.inf
