"""What open knobs come to: one set for runs that start from weights, one for those from scratch."""

from dataclasses import dataclass

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig

# Networks with dense layers of their own, which the classic head takes over.
CLASSIC_FAMILIES = ("vgg", "alexnet")


@dataclass(frozen=True, slots=True)
class Settled:
    """Knobs that depend on nothing but whether the run starts from weights.

    Attributes:
        backbone: torchvision's name of the network.
        image_size: Side of its input in pixels.
        epochs: Passes over the training items, at most.
        patience: Epochs without gain before stopping early; 0 never stops early.
    """

    backbone: str
    image_size: int
    epochs: int
    patience: int


# The recipe of the source project: VGG16 at 224 px learned in 10 epochs.
_PRETRAINED = Settled("vgg16", 224, 10, 5)
# From scratch a small picture and normalised layers learn in minutes on a CPU; they stay at chance
# for the first epochs, so patience must be longer (seen in the runs of the demo).
_FROM_SCRATCH = Settled("vgg16_bn", 64, 40, 15)


def settle_basics(config: TrainConfig) -> Settled:
    """The user's own values where there are some, else those that suit the weights."""
    usual = _FROM_SCRATCH if config.weights == SCRATCH else _PRETRAINED
    return Settled(
        backbone=config.backbone or usual.backbone,
        image_size=config.image_size or usual.image_size,
        epochs=config.epochs or usual.epochs,
        patience=usual.patience if config.patience is None else config.patience,
    )


def has_classic_head(backbone: str) -> bool:
    """Whether the network has dense layers of its own."""
    return backbone.startswith(CLASSIC_FAMILIES)
