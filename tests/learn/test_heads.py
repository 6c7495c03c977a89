"""Heads: three kinds, behind whole and cut networks, the same again from a model's folder."""

import dataclasses
from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import ACTIVATIONS, Activation, TrainConfig
from shoeclassifier_gui.core.runs.events import NoticeGiven
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.learn.models.model_folder import read_model
from shoeclassifier_gui.learn.networks.backbones import build_backbone, describe
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import Maxout, build_head, classic_head, start_head
from shoeclassifier_gui.learn.training.plan import rebuild, settle
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore
from tests.learn.small import SMALL

ACTIVATION_LAYERS = {
    "relu": torch.nn.ReLU,
    "leaky_relu": torch.nn.LeakyReLU,
    "elu": torch.nn.ELU,
    "maxout": Maxout,
    "tanh": torch.nn.Tanh,
    "sigmoid": torch.nn.Sigmoid,
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_dense_head_is_built_as_it_was_asked(activation: Activation) -> None:
    backbone = build_backbone("vgg11")
    choice = TrainConfig(head="dense", dense_width=32, activation=activation)
    head = build_head(choice, backbone, 3, 0.25)
    assert [type(layer) for layer in head] == [
        torch.nn.AdaptiveAvgPool2d, torch.nn.Flatten, torch.nn.Linear, torch.nn.BatchNorm1d,
        ACTIVATION_LAYERS[activation], torch.nn.Dropout, torch.nn.Linear,
    ]  # fmt: skip
    assert Classifier(backbone.blocks, head)(torch.zeros(2, 3, 32, 32)).shape == (2, 3)
    assert {layer.p for layer in head if isinstance(layer, torch.nn.Dropout)} == {0.25}


def test_maxout_gives_the_larger_of_two() -> None:
    units = torch.tensor([[1.0, 3.0, -2.0, -5.0], [0.0, 0.0, 7.0, 6.0]])
    assert Maxout()(units).tolist() == [[3.0, -2.0], [0.0, 7.0]]


@pytest.mark.parametrize(("name", "depth"), [("vgg11", 2), ("alexnet", 1), ("compact", 5)])
def test_the_classic_head_follows_a_cut_network(name: str, depth: int) -> None:
    backbone = describe(name).cut(depth)
    head = classic_head(backbone, 4, 0.5)
    network = Classifier(backbone.blocks, head).eval()
    assert network(torch.zeros(1, 3, 64, 64, device="meta")).shape == (1, 4)


def test_a_whole_classic_head_forgets_no_layer_when_it_starts_anew() -> None:
    head = classic_head(describe("compact").cut(2), 4, 0.5)
    start_head(head)
    assert not any(parameter.is_meta for parameter in head.parameters())


@pytest.mark.parametrize(
    "changes",
    [
        {"cut": 10, "head": "dense", "dense_width": 24, "activation": "elu"},
        {"cut": 4},
        {"batch_norm": False},
        {"head": "dense", "dense_width": 24, "batch_norm": False, "activation": "maxout"},
        {"backbone": "compact", "image_size": 32},
    ],
)
def test_a_model_folder_says_enough_to_build_it_again(
    changes: dict[str, object], dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(SMALL, epochs=1, **changes)  # type: ignore[arg-type]
    run = RunFolder(tmp_path / "run")
    list(train(config, dataset, run, Control()))
    card, network = read_model(run.path)
    assert card.cut == config.cut
    settled, _ = run.read_config()
    assert card.head == settled.head
    backbone = describe(card.backbone)
    used = (backbone.cut(card.cut) if card.cut else backbone).convolutions
    found = sum(isinstance(layer, torch.nn.Conv2d) for layer in network.modules())
    assert found == used
    size = card.preprocessing.image_size
    assert network(torch.zeros(1, 3, size, size)).shape == (1, len(dataset.classes))


def test_a_cut_inside_a_block_is_rounded_down_and_said(dataset: Dataset, tmp_path: Path) -> None:
    config = dataclasses.replace(SMALL, epochs=1, cut=6)
    run = RunFolder(tmp_path / "run")
    events = list(train(config, dataset, run, Control()))
    said = [event.sentence for event in events if isinstance(event, NoticeGiven)]
    assert said == [
        "Layer 6 of squeezenet1_1 lies inside a block: the network is cut after layer 4."
    ]
    assert ModelCard.read(run.path).cut == 4


def test_the_compact_network_brings_its_own_recipe(dataset: Dataset) -> None:
    plan = settle(TrainConfig(backbone="compact"), dataset, WeightsStore([]))
    config = plan.config
    assert (config.weights, config.head, config.image_size) == ("none", "classic", 150)
    assert (config.dropout, config.learning_rate, config.freeze) == (0.8, 5e-4, 0)
    assert not plan.origin.pretrained
    again = rebuild(config, len(dataset.classes), plan.origin).classifier.state_dict()
    assert {name: tensor.shape for name, tensor in again.items()} == {
        name: tensor.shape for name, tensor in plan.classifier.state_dict().items()
    }
    own = settle(TrainConfig(backbone="compact", dropout=0.1, head="pool"), dataset, WeightsStore())
    assert (own.config.dropout, own.config.head) == (0.1, "pool")
