"""What a configuration comes to: the values that its open knobs will get."""

from collections.abc import Mapping
from dataclasses import dataclass

from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import Settled, has_classic_head, settle_basics
from shoeclassifier_gui.services.weights import WeightsKnown

# Shown until the engine has told what it offers.
_UNTIL_KNOWN = {name: WeightsKnown(name, None, 0, 13, 10, 32) for name in ("vgg16", "vgg16_bn")}


@dataclass(frozen=True, slots=True)
class SettledPlan:
    """A configuration with its open knobs settled.

    Attributes:
        known: The network that will learn.
        freeze: Convolution layers that will not.
        basics: Picture size, epochs and patience.
        pretrained: Whether it starts from weights.
        weights_missing: Whether it needs ImageNet weights that are not on this machine.
        dense_layers: Whether these must hold the dense layers, for the classic head.
        classic_head: Whether the network has a classic head to choose.
    """

    known: WeightsKnown
    freeze: int
    basics: Settled
    pretrained: bool
    weights_missing: bool
    dense_layers: bool
    classic_head: bool

    @property
    def too_small(self) -> bool:
        """Whether the pictures are smaller than the network takes."""
        return self.basics.image_size < self.known.smallest_size


def settle(config: TrainConfig, known: Mapping[str, WeightsKnown]) -> SettledPlan:
    """Settles the open knobs as the training will.

    Args:
        config: As asked.
        known: What is known of each network; empty until the engine is loaded.
    """
    pretrained = config.weights != SCRATCH
    basics = settle_basics(config)
    name = basics.backbone
    network = (known or _UNTIL_KNOWN).get(name) or WeightsKnown(name, None, 0, 1, 0, 32)
    dense = config.head == "classic"
    here = network.path is not None and (network.dense_layers or not dense)
    freeze = network.default_freeze if pretrained else 0
    if basics.epochs == 0 or (config.plan == "fast" and pretrained):
        freeze = network.convolutions  # Nothing but the head learns.
    return SettledPlan(
        known=network,
        freeze=freeze if config.freeze is None else min(config.freeze, network.convolutions),
        basics=basics,
        pretrained=pretrained,
        weights_missing=bool(known) and config.weights == IMAGENET and not here,
        dense_layers=dense,
        classic_head=has_classic_head(name),
    )


def network_names(known: Mapping[str, WeightsKnown]) -> tuple[str, ...]:
    """The networks that can be chosen now."""
    return tuple(known or _UNTIL_KNOWN)
