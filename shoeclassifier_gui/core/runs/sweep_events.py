"""What a search for good settings says while it works."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.search_space import Value
from shoeclassifier_gui.core.runs.watch import merit


class SweepEnd(StrEnum):
    """Why a search ended."""

    TRIALS = "trials"
    BUDGET = "budget"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class TrialStarted:
    """A run with these settings begins.

    Attributes:
        number: From 0.
        knobs: Those that are searched for.
        run: The run's folder.
        epochs: It makes at most.
    """

    number: int
    knobs: Mapping[str, Value]
    run: Path
    epochs: int


@dataclass(frozen=True, slots=True)
class TrialProgressed:
    """An epoch of the running trial was validated.

    Attributes:
        number: Of the trial.
        epoch: From 1; 0 is what the trial had before it learned.
        score: The watched one, on the validation pictures.
    """

    number: int
    epoch: int
    score: float


@dataclass(frozen=True, slots=True)
class TrialFinished:
    """A trial ended.

    Attributes:
        number: From 0.
        knobs: What it tried.
        run: The run's folder.
        score: The watched one, of its best epoch on the validation pictures; None when it failed
            before the first, or its loss exploded.
        pruned: Whether it was ended early.
        loss: Mean over the validation pictures then.
        first_score: The watched one of the first model, where that is better, so that the run
            keeps it; else None.
    """

    number: int
    knobs: Mapping[str, Value]
    run: Path
    score: float | None
    pruned: bool
    loss: float | None = None
    first_score: float | None = None


@dataclass(frozen=True, slots=True)
class SweepStarted:
    """The search begins or goes on.

    Attributes:
        folder: What is needed to go on.
        earlier: Trials of before; empty in a new search.
        watch: The score that trials are judged by.
    """

    folder: Path
    earlier: tuple[TrialFinished, ...]
    watch: Watch = "accuracy"


@dataclass(frozen=True, slots=True)
class SweepFinished:
    """The search ended.

    Attributes:
        best: The trial with the best score; None when no trial has one.
        trials: How many ended, all sittings together.
        reason: Why.
    """

    best: TrialFinished | None
    trials: int
    reason: SweepEnd


SweepEvent = SweepStarted | TrialStarted | TrialProgressed | TrialFinished | SweepFinished

_NAMES = {
    SweepStarted: "sweep_started",
    TrialStarted: "trial_started",
    TrialProgressed: "trial_progressed",
    TrialFinished: "trial_finished",
    SweepFinished: "sweep_finished",
}


def best_trial(trials: tuple[TrialFinished, ...], watch: Watch) -> TrialFinished | None:
    """The trial with the best score; of equal ones that with the lower loss, else the earlier."""
    scored = [trial for trial in trials if trial.score is not None]
    return max(scored, key=partial(_merit_of_trial, watch), default=None)


def _merit_of_trial(watch: Watch, trial: TrialFinished) -> tuple[float, float]:
    return merit(watch, trial.score or 0.0, trial.loss)


def sweep_event_to_dict(event: SweepEvent) -> dict[str, Any]:
    """The event as one JSON object; `event` holds its name."""
    return {"event": _NAMES[type(event)], **_plain_fields(event)}


def _plain_fields(event: SweepEvent) -> dict[str, Any]:
    return {entry.name: _plain(getattr(event, entry.name)) for entry in fields(event)}


def _plain(value: object) -> object:
    match value:
        case Path():
            return str(value)
        case TrialFinished():
            return _plain_fields(value)
        case tuple():
            return [_plain(part) for part in value]
        case Mapping():
            return dict(value)
        case float() if not math.isfinite(value):
            return None
    return value
