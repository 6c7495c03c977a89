"""Turns what the user asked for into a network, its weights, and settled knobs."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from shoeclassifier_gui.core.dataset.balance import wants_balance
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import RunError, WeightsError
from shoeclassifier_gui.core.preprocessing import (
    Preprocessing,
)
from shoeclassifier_gui.core.runs.class_match import match_classes
from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import (
    Settled,
    follow_model,
    holds_linear_head,
    layers_to_freeze,
    may_fit_head,
    settle_basics,
)
from shoeclassifier_gui.learn.computing.device import card_bytes
from shoeclassifier_gui.learn.networks.backbones import (
    Backbone,
    build_backbone,
    require_backbone,
    smallest_size,
)
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import build_head, start_head
from shoeclassifier_gui.learn.networks.taking_over import (
    OtherModel,
    open_other,
    same_head,
    take_head,
)
from shoeclassifier_gui.learn.training.checkpoints import Origin
from shoeclassifier_gui.learn.training.first_layers import FirstLayers, cut_backbone, first_layers
from shoeclassifier_gui.learn.training.knob_notices import knob_notices
from shoeclassifier_gui.learn.training.picture_notices import mirror_notices, plain_notices
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore


@dataclass(frozen=True, slots=True)
class Plan:
    """A configuration with every open knob settled, and the network it describes.

    Attributes:
        config: Without None, but where that means something of its own.
        classifier: Backbone and head, the frozen part frozen.
        origin: What the backbone started from.
        classes: Number of classes.
        stages: Frozen blocks in each stage; every stage freezes fewer than the one before.
        keeps_head: Whether the head goes on from that of another model.
        notices: What was decided differently from what was asked, in sentences.
    """

    config: TrainConfig
    classifier: Classifier
    origin: Origin
    classes: int
    stages: tuple[int, ...]
    keeps_head: bool = False
    notices: tuple[str, ...] = ()

    @property
    def basics(self) -> Settled:
        """Backbone, picture size, epochs, patience and what else follows from the network."""
        return settle_basics(self.config)

    @property
    def fits_head(self) -> bool:
        """Whether a linear head on what the network knows already is worth anything."""
        able = holds_linear_head(self.config, self.classes)
        return self.origin.pretrained and able and not self.keeps_head

    @property
    def goes_on_from_fit(self) -> bool:
        """Whether that head learns on; one with a dense layer begins at random.

        It would learn little from there: benchmarks/README.md, "What the plans are made of".
        """
        return self.fits_head and self.config.head == "pool"

    @property
    def shape(self) -> str:
        """Tells networks apart that are not equally fast."""
        config = self.config
        cut = f" cut after {config.cut}" if config.cut else ""
        return f"{config.backbone}{cut}, {config.freeze} frozen, {config.head} head"

    @property
    def preprocessing(self) -> Preprocessing:
        """That the network's weights ask for."""
        size, origin = self.basics.image_size, self.origin
        return Preprocessing(size, origin.mean, origin.deviation, origin.share)


def settle(config: TrainConfig, dataset: Dataset, store: WeightsStore) -> Plan:
    """Settles every open knob and builds the network; torch's seed is set from the configuration.

    Args:
        config: As asked; a named backbone is never replaced by another.
        dataset: Its classes are what the head answers with.
        store: Where pretrained weights are looked for.

    Raises:
        ModelError: The model to start from is incomplete or damaged.
        RunError: A knob does not fit the network.
        WeightsError: The weights are missing or do not fit.
    """
    config, other = _follow_other(_follow_wish(config, dataset))
    pictures = len(dataset.of_split(Split.TRAIN))
    basics = settle_basics(config, pictures, card_bytes(config.device))
    _require_fitting(basics)
    torch.manual_seed(config.seed)
    first = first_layers(basics, config.cut, store, other)
    _require_learnable(config, basics, first, len(dataset.classes))
    usual = first.backbone.default_freeze if first.pretrained else 0
    wanted = layers_to_freeze(config, basics, first.backbone.convolutions, usual)
    freeze, notices = _settle_freeze(wanted, first)
    cut = first.backbone.convolutions if config.cut else None
    settled = dataclasses.replace(config, cut=cut, freeze=freeze, **dataclasses.asdict(basics))
    head = _build_head(settled, dataset, first)
    continued = first.other if basics.epochs else None
    keeps_head, head_notices = _continue_head(head, settled, dataset, continued)
    off = (*plain_notices(settled, basics), *mirror_notices(settled, basics, dataset.classes))
    fits_first = first.pretrained and not keeps_head
    off += knob_notices(settled, len(dataset.classes), fits_first=fits_first)
    return Plan(
        config=settled,
        classifier=_classifier(first.backbone, head, freeze),
        origin=first.origin,
        classes=len(dataset.classes),
        stages=_stages(settled, first.backbone),
        keeps_head=keeps_head,
        notices=(*first.notices, *notices, *head_notices, *off),
    )


