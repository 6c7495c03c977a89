"""Every knob of a training run, as plain data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import RunError

PlanName = Literal["fast", "balanced", "best"]
Optimizer = Literal["adam", "adamw", "sgd", "rmsprop"]
Schedule = Literal["cosine", "step", "constant", "one_cycle"]
Head = Literal["pool", "dense", "classic"]
Activation = Literal["relu", "leaky_relu", "elu", "maxout", "tanh", "sigmoid"]
Loss = Literal["cross_entropy", "hinge"]
Balance = Literal["none", "weights", "sampling"]
Mix = Literal["none", "mixup", "cutmix"]
Watch = Literal["accuracy", "balanced_accuracy", "macro_f1", "loss"]
PLANS: tuple[PlanName, ...] = get_args(PlanName)
OPTIMIZERS: tuple[str, ...] = get_args(Optimizer)
SCHEDULES: tuple[str, ...] = get_args(Schedule)
HEADS: tuple[str, ...] = get_args(Head)
# Dense layers with these can be made to pass scores on as they are.
PASSING = ("relu", "leaky_relu", "elu", "maxout", "tanh")
ACTIVATIONS: tuple[str, ...] = get_args(Activation)
LOSSES: tuple[str, ...] = get_args(Loss)
BALANCES: tuple[str, ...] = get_args(Balance)
MIXES: tuple[str, ...] = get_args(Mix)
WATCHES: tuple[str, ...] = get_args(Watch)

IMAGENET = "imagenet"
SCRATCH = "none"


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """The knobs of a run. None means: what suits the plan and the weights (`defaults.py`).

    Attributes:
        plan: `fast` fits a linear head to what the frozen network sees; `balanced` lets
            the top of the network learn; `best` thaws it further from stage to stage.
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
        batch_norm: Whether the heads `pool` and `dense` normalise what they get, by batches.
        epochs: Passes over the training items, at most; 0 fits the linear head alone.
        batch_size: Pictures per step; two at least, because normalisation needs their spread. None
            suits the number of pictures and the memory.
        image_size: Side of the network's input in pixels.
        learning_rate: Of new layers.
        pretrained_rate: Rate of unfrozen pretrained layers, as a share of `learning_rate`.
        optimizer: How gradients become updates.
        schedule: How the rates fall.
        weight_decay: L2 penalty on weights (not on biases and normalisation).
        dropout: Share of what goes into the last layer that is dropped in training.
        label_smoothing: Share of each target spread over all classes; cross-entropy only.
        loss: What is made small: `cross_entropy`, or the multiclass `hinge`.
        balance: Whether small classes count as much as large ones: `none`, by `weights` of the
            loss, or by `sampling` their pictures more often; None is what the data set asks for.
        mix: Two pictures in one with both labels: `none`, `mixup` or `cutmix`.
        warm_up: Share of the run in which the rates rise at first; `one_cycle` has its own.
        clip: Largest norm of the gradient; 0 does not limit it.
        average: Decay of the moving average of the weights that is validated and kept; 0 keeps the
            weights themselves.
        watch: The validation score that chooses the best epoch and stops early.
        patience: Epochs without gain before stopping early; 0 never stops early.
        flips: Mirror pictures left to right at random.
        crops: Cut random parts out of pictures.
        illumination: Strength of random light and colour changes; 0 is none.
        deformation: Strength of random turning, shearing, perspective and bending; 0 is none.
        occlusion: Share of the pictures that a plain rectangle is laid over.
        clutter: Share of the pictures that get a piece of another one at the rim.
        scale_jitter: Cut out at VGG's wide range of scales.
        views: Changed views of each training picture whose activations at the freeze boundary are
            remembered; epochs take them in turn. 0 remembers nothing and changes pictures anew in
            every epoch.
        test_crops: Views of each picture (centre and corners, also mirrored where `flips` are on)
            whose mean answer the finished model gives, at most: as many as validation speaks for.
            An answer takes as many times as long; 1 looks at the centre alone.
        seed: Of split-independent randomness: order, augmentation, new layers.
        folds: Rounds of a check before the training: in each one another part of the training and
            validation pictures is held out; 0 checks on the validation part alone.
        reproducible: The same numbers to the last digit on the same machine, more slowly.
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
    batch_norm: bool = True
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
    loss: Loss = "cross_entropy"
    balance: Balance | None = None
    mix: Mix = "none"
    warm_up: float = 0.0
    clip: float = 0.0
    average: float = 0.0
    watch: Watch = "accuracy"
    patience: int | None = None
    flips: bool = True
    crops: bool = True
    illumination: float = 0.3
    deformation: float | None = None
    occlusion: float = 0.0
    clutter: float = 0.0
    scale_jitter: bool = False
    views: int | None = None
    test_crops: int | None = None
    seed: int = 0
    folds: int = 0
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

    def unusual(self) -> dict[str, Any]:
        """The knobs that were turned, as plain JSON values; `from_dict` gives the same again."""
        usual = TrainConfig().to_dict()
        return {name: value for name, value in self.to_dict().items() if value != usual[name]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Reads what `to_dict` gave; knobs of newer versions are refused.

        Raises:
            RunError: A knob is unknown or out of range.
        """
        values = _with_todays_names(values)
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(values.keys() - known)
        if unknown:
            raise RunError(
                f"The run has settings that this version does not know: {', '.join(unknown)}.",
                "Update the program.",
            )
        shares = Shares(**values["shares"]) if values.get("shares") else None
        return cls(**{**values, "shares": shares})


def _with_todays_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Reads older runs: their light had another name, and their crops were turned."""
    if "colour" not in values:
        return dict(values)
    renamed = {name: value for name, value in values.items() if name != "colour"}
    renamed.setdefault("illumination", values["colour"])
    if not values.get("crops", True):
        renamed.setdefault("deformation", 0.0)
    return renamed


LABELS: dict[str, str] = {
    "freeze": "The freeze depth",
    "cut": "The cut depth",
    "dense_width": "The dense width",
    "activation": "The activation",
    "batch_norm": "The batch normalisation",
    "epochs": "The number of epochs",
    "batch_size": "The batch size",
    "image_size": "The picture size",
    "learning_rate": "The learning rate",
    "pretrained_rate": "The rate of pretrained layers",
    "weight_decay": "The weight decay",
    "dropout": "The dropout",
    "label_smoothing": "The label smoothing",
    "warm_up": "The warm-up",
    "clip": "The gradient limit",
    "average": "The decay of the average weights",
    "loss": "The loss",
    "balance": "The balance of classes",
    "mix": "The mixing of pictures",
    "watch": "The watched score",
    "patience": "The patience",
    "illumination": "The illumination",
    "deformation": "The deformation",
    "occlusion": "The occlusion",
    "clutter": "The clutter",
    "seed": "The seed",
    "views": "The number of remembered views",
    "folds": "The number of folds",
    "test_crops": "The number of views to answer with",
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
    "warm_up": (0, 0.9),
    "clip": (0, 1000),
    "average": (0, 0.9999),
    "patience": (0, 10_000),
    "illumination": (0, 1),
    "deformation": (0, 1),
    "occlusion": (0, 1),
    "clutter": (0, 1),
    "seed": (0, 2**31 - 1),
    "views": (0, 64),
    "folds": (0, 20),
    "test_crops": (1, 10),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "plan": PLANS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "head": HEADS,
    "activation": ACTIVATIONS,
    "loss": LOSSES,
    "balance": BALANCES,
    "mix": MIXES,
    "watch": WATCHES,
}
OPEN_CHOICES = frozenset({"head", "balance"})
