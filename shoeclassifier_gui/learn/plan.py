"""Turns what the user asked for into a network, its weights, and settled knobs."""

import dataclasses
from dataclasses import dataclass

import torch

from shoeclassifier_gui.core.errors import RunError, WeightsError
from shoeclassifier_gui.core.preprocessing import (
    IMAGENET_DEVIATION,
    IMAGENET_MEAN,
    Preprocessing,
)
from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import Settled, settle_basics
from shoeclassifier_gui.learn.backbones import (
    Backbone,
    build_backbone,
    require_backbone,
    smallest_size,
)
from shoeclassifier_gui.learn.checkpoints import Origin
from shoeclassifier_gui.learn.classifier import (
    Classifier,
    classic_head,
    pool_head,
    start_classic_head,
)
from shoeclassifier_gui.learn.weights_files import PretrainedWeights
from shoeclassifier_gui.learn.weights_store import WeightsStore


@dataclass(frozen=True, slots=True)
class Plan:
    """A configuration with every open knob settled, and the network it describes.

    Attributes:
        config: Without None.
        classifier: Backbone and head, the frozen part frozen.
        origin: What the backbone started from.
        classes: Number of classes.
        stages: Frozen blocks in each stage; every stage freezes fewer than the one before.
        notices: What was decided differently from what was asked, in sentences.
    """

    config: TrainConfig
    classifier: Classifier
    origin: Origin
    classes: int
    stages: tuple[int, ...]
    notices: tuple[str, ...] = ()

    @property
    def basics(self) -> Settled:
        """Backbone, picture size, epochs and patience."""
        return settle_basics(self.config)

    @property
    def fits_head(self) -> bool:
        """Whether a linear head on what the network knows already is worth anything."""
        return self.origin.pretrained and self.config.head == "pool"

    @property
    def preprocessing(self) -> Preprocessing:
        """That the network's weights ask for."""
        return Preprocessing(self.basics.image_size, self.origin.mean, self.origin.deviation)


def settle(config: TrainConfig, classes: int, store: WeightsStore) -> Plan:
    """Settles every open knob and builds the network; torch's seed is set from the configuration.

    Args:
        config: As asked; a named backbone is never replaced by another.
        classes: Number of classes.
        store: Where pretrained weights are looked for.

    Raises:
        RunError: A knob does not fit the network.
        WeightsError: The weights are missing or do not fit.
    """
    basics = settle_basics(config)
    name, size = basics.backbone, basics.image_size
    require_backbone(name)
    _require_learnable(config)
    if size < smallest_size(name):
        raise RunError(f"{name} needs pictures of at least {smallest_size(name)} px, not {size}.")
    weights = store.load(name, config.weights, dense_layers=config.head == "classic")
    torch.manual_seed(config.seed)
    backbone = build_backbone(name, weights.state if weights else None)
    wanted = backbone.convolutions if _only_head(config) else config.freeze
    freeze, notices = _settle_freeze(wanted, backbone, weights)
    settled = dataclasses.replace(config, freeze=freeze, **dataclasses.asdict(basics))
    return Plan(
        config=settled,
        classifier=_classifier(settled, backbone, classes, weights),
        origin=_origin(weights),
        classes=classes,
        stages=_stages(settled, backbone),
        notices=notices,
    )


def rebuild(config: TrainConfig, classes: int, origin: Origin) -> Plan:
    """Builds the network of a run that is under way; its weights come from the checkpoint.

    Args:
        config: Settled.
        classes: Number of classes.
        origin: From the checkpoint.
    """
    torch.manual_seed(config.seed)
    backbone = build_backbone(settle_basics(config).backbone)
    classifier = _classifier(config, backbone, classes, None)
    return Plan(config, classifier, origin, classes, _stages(config, backbone))


def _require_learnable(config: TrainConfig) -> None:
    if config.weights == SCRATCH and (config.plan == "fast" or config.epochs == 0):
        raise RunError(
            "A head alone cannot tell what random layers see.",
            "Use pretrained weights, or choose the plan `balanced` and at least one epoch.",
        )
    if _only_head(config) and config.head != "pool":
        raise RunError(
            "Without epochs only the head `pool` can be fitted.",
            "Choose the head `pool`, or at least one epoch.",
        )


def _only_head(config: TrainConfig) -> bool:
    """Whether nothing but the linear head learns."""
    return settle_basics(config).epochs == 0 or (config.plan == "fast" and config.freeze is None)


def _stages(config: TrainConfig, backbone: Backbone) -> tuple[int, ...]:
    """`best` thaws the network in three stages (gradual unfreezing, Howard and Ruder 2018)."""
    frozen = backbone.frozen_blocks(config.freeze or 0)
    if config.plan != "best":
        return (frozen,)
    return tuple(dict.fromkeys((frozen, frozen * 2 // 3, frozen // 3)))


def _settle_freeze(
    wanted: int | None, backbone: Backbone, weights: PretrainedWeights | None
) -> tuple[int, tuple[str, ...]]:
    if wanted is None:
        return (backbone.default_freeze if weights else 0), ()
    boundary = backbone.boundary(wanted)
    notices = []
    if boundary != wanted:
        notices.append(
            f"Layer {wanted} of {backbone.name} lies inside a block: "
            f"the first {boundary} layers are frozen."
        )
    if boundary and weights is None:
        notices.append(
            f"The first {boundary} layers are frozen at random weights: "
            f"they will never learn anything."
        )
    return boundary, tuple(notices)


def _classifier(
    config: TrainConfig, backbone: Backbone, classes: int, weights: PretrainedWeights | None
) -> Classifier:
    frozen = backbone.frozen_blocks(config.freeze or 0)
    if config.head == "pool":
        head = pool_head(backbone.channels, classes, config.dropout)
    else:
        if weights and not weights.has_dense_layers:
            raise WeightsError(
                f"The classic head needs the dense layers, which {weights.description} lacks.",
                f"Use torchvision's whole file (shoeclassifier weights fetch {backbone.name} "
                f"--dense-layers, or weights import FILE --dense-layers), or the head `pool`.",
            )
        head = classic_head(backbone, classes, config.dropout)
        start_classic_head(head, weights.state if weights else None)
    return Classifier(backbone.blocks, head, frozen)


def _origin(weights: PretrainedWeights | None) -> Origin:
    if weights is None:
        return Origin(False, "random weights", IMAGENET_MEAN, IMAGENET_DEVIATION)
    return Origin(True, weights.description, weights.mean, weights.deviation)
