"""Networks as chains of blocks that can be frozen, and cut, counted from the input."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

import torch
from torch import nn

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.defaults import COMPACT
from shoeclassifier_gui.learn.networks.compact_cnn import CompactCnn
from shoeclassifier_gui.learn.networks.vision import make_network


class _Counts(NamedTuple):
    """What is known of a network without making it: making all of them takes a second.

    Attributes:
        last_stage: How many blocks, counted from the output, learn by default. For VGG16 these are
            convolution layers 11-13, so that 10 are frozen.
        convolutions: Convolution layers.
        frozen: How many of them are frozen by default.
    """

    last_stage: int
    convolutions: int
    frozen: int


_COUNTS: dict[str, _Counts] = {
    "vgg11": _Counts(2, 8, 6),
    "vgg11_bn": _Counts(2, 8, 6),
    "vgg13": _Counts(2, 10, 8),
    "vgg13_bn": _Counts(2, 10, 8),
    "vgg16": _Counts(3, 13, 10),
    "vgg16_bn": _Counts(3, 13, 10),
    "vgg19": _Counts(4, 16, 12),
    "vgg19_bn": _Counts(4, 16, 12),
    "alexnet": _Counts(3, 5, 2),
    "googlenet": _Counts(2, 57, 45),
    "inception_v3": _Counts(3, 94, 70),
    "resnet18": _Counts(2, 20, 15),
    "resnet50": _Counts(3, 53, 43),
    "resnet152": _Counts(3, 155, 145),
    "squeezenet1_1": _Counts(4, 25, 13),
    "mobilenet_v2": _Counts(5, 52, 39),
    "mobilenet_v3_small": _Counts(4, 52, 36),
    "densenet121": _Counts(1, 120, 88),
    "efficientnet_b0": _Counts(6, 81, 55),
    COMPACT: _Counts(3, 8, 5),
}
# Smaller inputs vanish in the pooling layers (found by running each network).
_SMALLEST: dict[str, int] = {"alexnet": 63, "inception_v3": 75}
DEFAULT_SMALLEST = 32

_WITH_AUXILIARY = ("googlenet", "inception_v3")

BACKBONES: tuple[str, ...] = tuple(_COUNTS)


@dataclass(frozen=True, slots=True)
class Backbone:
    """The convolution part of a network.

    Attributes:
        name: torchvision's name, or `compact`.
        blocks: In order; running them all maps (n, 3, size, size) to (n, channels, h, w).
        depths: Convolution layers up to and including each block.
        channels: Of the last block's output.
        default_freeze: Convolution layers before the whole network's last stage.
        is_cut: Whether its last blocks were cut off.
    """

    name: str
    blocks: nn.Sequential
    depths: tuple[int, ...]
    channels: int
    default_freeze: int
    is_cut: bool = False

    @property
    def convolutions(self) -> int:
        """All convolution layers."""
        return self.depths[-1]

    def cut(self, depth: int) -> "Backbone":
        """Only the blocks with the first `depth` convolution layers; the last ones are cut off.

        Raises:
            RunError: The network has fewer convolution layers, or its first block has more.
        """
        if depth > self.convolutions:
            raise RunError(
                f"{self.name} has {self.convolutions} convolution layers; "
                f"it cannot be cut after layer {depth}."
            )
        count = self.frozen_blocks(depth)
        if count == 0:
            raise RunError(
                f"The first block of {self.name} has {self.depths[0]} convolution layers; "
                f"it cannot be cut after layer {depth}."
            )
        depths = self.depths[:count]
        shapes = nn.Sequential(*list(describe(self.name).blocks)[:count])
        return replace(
            self,
            blocks=nn.Sequential(*list(self.blocks)[:count]),
            depths=depths,
            channels=_output_channels(shapes, smallest_size(self.name)),
            default_freeze=min(self.default_freeze, depths[-1]),
            is_cut=count < len(self.depths),
        )

    def boundary(self, freeze: int) -> int:
        """The largest possible freeze depth that is not above `freeze`.

        Raises:
            RunError: The network has fewer convolution layers than that.
        """
        if freeze > self.convolutions:
            left = "convolution layers" + (" left" if self.is_cut else "")
            raise RunError(
                f"{self.name} has {self.convolutions} {left}; {freeze} cannot be frozen."
            )
        return max((depth for depth in (0, *self.depths) if depth <= freeze), default=0)

    def frozen_blocks(self, boundary: int) -> int:
        """How many blocks lie below a freeze depth."""
        return sum(depth <= boundary for depth in self.depths)


def require_backbone(name: str) -> None:
    """Checks that a network is offered.

    Raises:
        RunError: It is not, with the list of those that are.
    """
    if name not in _COUNTS:
        raise RunError(
            f"The network {name} is not known.", f"Choose one of {', '.join(BACKBONES)}."
        )


def smallest_size(name: str) -> int:
    """The smallest picture side that the network can take."""
    return _SMALLEST.get(name, DEFAULT_SMALLEST)


def layer_counts(name: str) -> tuple[int, int]:
    """How many convolution layers a network has, and how many are frozen by default.

    Raises:
        RunError: The network is not known.
    """
    require_backbone(name)
    return _COUNTS[name].convolutions, _COUNTS[name].frozen


def empty_network(name: str) -> nn.Module:
    """The whole network on the meta device: shapes and names, no memory."""
    require_backbone(name)
    with torch.device("meta"):
        if name == COMPACT:
            return CompactCnn()
        # Auxiliary heads only serve a network's own training from scratch.
        extra = {"aux_logits": False, "init_weights": False} if name in _WITH_AUXILIARY else {}
        return make_network(name, **extra)


def describe(name: str) -> Backbone:
    """The convolution part of a network on the meta device: shapes and depths, no memory."""
    return _dissect(name, empty_network(name))


def build_backbone(name: str, state: dict[str, torch.Tensor] | None = None) -> Backbone:
    """Builds the convolution part of a network.

    Args:
        name: torchvision's name, or `compact`.
        state: Weights under torchvision's names; further entries are ignored. None initialises at
            random (He et al. 2015, as torchvision does for VGG) from torch's global generator.
    """
    network = empty_network(name)
    backbone = _dissect(name, network)
    if state is None:
        backbone.blocks.to_empty(device="cpu")
        backbone.blocks.apply(_initialise)
    else:
        own = {key: value for key, value in state.items() if key in network.state_dict()}
        network.load_state_dict(own, strict=False, assign=True)
    return backbone


def _dissect(name: str, network: nn.Module) -> Backbone:
    blocks = nn.Sequential(*_blocks(_feature_modules(network)))
    counts = (sum(isinstance(m, nn.Conv2d) for m in block.modules()) for block in blocks)
    depths = tuple(accumulate(counts))
    channels = _output_channels(blocks, smallest_size(name))
    return Backbone(name, blocks, depths, channels, depths[-1 - _COUNTS[name].last_stage])


def feature_keys(network: nn.Module) -> set[str]:
    """Names of the tensors of the convolution part in torchvision's state dict."""
    inside = {id(m) for module in _feature_modules(network) for m in module.modules()}
    return {
        f"{name}.{key}" if name else key
        for name, module in network.named_modules()
        if id(module) in inside
        for key, _ in [
            *module.named_parameters(recurse=False),
            *module.named_buffers(recurse=False),
        ]
    }


