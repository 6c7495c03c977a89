"""Starts a network from the layers of another model: its convolutions, and what knows its classes.

Simonyan and Zisserman (2015, section 3.1) trained a shallow VGG first and started the deeper ones
from its layers. The same is done here for any two networks: going through both in order, a layer
is taken over where one of the same shape works at the same resolution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.model_card import ModelCard, model_folder
from shoeclassifier_gui.learn.models.model_folder import read_model
from shoeclassifier_gui.learn.networks.backbones import Backbone, describe
from shoeclassifier_gui.learn.networks.classifier import Classifier

# Divides by all strides of all networks, so that resolutions can be compared.
_SIDE = 256


@dataclass(frozen=True, slots=True)
class OtherModel:
    """A trained model that a run starts from.

    Attributes:
        name: For people.
        card: What is known of it.
        network: With its weights.
    """

    name: str
    card: ModelCard
    network: Classifier


@dataclass(frozen=True, slots=True)
class _Layer:
    """A convolution with what follows it up to the next one.

    Attributes:
        parts: All that holds numbers; the convolution first.
        shape: Of the convolution's weights, with the side of its output.
    """

    parts: tuple[nn.Module, ...]
    shape: tuple[int, ...]


def open_other(folder: Path) -> OtherModel:
    """Opens a model's or run's folder to start from it.

    Raises:
        ModelError: There is no complete model.
    """
    card, network = read_model(folder)
    place = model_folder(folder)
    name = place.parent.name if place.name == "model" else place.name
    return OtherModel(name, card, network)


def take_layers(backbone: Backbone, other: OtherModel) -> tuple[int, ...]:
    """Copies convolution layers of another model wherever they fit, in order.

    Args:
        backbone: With weights of its own; those of the layers that fit are replaced.
        other: Where from.

    Returns:
        Numbers, from 1, of the layers that were taken over.

    Raises:
        RunError: Not one layer fits.
    """
    own = _layers(backbone.blocks, backbone.name)
    taken: list[int] = []
    for layer in _layers(other.network.blocks, other.card.backbone):
        start = taken[-1] if taken else 0
        shapes = [candidate.shape for candidate in own[start:]]
        if layer.shape in shapes:
            position = start + shapes.index(layer.shape)
            _copy(layer.parts, own[position].parts)
            taken.append(position + 1)
    if not taken:
        raise RunError(
            f"No convolution layer of the model {other.name} ({other.card.backbone}) fits "
            f"{backbone.name}.",
            f"Choose the network {other.card.backbone}, or other weights to start from.",
        )
    return tuple(taken)


def same_head(head: nn.Sequential, other: OtherModel, *, kind: str | None) -> bool:
    """Whether a head is of the same kind and size as another model's, but for the classes."""
    ours, theirs = list(head)[:-1], list(other.network.head.children())[:-1]
    return kind == other.card.head and [_form(m) for m in ours] == [_form(m) for m in theirs]


def take_head(head: nn.Sequential, other: OtherModel, rows: Sequence[int | None]) -> None:
    """Copies a head of the same kind; classes that the other model knew keep their rows.

    Args:
        head: With weights of its own; those of new classes stay.
        other: Whose head is of the same kind and size.
        rows: The other model's index of each class; None for a new one.
    """
    theirs = list(other.network.head.children())
    ours = list(head)
    _copy(theirs[:-1], ours[:-1])
    last, old = ours[-1], theirs[-1]
    assert isinstance(last, nn.Linear)
    assert isinstance(old, nn.Linear)
    with torch.no_grad():
        for row, source in enumerate(rows):
            if source is not None:
                last.weight[row] = old.weight[source]
                last.bias[row] = old.bias[source]


def _layers(blocks: nn.Sequential, name: str) -> list[_Layer]:
    """In the order in which they are declared, which is that of the computation."""
    groups: list[list[nn.Module]] = []
    for module in blocks.modules():
        if isinstance(module, nn.Conv2d):
            groups.append([])
        holds = any(True for _ in module.parameters(recurse=False))
        if holds and groups:
            groups[-1].append(module)
    sides = _sides(name)
    return [
        _Layer(tuple(group), (*_weight(group[0]).shape, side))
        for group, side in zip(groups, sides, strict=False)  # A cut network has fewer.
    ]


def _sides(name: str) -> list[int]:
    """The side of the output of each convolution of a whole network."""
    blocks = describe(name).blocks.eval()
    found: dict[nn.Module, int] = {}

    def note(module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        found[module] = output.shape[-1]

    convolutions = [module for module in blocks.modules() if isinstance(module, nn.Conv2d)]
    for module in convolutions:
        module.register_forward_hook(note)
    with torch.no_grad():
        blocks(torch.empty(1, 3, _SIDE, _SIDE, device="meta"))
    return [found[module] for module in convolutions]


def _weight(module: nn.Module) -> torch.Tensor:
    assert isinstance(module, nn.Conv2d)
    return module.weight


def _form(module: nn.Module) -> tuple[object, ...]:
    return type(module), *(tensor.shape for tensor in module.state_dict().values())


def _copy(sources: Sequence[nn.Module], targets: Sequence[nn.Module]) -> None:
    """Copies parameters and statistics between modules of one kind and size, pair by pair."""
    for source, target in zip(sources, targets, strict=False):
        if _form(source) == _form(target):
            target.load_state_dict(source.state_dict())
