"""The moving average of the weights."""

import pytest
import torch
from torch import nn

from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.training.averaging import WeightAverage


def network() -> Classifier:
    torch.manual_seed(0)
    blocks = nn.Sequential(
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)),
        nn.Sequential(nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4)),
    )
    head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    return Classifier(blocks, head, frozen_blocks=1)


def put(net: Classifier, value: float) -> None:
    with torch.no_grad():
        net.head[2].bias.fill_(value)  # type: ignore[index]


def test_the_average_follows_slowly_and_quickly_at_first() -> None:
    net = network()
    put(net, 0.0)
    average = WeightAverage(net, 0.9)
    put(net, 1.0)
    average.update(0)  # The decay is 1/10 at first.
    assert average.tensors["head.2.bias"].tolist() == pytest.approx([0.9, 0.9])
    average.update(1000)
    assert average.tensors["head.2.bias"].tolist() == pytest.approx([0.91, 0.91])


def test_only_what_learns_is_averaged() -> None:
    names = set(WeightAverage(network(), 0.9).tensors)
    assert names == {
        "blocks.1.0.weight", "blocks.1.0.bias", "blocks.1.1.weight", "blocks.1.1.bias",
        "blocks.1.1.running_mean", "blocks.1.1.running_var", "head.2.weight", "head.2.bias",
    }  # fmt: skip


def test_the_network_has_the_average_only_while_it_is_shown() -> None:
    net = network()
    average = WeightAverage(net, 0.5)
    put(net, 8.0)
    average.update(10_000)
    live = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    with average.shown():
        shown = net.head[2].bias.tolist()  # type: ignore[index]
        assert shown == average.tensors["head.2.bias"].tolist() != live["head.2.bias"].tolist()
    assert all(torch.equal(live[name], tensor) for name, tensor in net.state_dict().items())


def test_layers_that_learn_later_join() -> None:
    net = network()
    average = WeightAverage(net, 0.9)
    net.frozen_blocks = 0
    average.update(0)
    assert "blocks.0.0.weight" in average.tensors


def test_no_average_is_kept_unless_it_is_asked_for() -> None:
    assert WeightAverage.of(network(), 0.0) is None
