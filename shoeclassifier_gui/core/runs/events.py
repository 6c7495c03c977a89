"""What a training run says while it works; the window draws these, the command line prints them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.scores import Scores


@dataclass(frozen=True, slots=True)
class RunStarted:
    """Everything that was decided before the first step.

    Attributes:
        run: The run's folder.
        backbone: Name of the network.
        weights: Where its weights come from, in words.
        device: Where it runs, in words.
        classes: Names by index.
        train_count: Training pictures.
        val_count: Validation pictures.
        epochs: Epochs at most.
        steps_per_epoch: Optimizer updates per epoch.
        first_step: Steps that were done before (a resumed run).
    """

    run: Path
    backbone: str
    weights: str
    device: str
    classes: tuple[str, ...]
    train_count: int
    val_count: int
    epochs: int
    steps_per_epoch: int
    first_step: int


class Preparation(StrEnum):
    """Work before steps."""

    PICTURES = "Reading pictures"
    EXECUTION = "Finding the fastest way to compute"
    VIEWS = "Looking at pictures with the frozen layers"
    HEAD = "Fitting the head"
    HELD_OUT = "Answering for the pictures that were held out"
    CROPS = "Trying several views of each picture"


@dataclass(frozen=True, slots=True)
class Preparing:
    """Work before the first step, or before those of an epoch."""

    what: Preparation
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FirstModelReady:
    """There is a model before the first epoch, which can be used while the run goes on.

    Attributes:
        model: The model's folder.
        scores: On the validation part.
        seconds: Since the run began.
    """

    model: Path
    scores: Scores
    seconds: float


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Something the user should know about the run; it goes on."""

    sentence: str


class Trouble(StrEnum):
    """What can go wrong with a run while it works."""

    CHANCE = "stuck_at_chance"
    DIVERGING = "diverging"
    RATE_TOO_HIGH = "rate_too_high"
    RATE_TOO_LOW = "rate_too_low"
    OVERFITTING = "overfitting"
    CLASS_NEVER_NAMED = "class_never_named"
    TOO_GOOD = "suspiciously_good"
    HARDLY_USABLE = "hardly_usable"


_TROUBLES = frozenset(Trouble)


@dataclass(frozen=True, slots=True)
class GuardianSpoke:
    """Something goes wrong; the run goes on.

    Attributes:
        kind: What it is; each is said once a run, and again once it was over.
        sentence: What was seen.
        remedy: Knobs of `TrainConfig` and the values to start again with; none where the pictures
            need a look instead.
        over: Whether it says that this goes wrong no longer.
    """

    kind: Trouble
    sentence: str
    remedy: dict[str, str | float | int | bool | None]
    over: bool = False


@dataclass(frozen=True, slots=True)
class StepsFinished:
    """Some optimizer updates were made.

    Attributes:
        epoch: From 1.
        step: Updates so far over all epochs.
        losses: Mean loss of each batch since the last such event; not finite where nothing was
            learned from a batch, because its loss was no number (null in event files).
        images_per_second: Training pictures per second, lately.
        seconds_left: Estimate for the rest of the run.
    """

    epoch: int
    step: int
    losses: tuple[float, ...]
    images_per_second: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """An epoch was trained and validated.

    Attributes:
        epoch: From 1; 0 is what the run has before it learns: a linear head that was fitted, or
            the model that it goes on from.
        train_loss: Mean over the epoch's augmented training pictures.
        train_accuracy: Share right among them, while the network was changing; a picture mixed of
            two counts by its larger part.
        val_loss: Mean over the validation pictures, after the epoch.
        val_accuracy: Share right among them.
        seconds: Time of the epoch with its validation.
        best: Whether this is the best epoch so far.
        watched: The score that decides this; None in runs of earlier versions.
        watch: Which score it is.
        unnamed: Indices of the classes that no validation picture was answered with.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    best: bool
    watched: float | None = None
    watch: Watch = "accuracy"
    unnamed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run ended and its best model, if any, was kept.

    Attributes:
        model: The model's folder; None when it ended before its first epoch was validated.
        reason: How it ended.
        best_epoch: The epoch whose weights were kept; 0 is the first model.
        seconds: Worked on the training, over all sittings and without pauses, from reading pictures
            to the last look at them; a check by folds is not in it.
        scores: Of the best model on the validation part; None without a model.
    """

    model: Path | None
    reason: Ending
    best_epoch: int
    seconds: float
    scores: Scores | None


TrainEvent = (
    RunStarted
    | Preparing
    | NoticeGiven
    | GuardianSpoke
    | StepsFinished
    | EpochFinished
    | FirstModelReady
    | RunFinished
)


def event_to_dict(event: TrainEvent) -> dict[str, Any]:
    """The event as one JSON object; `event` holds its name."""
    values: dict[str, Any] = {"event": _snake_case(type(event).__name__)}
    for entry in fields(event):
        value = getattr(event, entry.name)
        if isinstance(value, Scores):
            values.update(value.to_dict())
        else:
            values[entry.name] = _plain(value)
    return values


def told_again(values: Mapping[str, Any]) -> StepsFinished | EpochFinished | GuardianSpoke | None:
    """An event that `event_to_dict` wrote; None for the kinds of which nothing more is asked."""
    for kind in (StepsFinished, EpochFinished, GuardianSpoke):
        if values.get("event") == _snake_case(kind.__name__):
            known = [entry for entry in fields(kind) if entry.name in values]
            return kind(**{each.name: _back(values[each.name], each.type) for each in known})
    return None


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if _is_no_number(value):
        return None
    return str(value) if isinstance(value, Path) else value


def _back(value: object, kind: object) -> Any:  # noqa: ANN401 - whatever a field holds
    if value is None and kind is float:
        return math.nan
    if isinstance(value, str) and value in _TROUBLES:
        return Trouble(value)
    if isinstance(value, list):
        return tuple(math.nan if each is None else each for each in value)
    return value


def _is_no_number(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
