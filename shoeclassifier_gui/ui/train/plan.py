"""What a configuration comes to: the values that its open knobs will get."""

from collections.abc import Mapping
from dataclasses import dataclass

from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.services.weights import WeightsKnown

# The rules of learn.plan and learn.classifier, which the window may not import; a test holds the
# two together.
PRETRAINED_BACKBONE = "vgg16"
SCRATCH_BACKBONE = "vgg16_bn"
PRETRAINED_SIZE = 224
SCRATCH_SIZE = 64
CLASSIC_FAMILIES = ("vgg", "alexnet")
# Shown until the engine has told what it offers.
_UNTIL_KNOWN = {
    PRETRAINED_BACKBONE: WeightsKnown(PRETRAINED_BACKBONE, None, 0, 13, 10, 32),
    SCRATCH_BACKBONE: WeightsKnown(SCRATCH_BACKBONE, None, 0, 13, 10, 32),
}


@dataclass(frozen=True, slots=True)
class SettledPlan:
    """A configuration with its open knobs settled.

    Attributes:
        known: The network that will learn.
        freeze: Convolution layers that will not.
        image_size: Side of its input in pixels.
        pretrained: Whether it starts from weights.
        weights_missing: Whether it needs ImageNet weights that are not on this machine.
        classic_head: Whether the network has a classic head to choose.
    """

    known: WeightsKnown
    freeze: int
    image_size: int
    pretrained: bool
    weights_missing: bool
    classic_head: bool

    @property
    def too_small(self) -> bool:
        """Whether the pictures are smaller than the network takes."""
        return self.image_size < self.known.smallest_size


def settle(config: TrainConfig, known: Mapping[str, WeightsKnown]) -> SettledPlan:
    """Settles the open knobs as the training will.

    Args:
        config: As asked.
        known: What is known of each network; empty until the engine is loaded.
    """
    pretrained = config.weights != SCRATCH
    name = config.backbone or (PRETRAINED_BACKBONE if pretrained else SCRATCH_BACKBONE)
    network = (known or _UNTIL_KNOWN).get(name) or WeightsKnown(name, None, 0, 1, 0, 32)
    freeze = network.default_freeze if pretrained else 0
    return SettledPlan(
        known=network,
        freeze=freeze if config.freeze is None else min(config.freeze, network.convolutions),
        image_size=config.image_size or (PRETRAINED_SIZE if pretrained else SCRATCH_SIZE),
        pretrained=pretrained,
        weights_missing=bool(known) and config.weights == IMAGENET and network.path is None,
        classic_head=name.startswith(CLASSIC_FAMILIES),
    )


def network_names(known: Mapping[str, WeightsKnown]) -> tuple[str, ...]:
    """The networks that can be chosen now."""
    return tuple(known or _UNTIL_KNOWN)