def _feature_modules(network: nn.Module) -> list[nn.Module]:
    """The modules that torchvision's forward runs before its global pooling, in order."""
    features = getattr(network, "features", None)
    if isinstance(features, nn.Module):
        children = list(features.children())
    else:
        children = []
        for name, module in network.named_children():
            if name == "avgpool":
                break
            children.append(module)
    # Plain sequences are stages of blocks (ResNet, EfficientNet); subclasses are blocks.
    flat = [
        part for child in children for part in (child if type(child) is nn.Sequential else [child])
    ]
    if type(network).__name__ == "DenseNet":
        flat.append(nn.ReLU())  # torchvision applies it in forward(), after the last norm.
    return flat


def _blocks(modules: Sequence[nn.Module]) -> list[nn.Module]:
    """Each block begins with a module that convolves; what follows it without belongs to it."""
    groups: list[list[nn.Module]] = []
    for module in modules:
        convolves = any(isinstance(part, nn.Conv2d) for part in module.modules())
        if convolves or not groups:
            groups.append([])
        groups[-1].append(module)
    return [nn.Sequential(*group) for group in groups]


def _output_channels(blocks: nn.Sequential, size: int) -> int:
    training = blocks.training
    blocks.eval()
    with torch.no_grad():
        shape = blocks(torch.empty(1, 3, max(size, 64), max(size, 64), device="meta")).shape
    blocks.train(training)
    return int(shape[1])


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        module.reset_parameters()
