"""Every knob of a training run, as plain data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import RunError

PlanName = Literal["fast", "balanced", "best"]
Optimizer = Literal["adam", "adamw", "sgd", "rmsprop"]
Schedule = Literal["cosine", "step", "constant"]
Head = Literal["pool", "dense", "classic"]
Activation = Literal["relu", "leaky_relu", "elu", "tanh", "sigmoid"]
PLANS: tuple[str, ...] = get_args(PlanName)
OPTIMIZERS: tuple[str, ...] = get_args(Optimizer)
SCHEDULES: tuple[str, ...] = get_args(Schedule)
HEADS: tuple[str, ...] = get_args(Head)
ACTIVATIONS: tuple[str, ...] = get_args(Activation)

IMAGENET = "imagenet"
SCRATCH = "none"


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """The knobs of a run. None means: what suits the plan and the weights (`defaults.py`).

    Attributes:
        plan: `fast` fits a linear head to what the frozen network sees; `balanced` goes on with
            the top of the network; `best` thaws it further from stage to stage.
        backbone: torchvision's name of the network, or `compact`; None is vgg16, or vgg16_bn from
            scratch, or that of the model that the run starts from.
        weights: `imagenet`, `none` (from scratch), or the path of a weights file or of a model's
            or run's folder.
        freeze: Convolution layers, counted from the input, that do not learn.
        head: `pool` (global average pool and one linear layer), `dense` (a dense layer between the
            two) or `classic` (the network's own dense layers).
        cut: Convolution layers, counted from the input, that are used at all; None uses all.
        dense_width: Outputs of the dense layer of the head `dense`.
        activation: What follows that layer.
        epochs: Passes over the training items, at most; 0 fits the linear head alone.
        batch_size: Pictures per step; two at least, because normalisation needs their spread.
        image_size: Side of the network's input in pixels.
        learning_rate: Of new layers.
        pretrained_rate: Rate of unfrozen pretrained layers, as a share of `learning_rate`.
        optimizer: How gradients become updates.
        schedule: How the rates fall.
        weight_decay: L2 penalty on weights (not on biases and normalisation).
        dropout: Share of the head's inputs that are dropped in training.
        label_smoothing: Share of each target spread over all classes.
        patience: Epochs without gain before stopping early; 0 never stops early.
        flips: Mirror pictures left to right at random.
        crops: Cut out and turn pictures at random.
        colour: Strength of random light and colour changes; 0 is none.
        views: Changed views of each training picture whose activations at the freeze boundary are
            remembered; epochs take them in turn. 0 remembers nothing and changes pictures anew in
            every epoch.
        seed: Of split-independent randomness: order, augmentation, new layers.
        reproducible: The same numbers to the last digit on the same machine, more slowly on CUDA.
        device: `auto`, `cpu`, `cuda`, `cuda:1`, `mps`.
        shares: Training, validation and test divided anew for this run; None keeps the project's
            split.
    """

    plan: PlanName = "balanced"
    backbone: str | None = None
    weights: str = IMAGENET
    freeze: int | None = None
    head: Head | None = None
    cut: int | None = None
    dense_width: int = 256
    activation: Activation = "relu"
    epochs: int | None = None
    batch_size: int | None = None
    image_size: int | None = None
    learning_rate: float | None = None
    pretrained_rate: float = 0.1
    optimizer: Optimizer = "adam"
    schedule: Schedule = "cosine"
    weight_decay: float = 1e-4
    dropout: float | None = None
    label_smoothing: float = 0.0
    patience: int | None = None
    flips: bool = True
    crops: bool = True
    colour: float = 0.3
    views: int | None = None
    seed: int = 0
    reproducible: bool = False
    device: str = "auto"
    shares: Shares | None = None

    def __post_init__(self) -> None:
        for knob, (low, high) in LIMITS.items():
            value = getattr(self, knob)
            if value is not None and not low <= value <= high:
                raise RunError(f"{LABELS[knob]} must lie between {low:g} and {high:g}.")
        for knob, allowed in CHOICES.items():
            value = getattr(self, knob)
            if value not in allowed and (value is not None or knob not in OPEN_CHOICES):
                raise RunError(f"{LABELS[knob]} must be one of {', '.join(allowed)}.")

    def to_dict(self) -> dict[str, Any]:
        """The knobs as plain JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Reads what `to_dict` gave; knobs of newer versions are refused.

        Raises:
            RunError: A knob is unknown or out of range.
        """
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(values.keys() - known)
        if unknown:
            raise RunError(
                f"The run has settings that this version does not know: {', '.join(unknown)}.",
                "Update the program.",
            )
        shares = Shares(**values["shares"]) if values.get("shares") else None
        return cls(**{**values, "shares": shares})


LABELS: dict[str, str] = {
    "freeze": "The freeze depth",
    "cut": "The cut depth",
    "dense_width": "The dense width",
    "activation": "The activation",
    "epochs": "The number of epochs",
    "batch_size": "The batch size",
    "image_size": "The picture size",
    "learning_rate": "The learning rate",
    "pretrained_rate": "The rate of pretrained layers",
    "weight_decay": "The weight decay",
    "dropout": "The dropout",
    "label_smoothing": "The label smoothing",
    "patience": "The patience",
    "colour": "The colour augmentation",
    "seed": "The seed",
    "views": "The number of remembered views",
    "plan": "The plan",
    "optimizer": "The optimizer",
    "schedule": "The schedule",
    "head": "The head",
}
LIMITS: dict[str, tuple[float, float]] = {
    "freeze": (0, 1000),
    "cut": (1, 1000),
    "dense_width": (2, 8192),
    "epochs": (0, 10_000),
    "batch_size": (2, 4096),
    "image_size": (32, 1024),
    "learning_rate": (1e-7, 10),
    "pretrained_rate": (0, 1),
    "weight_decay": (0, 1),
    "dropout": (0, 0.95),
    "label_smoothing": (0, 0.5),
    "patience": (0, 10_000),
    "colour": (0, 1),
    "seed": (0, 2**31 - 1),
    "views": (0, 64),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "plan": PLANS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "head": HEADS,
    "activation": ACTIVATIONS,
}
OPEN_CHOICES = frozenset({"head"})
