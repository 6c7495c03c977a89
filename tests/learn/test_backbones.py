"""Networks as chains of blocks: the same numbers as torchvision, frozen where it is said."""

import pytest
import torch

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.learn.networks.backbones import (
    BACKBONES,
    build_backbone,
    describe,
    empty_network,
    feature_keys,
    layer_counts,
    smallest_size,
)
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import classic_head, pool_head, start_head
from shoeclassifier_gui.learn.networks.vision import make_network


def torchvision_features(network: torch.nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """What torchvision's own forward gives to its global pooling."""
    seen: list[torch.Tensor] = []
    network.get_submodule("avgpool").register_forward_pre_hook(
        lambda module, inputs: seen.append(inputs[0])
    )
    network(pictures)
    return seen[0]


@pytest.mark.parametrize(
    "name",
    [
        "vgg11_bn", "alexnet", "googlenet", "inception_v3", "resnet18", "resnet50",
        "mobilenet_v3_small", "efficientnet_b0",
    ],
)  # fmt: skip
def test_blocks_compute_what_torchvision_computes(name: str) -> None:
    branched = name in {"googlenet", "inception_v3"}
    options = {"aux_logits": False, "init_weights": False} if branched else {}
    network = make_network(name, **options).eval()
    backbone = build_backbone(name, network.state_dict())
    pictures = torch.randn(2, 3, 96, 96)
    with torch.inference_mode():
        expected = torchvision_features(network, pictures)
        assert torch.equal(backbone.blocks.eval()(pictures), expected)


def test_mobilenet_v2_computes_what_torchvision_computes() -> None:
    network = make_network("mobilenet_v2").eval()
    backbone = build_backbone("mobilenet_v2", network.state_dict())
    pictures = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        expected = network.get_submodule("features")(pictures)
        assert torch.equal(backbone.blocks.eval()(pictures), expected)


def test_densenet_ends_with_torchvisions_activation() -> None:
    network = make_network("densenet121").eval()
    backbone = build_backbone("densenet121", network.state_dict())
    pictures = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        expected = torch.relu(network.get_submodule("features")(pictures))
        assert torch.equal(backbone.blocks.eval()(pictures), expected)


@pytest.mark.parametrize("name", BACKBONES)
def test_every_network_is_whole_and_takes_its_smallest_picture(name: str) -> None:
    backbone = build_backbone(name)
    size = smallest_size(name)
    with torch.inference_mode():
        features = backbone.blocks.eval()(torch.zeros(1, 3, size, size))
    assert features.shape[1] == backbone.channels
    assert 0 < backbone.default_freeze < backbone.convolutions
    assert layer_counts(name) == (backbone.convolutions, backbone.default_freeze)
    assert torch.isfinite(features).all()
    assert len(backbone.blocks.state_dict()) == len(feature_keys(empty_network(name)))


def test_vgg16_freezes_by_layer_and_ten_by_default() -> None:
    backbone = describe("vgg16")
    assert backbone.depths == tuple(range(1, 14))
    assert backbone.default_freeze == 10
    assert [backbone.boundary(n) for n in (0, 5, 13)] == [0, 5, 13]
    with pytest.raises(RunError):
        backbone.boundary(14)


def test_the_compact_network_has_the_sizes_of_its_source() -> None:
    backbone = build_backbone("compact")
    head = classic_head(backbone, 6, 0.8)
    start_head(head)
    network = Classifier(backbone.blocks, head)
    assert sum(parameter.numel() for parameter in network.parameters()) == 499_806
    buffers = network.named_buffers()
    assert sum(tensor.numel() for name, tensor in buffers if "running" in name) == 1_280
    assert network(torch.zeros(2, 3, 150, 150)).shape == (2, 6)


@pytest.mark.parametrize("name", BACKBONES)
def test_every_network_can_be_cut_after_every_block(name: str) -> None:
    whole = describe(name)
    size = max(64, smallest_size(name))
    shapes = torch.zeros(1, 3, size, size, device="meta")
    for depth in (whole.depths[0], whole.depths[len(whole.depths) // 2], whole.convolutions):
        left = describe(name).cut(depth)
        features = left.blocks.eval()(shapes)
        assert features.shape[1] == left.channels
        assert left.depths == tuple(d for d in whole.depths if d <= depth)
        assert left.default_freeze == min(depth, whole.default_freeze)
        assert left.is_cut == (depth < whole.convolutions)


def test_a_cut_network_keeps_its_weights_and_its_limits() -> None:
    backbone = build_backbone("vgg11")
    first = next(backbone.blocks.parameters())
    left = backbone.cut(3)
    assert next(left.blocks.parameters()) is first
    with pytest.raises(RunError, match="vgg11 has 3 convolution layers left; 4 cannot be frozen"):
        left.boundary(4)
    with pytest.raises(RunError, match="cannot be cut after layer 9"):
        backbone.cut(9)
    assert describe("resnet18").cut(4).convolutions == 3


def test_a_depth_inside_a_block_is_rounded_down() -> None:
    backbone = describe("resnet18")
    assert [backbone.boundary(n) for n in (0, 1, 2, 3, 4, 19)] == [0, 1, 1, 3, 3, 18]


@pytest.mark.parametrize("frozen", [0, 3, 8])
def test_frozen_blocks_get_no_gradient_and_keep_their_statistics(frozen: int) -> None:
    torch.manual_seed(0)
    backbone = build_backbone("vgg11_bn")
    network = Classifier(backbone.blocks, pool_head(512, 3, 0.0), frozen).train()
    before = {name: tensor.clone() for name, tensor in network.blocks.state_dict().items()}
    network(torch.randn(4, 3, 32, 32)).sum().backward()
    for number, block in enumerate(network.blocks):
        grads = [parameter.grad is not None for parameter in block.parameters()]
        assert all(grads) if number >= frozen else not any(grads)
    moved = {
        int(name.split(".")[0])
        for name, tensor in network.blocks.state_dict().items()
        if not tensor.equal(before[name])
    }
    assert moved == set(range(frozen, 8))


def test_the_classic_head_starts_from_pretrained_dense_layers() -> None:
    torch.manual_seed(0)
    state = make_network("alexnet").state_dict()
    backbone = build_backbone("alexnet", state)
    head = classic_head(backbone, 4, 0.3)
    start_head(head, state)
    network = Classifier(backbone.blocks, head)
    assert network(torch.zeros(1, 3, 64, 64)).shape == (1, 4)
    dense = [layer for layer in head if isinstance(layer, torch.nn.Linear)]
    assert torch.equal(dense[0].weight, state["classifier.1.weight"])
    assert dense[-1].out_features == 4
    assert {layer.p for layer in head if isinstance(layer, torch.nn.Dropout)} == {0.3}


def test_networks_without_dense_layers_have_no_classic_head() -> None:
    with pytest.raises(RunError, match="no classic head"):
        classic_head(build_backbone("resnet18"), 4, 0.3)
