"""What was measured of plans' costs, and which knobs they depend on."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics

# What these are set to changes what is learned, not how long a step takes.
_FREE = (
    "learning_rate", "pretrained_rate", "schedule", "weight_decay", "dropout", "label_smoothing",
    "loss", "balance", "warm_up", "watch", "patience", "seed", "shares",
)  # fmt: skip
# Of these only whether they are on.
_SWITCHED = ("illumination", "deformation", "occlusion", "clutter", "clip", "average")


@dataclass(frozen=True, slots=True)
class StageCost:
    """Seconds a picture, and bytes.

    Attributes:
        looking: Of the frozen blocks at a changed view; 0 where nothing is remembered.
        learning: Of a step.
        validating: Of an answer.
        memory: Of the device at most.
        row_bytes: Of a remembered view.
        moments: Bytes that the optimizer remembers of all weights.
    """

    looking: float
    learning: float
    validating: float
    memory: int
    row_bytes: int
    moments: int


@dataclass(frozen=True, slots=True)
class PlanCost:
    """What a plan's estimate is reckoned from; it holds for any number of epochs.

    Attributes:
        stages: Their costs, the first one first.
        begins_with_model: Whether there is one before the first epoch.
        fitting: Seconds that its head takes, once its pictures are looked at; 0 for one that
            is gone on from.
        square_side: Of the prepared pictures, in pixels.
        weights: Bytes of all weights.
        freeze: Convolution layers that do not learn at first.
        batch_size: Pictures a step.
    """

    stages: tuple[StageCost, ...]
    begins_with_model: bool
    fitting: float
    square_side: int
    weights: int
    freeze: int
    batch_size: int


@dataclass(frozen=True, slots=True)
class CostMemory:
    """Measurements over one data set; what several plans share is timed once.

    Attributes:
        plans: By their knobs without the epochs.
        stages: By what a stage's cost depends on.
        fitting: Seconds that fitting a linear head took, likewise.
        decoding: Seconds that reading and preparing one picture takes, by picture size.
    """

    plans: dict[Hashable, PlanCost] = field(default_factory=dict)
    stages: dict[Hashable, StageCost] = field(default_factory=dict)
    fitting: dict[Hashable, float] = field(default_factory=dict)
    decoding: dict[int, float] = field(default_factory=dict)


def costly_knobs(config: TrainConfig) -> TrainConfig:
    """The configuration without what costs neither time nor room: equal ones cost the same."""
    usual = TrainConfig()
    free = {knob: getattr(usual, knob) for knob in _FREE}
    asked = replace(config, deformation=settle_basics(config).deformation)
    switched = {knob: float(getattr(asked, knob) > 0) for knob in _SWITCHED}
    switched["average"] *= 0.5  # Its own limit lies below 1.
    return replace(config, **free, **switched)  # type: ignore[arg-type]