def rebuild(config: TrainConfig, classes: int, origin: Origin) -> Plan:
    """Builds the network of a run that is under way; its weights come from the checkpoint.

    Args:
        config: Settled.
        classes: Number of classes.
        origin: From the checkpoint.
    """
    torch.manual_seed(config.seed)
    basics = settle_basics(config)
    backbone, _ = cut_backbone(build_backbone(basics.backbone), config.cut)
    head = build_head(config, backbone, classes, basics.dropout)
    start_head(head)
    classifier = _classifier(backbone, head, config.freeze or 0)
    return Plan(config, classifier, origin, classes, _stages(config, backbone))


def _require_learnable(
    config: TrainConfig, basics: Settled, first: FirstLayers, classes: int
) -> None:
    if basics.epochs and config.plan != "fast":
        return
    if not first.pretrained:
        raise RunError(
            "A head alone cannot tell what random layers see.",
            "Use pretrained weights, or choose the balanced plan and at least one epoch.",
        )
    if not may_fit_head(config, basics, classes):
        raise RunError(
            "The fast plan, and a run without epochs, fit a linear head; this one cannot be such.",
            "Choose the average pool head, or another plan and at least one epoch.",
        )


def _stages(config: TrainConfig, backbone: Backbone) -> tuple[int, ...]:
    """`best` thaws the network in three stages (gradual unfreezing, Howard and Ruder 2018)."""
    frozen = backbone.frozen_blocks(config.freeze or 0)
    if config.plan != "best":
        return (frozen,)
    return tuple(dict.fromkeys((frozen, frozen * 2 // 3, frozen // 3)))


def _follow_wish(config: TrainConfig, dataset: Dataset) -> TrainConfig:
    if config.balance is not None:
        return config
    return dataclasses.replace(config, balance="sampling" if wants_balance(dataset) else "none")


def _follow_other(config: TrainConfig) -> tuple[TrainConfig, OtherModel | None]:
    """Opens the model that the run starts from, if it does from one, and is made like it."""
    folder = Path(config.weights).expanduser()
    if config.weights in {IMAGENET, SCRATCH} or not folder.is_dir():
        return config, None
    other = open_other(folder)
    # Whoever goes on with the run may do so from another working folder.
    config = dataclasses.replace(config, weights=str(folder.resolve()))
    return follow_model(config, other.card), other


def _require_fitting(basics: Settled) -> None:
    name, size = basics.backbone, basics.image_size
    require_backbone(name)
    if size < smallest_size(name):
        raise RunError(f"{name} needs pictures of at least {smallest_size(name)} px, not {size}.")


def _settle_freeze(wanted: int, first: FirstLayers) -> tuple[int, tuple[str, ...]]:
    backbone = first.backbone
    boundary = backbone.boundary(wanted)
    notices = []
    if boundary != wanted:
        notices.append(
            f"Layer {wanted} of {backbone.name} lies inside a block: "
            f"{f'the first {boundary} layers are' if boundary > 1 else 'the first layer is'} "
            f"frozen."
        )
    if boundary > first.known:
        which = "The" if first.known == 0 else "Some of the"
        notices.append(
            f"{which} first {boundary} layers are frozen at random weights: "
            f"they will never learn anything."
        )
    return boundary, tuple(notices)


def _build_head(config: TrainConfig, dataset: Dataset, first: FirstLayers) -> nn.Sequential:
    backbone, weights = first.backbone, first.weights
    head = build_head(config, backbone, len(dataset.classes), config.dropout or 0.0)
    dense = weights if config.head == "classic" and not backbone.is_cut else None
    if dense and not dense.has_dense_layers:
        raise WeightsError(
            f"The classic head needs the dense layers, which {dense.description} lacks.",
            f"Download torchvision's weights of {backbone.name} with their dense layers, or import "
            f"them from its whole file; or choose the average pool head.",
        )
    start_head(head, dense.state if dense else None)
    return head


def _continue_head(
    head: nn.Sequential, config: TrainConfig, dataset: Dataset, other: OtherModel | None
) -> tuple[bool, tuple[str, ...]]:
    """Goes on with another model's head where it fits; whether it did, and what was done."""
    if other is None:
        return False, ()
    if not same_head(head, other, kind=config.head):
        return False, (f"The head starts anew: that of the model {other.name} is another one.",)
    rows = match_classes(other.card, dataset)
    missing = [n for index, n in enumerate(other.card.classes) if index not in rows]
    if missing:
        return False, (
            f"The head starts anew: the model {other.name} knows classes that these pictures "
            f"do not have ({', '.join(missing)}).",
        )
    take_head(head, other, rows)
    new = [n for n, row in zip(dataset.classes, rows, strict=True) if row is None]
    if new:
        return True, (
            f"The head keeps what the model {other.name} knows of its classes; "
            f"new: {', '.join(new)}.",
        )
    return True, (f"The head goes on from that of the model {other.name}.",)


def _classifier(backbone: Backbone, head: nn.Sequential, freeze: int) -> Classifier:
    return Classifier(backbone.blocks, head, backbone.frozen_blocks(freeze))
