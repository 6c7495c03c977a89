"""What open knobs come to: one set for runs that start from weights, one for those from scratch."""

from dataclasses import dataclass, fields, replace

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig

# Networks with dense layers of their own, which the classic head takes over.
CLASSIC_FAMILIES = ("vgg", "alexnet")


@dataclass(frozen=True, slots=True)
class Settled:
    """Knobs that depend on the plan and on whether the run starts from weights.

    Attributes:
        backbone: torchvision's name of the network.
        image_size: Side of its input in pixels.
        epochs: Passes over the training items, at most; 0 fits the linear head alone.
        batch_size: Pictures per step.
        patience: Epochs without gain before stopping early; 0 never stops early.
        views: Remembered views of each training picture; 0 changes pictures anew.
    """

    backbone: str
    image_size: int
    epochs: int
    batch_size: int
    patience: int
    views: int


# The recipe of the source project: VGG16 at 224 px learned in 10 epochs.
_PRETRAINED: dict[str, Settled] = {
    "fast": Settled("vgg16", 224, 0, 32, 5, 1),
    "balanced": Settled("vgg16", 224, 10, 32, 5, 4),
    "best": Settled("vgg16", 224, 30, 32, 6, 4),
}
# From scratch a small picture and normalised layers learn in minutes on a CPU; they stay at chance
# for the first epochs, so patience must be longer (seen in the runs of the demo). Nothing is
# frozen, so there is nothing to remember.
_FROM_SCRATCH = Settled("vgg16_bn", 64, 40, 32, 15, 0)


def settle_basics(config: TrainConfig) -> Settled:
    """The user's own values where there are some, else those that suit the plan."""
    usual = _FROM_SCRATCH if config.weights == SCRATCH else _PRETRAINED[config.plan]
    names = [field.name for field in fields(Settled)]
    own = {name: getattr(config, name) for name in names if getattr(config, name) is not None}
    return replace(usual, **own)


def has_classic_head(backbone: str) -> bool:
    """Whether the network has dense layers of its own."""
    return backbone.startswith(CLASSIC_FAMILIES)
