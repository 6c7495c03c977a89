"""Which network is taken where none was named: the one that can start from weights at hand."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.learn.networks.backbones import BACKBONES, require_backbone
from shoeclassifier_gui.learn.weights.weights_files import backbone_of, require_weights_of
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore, no_weights


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """A configuration with its network.

    Attributes:
        config: As asked; its backbone stays open where the usual one is taken.
        reason: Why it is another network than the usual one, as a sentence; empty where it is not.
    """

    config: TrainConfig
    reason: str = ""


def choose_network(asked: TrainConfig, store: WeightsStore) -> NetworkChoice:
    """Takes the network of a named weights file, or the first one whose weights are here.

    A backbone that was named stays.

    Raises:
        RunError: The named network is not known.
        WeightsError: The named weights file is missing, damaged, or holds another network.
    """
    file = Path(asked.weights).expanduser()
    if asked.weights in {IMAGENET, SCRATCH} or file.is_dir():
        return _at_hand(asked, store)
    usual = settle_basics(asked).backbone
    if asked.backbone is not None:
        require_backbone(usual)
        require_weights_of(file, usual)
        return NetworkChoice(asked)
    found = backbone_of(file)
    if found == usual:
        return NetworkChoice(asked)
    reason = f"The network is {found}: {file.name} holds its weights."
    return NetworkChoice(dataclasses.replace(asked, backbone=found), reason)


def require_weights_here(config: TrainConfig, store: WeightsStore) -> None:
    """Looks at once whether the ImageNet weights that a run would start from are here.

    Raises:
        RunError: The network is not known.
        WeightsError: They are not; the ways on suit the configuration's plan.
    """
    basics = settle_basics(config)
    require_backbone(basics.backbone)
    if basics.weights == IMAGENET and store.find(basics.backbone) is None:
        raise no_weights(basics.backbone, config.plan)


def _at_hand(asked: TrainConfig, store: WeightsStore) -> NetworkChoice:
    if asked.backbone is not None or asked.weights != IMAGENET:
        return NetworkChoice(asked)
    usual = settle_basics(asked).backbone
    here = next((name for name in (usual, *BACKBONES) if store.find(name) is not None), None)
    if here is None or here == usual:
        return NetworkChoice(asked)
    reason = f"The network is {here}: its ImageNet weights are here, those of {usual} are not."
    return NetworkChoice(dataclasses.replace(asked, backbone=here), reason)
