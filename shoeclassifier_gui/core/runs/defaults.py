"""What open knobs come to: those that suit the network, and the weights that it starts from."""

from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any, Protocol

from shoeclassifier_gui.core.preprocessing import View, answer_views
from shoeclassifier_gui.core.runs.config import (
    IMAGENET,
    PASSING,
    SCRATCH,
    Head,
    PlanName,
    TrainConfig,
)
from shoeclassifier_gui.core.runs.model_card import ModelCard

COMPACT = "compact"
# Networks with dense layers of their own, which the classic head takes over.
CLASSIC_FAMILIES = ("vgg", "alexnet", COMPACT)


class HeadChoice(Protocol):
    """What a configuration and a model's description say alike about a head."""

    @property
    def head(self) -> str | None:
        """`pool`, `dense` or `classic`."""

    @property
    def dense_width(self) -> int:
        """Outputs of the dense layer of the head `dense`."""

    @property
    def activation(self) -> str:
        """What follows that layer."""

    @property
    def batch_norm(self) -> bool:
        """Whether `pool` and `dense` normalise by batches."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Knobs that depend on the plan, the network, and whether the run starts from weights.

    Attributes:
        backbone: torchvision's name of the network, or `compact`.
        weights: `none` where the network has no published weights and no others were named.
        image_size: Side of its input in pixels.
        epochs: Passes over the training items, at most; 0 fits the linear head alone.
        batch_size: Pictures per step.
        patience: Epochs without gain before stopping early; 0 never stops early.
        views: Remembered views of each training picture; 0 changes pictures anew.
        head: What follows the convolution layers.
        dropout: Share of what goes into the last layer that is dropped in training.
        learning_rate: Of new layers.
        deformation: Strength of random turning, shearing, perspective and bending.
        test_crops: Views of each picture that the finished model answers with, at most.
    """

    backbone: str
    weights: str
    image_size: int
    epochs: int
    batch_size: int
    patience: int
    views: int
    head: Head
    dropout: float
    learning_rate: float
    deformation: float
    test_crops: int = 1


# The recipe of the source project: VGG16 at 224 px with a dense layer in the head, in 10 epochs.
_BALANCED = Settled("vgg16", IMAGENET, 224, 10, 32, 5, 4, "dense", 0.5, 1e-3, 0.3)
_PRETRAINED: dict[str, Settled] = {
    "fast": replace(_BALANCED, epochs=0, views=1, head="pool"),
    "balanced": _BALANCED,
    "best": replace(_BALANCED, epochs=30, patience=6, test_crops=10),
}
# From scratch a small picture and normalised layers learn in minutes on a CPU. Nothing is frozen:
# there is nothing to remember. With 3e-4 it learns faster than with 1e-3: 81 to 84 % of training
# right after 12 epochs instead of 57 to 70. The rates fall to nothing over these few epochs, so
# nothing stops it early. Measured: benchmarks/README.md, "The demo".
_FROM_SCRATCH = Settled("vgg16_bn", SCRATCH, 64, 25, 32, 0, 0, "pool", 0.5, 3e-4, 0.7)
# The recipe of the seminar that the compact network comes from: 150 px, a dense layer of 200, 0.8
# of it dropped, and 5e-4 for Adam.
_COMPACT = Settled(COMPACT, SCRATCH, 150, 40, 32, 15, 0, "classic", 0.8, 5e-4, 0.3)

_KNOBS_OF_PLANS = [
    field.name for field in fields(Settled) if field.name not in {"backbone", "weights"}
]
# Of these, what a model that a run starts from brings along; see `follow_model`.
_KNOBS_OF_MODELS = {"head", "image_size"}

# Of an open batch size: updates that an epoch should have at least, and the limits. With 210
# flowers and squeezenet1_1 from its ImageNet weights, 8 epochs with batches of 8 came to 71 % and
# with batches of 32 to 67 %, for either of two seeds.
_STEPS = 20
_MOST_BATCH, _MOST_BATCH_CARD = 32, 64
# Layers that learn from scratch normalise by the spread within a batch, which few pictures hide:
# with 220 drawn pictures, vgg16_bn and 16 epochs, batches of 16 came to 85 % and those of 32 to 92.
_LEAST_BATCH, _LEAST_BATCH_SCRATCH = 8, 32
# What a picture of 224 px leaves on a card for the way back: VGG16's float32 outputs and their
# gradients take 110 MB, those of the densest networks about twice as much.
_PICTURE_BYTES = 200_000_000


def settle_basics(
    config: TrainConfig, pictures: int | None = None, card_bytes: int | None = None
) -> Settled:
    """The user's own values where there are some, else those that suit plan and network.

    Args:
        config: As asked, or as settled before.
        pictures: To learn from; an open batch size suits them. None takes the usual one.
        card_bytes: Memory of the graphics card; None computes on a processor.
    """
    names = [field.name for field in fields(Settled)]
    own = {name: getattr(config, name) for name in names if getattr(config, name) is not None}
    settled = replace(_usual(config), **own)
    without = config.weights == IMAGENET and not has_published_weights(settled.backbone)
    settled = replace(settled, weights=SCRATCH if without else config.weights)
    if settled.epochs == 0 and config.head is None:
        settled = replace(settled, head="pool")  # What is fitted alone is linear.
    if config.batch_size is not None or pictures is None:
        return settled
    return replace(settled, batch_size=_batch_size(settled, pictures, card_bytes))


