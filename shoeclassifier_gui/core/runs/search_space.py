"""The knobs that a search for good settings may turn, and how far."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import CHOICES, LABELS, LIMITS, OPTIMIZERS, TrainConfig

Value = float | int | str


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number to be searched for.

    Attributes:
        knob: Of `TrainConfig`.
        low: Smallest value.
        high: Largest value.
        log: Whether tenfold steps are alike, not equal differences.
        whole: Whether it is a whole number.
    """

    knob: str
    low: float
    high: float
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        low, high = LIMITS[self.knob]
        if not low <= self.low < self.high <= high:
            raise RunError(
                f"{LABELS[self.knob]} cannot be searched for between {self.low:g} and "
                f"{self.high:g}.",
                f"The first number must be smaller, and both lie between {low:g} and {high:g}.",
            )
        if self.log and self.low <= 0:
            raise RunError(f"The range of {self.knob} must begin above 0.")

    def holds(self, value: object) -> bool:
        """Whether a value lies inside."""
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class ChoiceRange:
    """One of a few to be searched for.

    Attributes:
        knob: Of `TrainConfig`.
        values: At least two of those that the knob knows.
    """

    knob: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        strange = [value for value in self.values if value not in CHOICES[self.knob]]
        if strange:
            raise RunError(
                f"{LABELS[self.knob]} cannot be {strange[0]}.",
                f"Choose from {', '.join(CHOICES[self.knob])}.",
            )
        if len(set(self.values)) < 2:
            raise RunError(
                f"{LABELS[self.knob]} needs two or more to choose from.",
                f"Choose from {', '.join(CHOICES[self.knob])}.",
            )

    def holds(self, value: object) -> bool:
        """Whether a value is among them."""
        return value in self.values


SearchRange = NumberRange | ChoiceRange

# Ranges around the recommended settings. The rates span what the optimizers need among them: SGD
# wants ten times as much as Adam. Any network has fewer layers to freeze than that.
SEARCHABLE: tuple[SearchRange, ...] = (
    NumberRange("learning_rate", 1e-4, 3e-2, log=True),
    NumberRange("pretrained_rate", 0.01, 1.0, log=True),
    NumberRange("freeze", 0, LIMITS["freeze"][1], whole=True),
    NumberRange("dropout", 0.0, 0.7),
    NumberRange("weight_decay", 1e-6, 1e-2, log=True),
    ChoiceRange("optimizer", OPTIMIZERS),
    NumberRange("label_smoothing", 0.0, 0.2),
    NumberRange("illumination", 0.0, 0.8),
    NumberRange("deformation", 0.0, 0.8),
    NumberRange("batch_size", 8, 64, log=True, whole=True),
)
USUAL_KNOBS = ("learning_rate", "dropout", "weight_decay")


@dataclass(frozen=True, slots=True)
class SearchSpace:
    """What a search tries.

    Attributes:
        base: Every other knob, the same in all trials; its own values are tried first.
        ranges: One for each knob that is turned; at least one.
    """

    base: TrainConfig
    ranges: tuple[SearchRange, ...]

    def __post_init__(self) -> None:
        if not self.ranges:
            raise RunError("No setting was chosen to be searched for.", "Choose at least one.")

    def own_values(self) -> dict[str, Value]:
        """The values of `base` that lie within the ranges."""
        values = {each.knob: getattr(self.base, each.knob) for each in self.ranges}
        return {
            each.knob: values[each.knob] for each in self.ranges if each.holds(values[each.knob])
        }

    def config(self, values: Mapping[str, Value]) -> TrainConfig:
        """The configuration of a trial."""
        return replace(self.base, **values)  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        ranges = [
            {"knob": each.knob, "low": each.low, "high": each.high}
            if isinstance(each, NumberRange)
            else {"knob": each.knob, "values": list(each.values)}
            for each in self.ranges
        ]
        return {"base": self.base.to_dict(), "ranges": ranges}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "SearchSpace":
        """Reads what `to_dict` gave.

        Raises:
            RunError: A knob is unknown or a range does not fit.
        """
        ranges: list[SearchRange] = []
        for entry in values["ranges"]:
            usual = usual_range(entry["knob"])
            if isinstance(usual, NumberRange):
                ranges.append(replace(usual, low=entry["low"], high=entry["high"]))
            else:
                ranges.append(replace(usual, values=tuple(entry["values"])))
        return cls(TrainConfig.from_dict(values["base"]), tuple(ranges))


@dataclass(frozen=True, slots=True)
class Budget:
    """When a search ends.

    Attributes:
        minutes: From now; a trial that is under way then ends with its best epoch so far.
        trials: At most, those of earlier sittings included; None for as many as there is time for.
    """

    minutes: float
    trials: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.minutes < math.inf or (self.trials is not None and self.trials < 1):
            raise RunError("A search needs some time, and one trial at least.")


def searchable(convolutions: int) -> tuple[SearchRange, ...]:
    """The ranges for a network with so many convolution layers."""
    return tuple(within_network(each, convolutions) for each in SEARCHABLE)


def within_network(each: SearchRange, convolutions: int) -> SearchRange:
    """A range whose freeze depths the network has."""
    if isinstance(each, NumberRange) and each.knob == "freeze":
        return replace(each, high=min(each.high, convolutions))
    return each


def usual_range(knob: str) -> SearchRange:
    """The range that is searched unless another one is given.

    Raises:
        RunError: The knob cannot be searched for.
    """
    for each in SEARCHABLE:
        if each.knob == knob:
            return each
    known = ", ".join(each.knob for each in SEARCHABLE)
    raise RunError(f"The setting {knob} cannot be searched for.", f"Choose from {known}.")


def parse_ranges(words: Iterable[str]) -> tuple[SearchRange, ...]:
    """Reads knobs with or without a range: `freeze`, `learning_rate=0.001:0.1`,
    `optimizer=adam:sgd`.

    Raises:
        RunError: A knob is unknown, or its range cannot be read.
    """  # noqa: D205 - one thought of two lines
    return tuple(_parse(word.strip()) for word in words if word.strip())


def _parse(word: str) -> SearchRange:
    knob, _, ends = word.partition("=")
    usual = usual_range(knob)
    if not ends:
        return usual
    parts = ends.split(":")
    if isinstance(usual, ChoiceRange):
        return replace(usual, values=tuple(parts))
    try:
        low, high = (float(part) for part in parts)
    except ValueError as error:
        raise RunError(
            f"The range {ends} of {knob} cannot be read.", f"Write it as {knob}=LOW:HIGH."
        ) from error
    return replace(usual, low=low, high=high)
