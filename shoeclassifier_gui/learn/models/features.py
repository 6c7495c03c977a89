"""Features of pictures for the data doctor: what a network's last convolution saw, averaged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import nn

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.examination import FeatureFunction, FeatureProgress
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, model_folder
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.computing.room import Room
from shoeclassifier_gui.learn.models.known_rows import KnownRows, Rows
from shoeclassifier_gui.learn.models.model_folder import read_model
from shoeclassifier_gui.learn.networks.backbones import build_backbone, describe
from shoeclassifier_gui.learn.pictures.augmentation import plain
from shoeclassifier_gui.learn.pictures.pixels import decoding_threads, read_square
from shoeclassifier_gui.learn.weights.weights_files import file_hash
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

# Any of them serves; the fast ones come first, VGG16 looks at a picture 20 times as long.
_WANTED = (
    "squeezenet1_1", "mobilenet_v3_small", "resnet18", "efficientnet_b0", "densenet121",
    "googlenet", "alexnet", "vgg16", "vgg16_bn", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn",
    "vgg19", "vgg19_bn", "mobilenet_v2", "resnet50", "inception_v3", "resnet152",
)  # fmt: skip
_SIZE = 224
_CHUNK = 32


@dataclass(frozen=True, slots=True)
class _Network:
    name: str
    weights: str
    blocks: nn.Module
    channels: int
    preprocessing: Preprocessing


def feature_function(
    project: Project, model: Path | None = None, store: WeightsStore | None = None
) -> FeatureFunction | None:
    """What gives features for the pictures of a project.

    Args:
        project: Features are kept in its hidden folder.
        model: A trained model's folder; by default any pretrained weights of the store.
        store: Where weights are looked for.

    Returns:
        None when there are no weights.

    Raises:
        ModelError: The model's folder is incomplete, damaged or of another version.
    """
    store = store or WeightsStore()
    name = next((name for name in _WANTED if store.find(name) is not None), None)
    if model is None and name is None:
        return None

    def features(items: Sequence[Item], control: Control) -> Iterator[FeatureProgress | Rows]:
        network = _of_model(model) if model is not None else _of_store(store, name or "")
        return _compute(project, network, items, control)

    return features


def _of_model(model: Path) -> _Network:
    card, classifier = read_model(model)
    weights = file_hash(model_folder(model) / WEIGHTS_FILE)
    shapes = describe(card.backbone)
    channels = (shapes.cut(card.cut) if card.cut else shapes).channels
    return _Network(card.backbone, weights, classifier.blocks, channels, card.preprocessing)


def _of_store(store: WeightsStore, name: str) -> _Network:
    path = store.find(name)
    pretrained = store.load(name, "imagenet")
    assert path is not None
    assert pretrained is not None
    backbone = build_backbone(name, pretrained.state)
    preprocessing = Preprocessing(_SIZE, pretrained.mean, pretrained.deviation)
    return _Network(name, file_hash(path), backbone.blocks, backbone.channels, preprocessing)


def _compute(
    project: Project, network: _Network, items: Sequence[Item], control: Control
) -> Iterator[FeatureProgress | Rows]:
    """Features of the items, in their order; the last event holds them."""
    features = KnownRows(
        project.caches / "features",
        network.weights,
        network.preprocessing,
        network.channels,
        [item.digest for item in items],
    )
    wanted = features.missing()
    new = list({item.digest: item for item in items if item.digest in wanted}.values())
    if new:
        network.blocks.eval()
        execution = _execution(network)
        execution.place(network.blocks)
        try:
            yield from _look_at(network, execution, new, features, control)
        finally:
            features.close()
    yield features.of([item.digest for item in items])


def _execution(network: _Network) -> Execution:
    size, name = network.preprocessing.image_size, f"{network.name} features"
    return fastest_execution(network.blocks, choose_device(), size, name=name, learning=False)


def _look_at(
    network: _Network,
    execution: Execution,
    items: Sequence[Item],
    features: KnownRows,
    control: Control,
) -> Iterator[FeatureProgress]:
    look, room = partial(_pooled, network, execution), Room()
    with decoding_threads() as pool:
        for start in range(0, len(items), _CHUNK):
            control.checkpoint()
            chunk = items[start : start + _CHUNK]
            squares = list(pool.map(_Square(network.preprocessing), chunk))
            rows = np.concatenate(list(room.parts(look, squares, _CHUNK)))
            features.add([item.digest for item in chunk], rows)
            yield FeatureProgress(start + len(chunk), len(items))


@dataclass(frozen=True, slots=True)
class _Square:
    preprocessing: Preprocessing

    def __call__(self, item: Item) -> Picture:
        """A picture that vanished meanwhile is grey: the next reading leaves it out."""
        try:
            return read_square(self.preprocessing, item.path)
        except BrokenPicture:
            side = self.preprocessing.square_side
            return np.full((side, side, 3), 128, np.uint8)


def _pooled(network: _Network, execution: Execution, squares: Sequence[Picture]) -> Rows:
    batch = torch.from_numpy(np.stack(squares)).to(execution.device.torch_device)
    pictures = plain(batch, network.preprocessing)
    arranged = pictures.contiguous(memory_format=execution.memory_format)
    with torch.inference_mode(), execution.precision():
        seen = network.blocks(arranged)
    pooled: Rows = seen.float().mean(dim=(2, 3)).cpu().numpy()
    return pooled