def change_plan(config: TrainConfig, plan: PlanName) -> TrainConfig:
    """Takes another plan; knobs that say only what the earlier one comes to are open again.

    The configuration of a run names every knob, which would leave little of the other plan. What
    follows a model that the run starts from stays.
    """
    if plan == config.plan:
        return config
    from_model = config.weights not in {IMAGENET, SCRATCH}
    names = [name for name in _KNOBS_OF_PLANS if not (from_model and name in _KNOBS_OF_MODELS)]
    all_open: dict[str, Any] = dict.fromkeys(names)
    usual = settle_basics(replace(config, **all_open))
    again: dict[str, Any] = {
        name: None for name in all_open if getattr(config, name) == getattr(usual, name)
    }
    if config.plan == "fast":  # There everything is frozen.
        again["freeze"] = None
    return replace(config, plan=plan, **again)


def views_to_answer_with(config: TrainConfig) -> tuple[View, ...]:
    """The views whose mean the finished model may answer with; a single one is nothing to try."""
    return answer_views(settle_basics(config).test_crops, mirrored=config.flips)


def layers_to_freeze(config: TrainConfig, basics: Settled, layers: int, usual: int) -> int:
    """How many of the first convolution layers shall not learn, before blocks are kept whole.

    Args:
        config: As asked.
        basics: Settled.
        layers: That the network has, as far as it is used.
        usual: How many do not where nothing is asked; 0 for a network that knows nothing yet.
    """
    if basics.epochs == 0 or (config.plan == "fast" and config.freeze is None):
        return layers  # Nothing but the head learns.
    return usual if config.freeze is None else config.freeze


class WhyPlain(Enum):
    """Why a run shows its pictures as they are, whatever random changes are asked for."""

    HEAD_ALONE = "head_alone"
    ONE_VIEW = "one_view"


def why_plain(basics: Settled, freeze: int) -> WhyPlain | None:
    """Whether random changes are off, and why.

    Args:
        basics: Settled.
        freeze: Convolution layers that do not learn.
    """
    if basics.epochs == 0:
        return WhyPlain.HEAD_ALONE
    return WhyPlain.ONE_VIEW if basics.views == 1 and freeze else None


def follow_model(config: TrainConfig, card: ModelCard) -> TrainConfig:
    """Fills open knobs so that the network is like the model that it starts from.

    Another backbone than the model's brings its own depth and head.
    """
    name = config.backbone or card.backbone
    followed = replace(
        config, backbone=name, image_size=config.image_size or card.preprocessing.image_size
    )
    if name != card.backbone:
        return followed
    followed = replace(followed, cut=config.cut or card.cut)
    if config.head is not None:
        return followed
    return replace(
        followed,
        head=card.head,
        dense_width=card.dense_width,
        activation=card.activation,
        batch_norm=card.batch_norm,
    )


def holds_linear_head(choice: HeadChoice, classes: int) -> bool:
    """Whether a settled head can be made to score as a linear one does.

    Behind a dense layer two units, of the score and of its opposite, give the score back; where
    the layer bends, they see it so large, or so small, that the bend does not matter.
    """
    if choice.head == "dense":
        return choice.activation in PASSING and 2 * classes <= choice.dense_width
    return choice.head == "pool"


def may_fit_head(config: TrainConfig, basics: Settled, classes: int) -> bool:
    """Whether a linear head can be fitted into the one that a run will have.

    Args:
        config: As asked; its head may be open.
        basics: Settled.
        classes: That are learned.
    """
    return holds_linear_head(replace(config, head=basics.head), classes)


def has_classic_head(backbone: str) -> bool:
    """Whether the network has dense layers of its own."""
    return backbone.startswith(CLASSIC_FAMILIES)


def has_published_weights(backbone: str) -> bool:
    """Whether there are ImageNet weights for the network anywhere."""
    return backbone != COMPACT


def _batch_size(settled: Settled, pictures: int, card_bytes: int | None) -> int:
    """The largest power of two that leaves an epoch enough steps, and fits onto the card.

    At most 32, beyond which networks tend to generalise worse (Masters and Luschi 2018,
    "Revisiting small batch training for deep neural networks"); on a card 64, which is busier
    then. On a processor memory is no bound: batches are computed in parts.
    """
    least = _LEAST_BATCH_SCRATCH if settled.weights == SCRATCH else _LEAST_BATCH
    size = _MOST_BATCH if card_bytes is None else _MOST_BATCH_CARD
    each = _PICTURE_BYTES * (settled.image_size / 224) ** 2
    room = float("inf") if card_bytes is None else card_bytes / 2 / each
    while size > least and (size * _STEPS > pictures or size > room):
        size //= 2
    return size


def _usual(config: TrainConfig) -> Settled:
    pretrained = _PRETRAINED[config.plan]
    if config.backbone != COMPACT and config.weights != SCRATCH:
        return pretrained
    usual = _COMPACT if config.backbone == COMPACT else _FROM_SCRATCH
    return replace(usual, test_crops=pretrained.test_crops)
