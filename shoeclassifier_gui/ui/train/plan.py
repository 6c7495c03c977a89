"""What a configuration comes to: the values that its open knobs will get."""

from collections.abc import Mapping
from dataclasses import dataclass

from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import (
    Settled,
    has_classic_head,
    layers_to_freeze,
    may_fit_head,
    settle_basics,
)
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.services.weights import WeightsKnown

# Shown until the engine has told what it offers.
_UNTIL_KNOWN = {name: WeightsKnown(name, None, 0, 13, 10, 32) for name in ("vgg16", "vgg16_bn")}


@dataclass(frozen=True, slots=True)
class SettledPlan:
    """A configuration with its open knobs settled.

    Attributes:
        known: The network that will learn.
        layers: How many of its convolution layers are used.
        freeze: Convolution layers that will not learn.
        basics: Picture size, epochs, patience and what else follows from the network.
        pretrained: Whether all its layers know something already.
        weights_missing: Whether it needs ImageNet weights that are not on this machine.
        dense_layers: Whether these must hold the dense layers, for the classic head.
        classic_head: Whether the network has a classic head to choose.
        head_fails: Whether the head shall be fitted alone, and cannot be.
        first_model: Whether a linear head makes a model before the first epoch.
    """

    known: WeightsKnown
    layers: int
    freeze: int
    basics: Settled
    pretrained: bool
    weights_missing: bool
    dense_layers: bool
    classic_head: bool
    head_fails: bool
    first_model: bool

    @property
    def freeze_depths(self) -> tuple[int, ...]:
        """How many layers can be frozen, rising from 0."""
        return tuple(end for end in self.known.ends if end <= self.layers)

    def next_freeze(self, wanted: int) -> int:
        """The nearest depth that is possible, in the direction from the present one."""
        if wanted > self.freeze:
            deeper = (end for end in self.freeze_depths if end >= wanted)
            return min(deeper, default=self.freeze)
        return self.known.whole_blocks(wanted)

    @property
    def too_small(self) -> bool:
        """Whether the pictures are smaller than the network takes."""
        return self.basics.image_size < self.known.smallest_size


def settle(
    config: TrainConfig,
    known: Mapping[str, WeightsKnown],
    other: ModelCard | None = None,
    *,
    pictures: int | None = None,
    classes: int = 2,
    card_bytes: int | None = None,
) -> SettledPlan:
    """Settles the open knobs as the training will.

    Args:
        config: As asked.
        known: What is known of each network; empty until the engine is loaded.
        other: The model that the run starts from, if it does from one.
        pictures: To learn from; None while there are none.
        classes: That are learned.
        card_bytes: Memory of the graphics card, if there is one.
    """
    basics = settle_basics(config, pictures, card_bytes if config.device != "cpu" else None)
    name = basics.backbone
    network = (known or _UNTIL_KNOWN).get(name) or WeightsKnown(name, None, 0, 1, 0, 32)
    layers = _used_layers(config, network)
    pretrained = basics.weights != SCRATCH and (other is None or _gives_all(other, name, layers))
    dense = basics.head == "classic" and config.cut is None
    here = network.path is not None and (network.dense_layers or not dense)
    wanted = layers_to_freeze(config, basics, layers, network.default_freeze if pretrained else 0)
    linear = may_fit_head(config, basics, classes)
    return SettledPlan(
        known=network,
        layers=layers,
        freeze=network.whole_blocks(min(wanted, layers)),
        basics=basics,
        pretrained=pretrained,
        weights_missing=bool(known) and basics.weights == IMAGENET and not here,
        dense_layers=dense,
        classic_head=has_classic_head(name),
        head_fails=_fits_alone(config, basics) and not (pretrained and linear),
        first_model=pretrained and other is None and linear,
    )


def _used_layers(config: TrainConfig, network: WeightsKnown) -> int:
    asked = min(config.cut or network.convolutions, network.convolutions)
    return network.whole_blocks(asked) or asked


def _fits_alone(config: TrainConfig, basics: Settled) -> bool:
    return config.plan == "fast" or basics.epochs == 0


def _gives_all(other: ModelCard, backbone: str, layers: int) -> bool:
    return other.backbone == backbone and (other.cut is None or layers <= other.cut)


def network_names(known: Mapping[str, WeightsKnown]) -> tuple[str, ...]:
    """The networks that can be chosen now."""
    return tuple(known or _UNTIL_KNOWN)


def network_at_hand(known: Mapping[str, WeightsKnown]) -> WeightsKnown | None:
    """The first network whose weights are on this machine: that of the recommendation."""
    return next((network for network in known.values() if network.path is not None), None)
