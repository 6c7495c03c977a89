"""A backbone with a head, part of it frozen."""

from collections.abc import Iterator

import torch
from torch import nn

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.defaults import has_classic_head
from shoeclassifier_gui.learn.backbones import Backbone, empty_network

_LAYERS_BEFORE_DENSE = 2  # Of the classic head: pool and flatten.


class Classifier(nn.Module):
    """Maps normalised pictures (n, 3, size, size) to class scores (n, classes).

    Frozen blocks run without gradients and with their normalisation's running statistics.
    """

    def __init__(self, blocks: nn.Sequential, head: nn.Module, frozen_blocks: int = 0) -> None:
        super().__init__()
        self.blocks = blocks
        self.head = head
        self.freeze(frozen_blocks)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Scores before the softmax, float32."""
        return self.scores(pictures, passed=0)

    def scores(self, activations: torch.Tensor, passed: int) -> torch.Tensor:
        """Scores from what the first `passed` blocks, all of them frozen, gave."""
        frozen = self.frozen_blocks
        if passed < frozen:
            with torch.no_grad():
                activations = self.blocks[passed:frozen](activations)
        scores: torch.Tensor = self.head(self.blocks[max(passed, frozen) :](activations))
        return scores.float()

    def freeze(self, frozen_blocks: int) -> None:
        """Freezes the first blocks and lets all others learn."""
        self.frozen_blocks = frozen_blocks
        for index, block in enumerate(self.blocks):
            for parameter in block.parameters():
                parameter.requires_grad_(index >= frozen_blocks)
        self.train(self.training)

    @property
    def pools(self) -> bool:
        """Whether the head only sees the average over a picture's places."""
        first = next(iter(self.head.children()), None)
        return isinstance(first, nn.AdaptiveAvgPool2d) and first.output_size in {1, (1, 1)}

    def train(self, mode: bool = True) -> "Classifier":
        """Switches dropout and normalisation; frozen blocks stay in evaluation mode."""
        super().train(mode)
        self.blocks[: self.frozen_blocks].eval()
        return self

    def learning_blocks(self) -> Iterator[nn.Parameter]:
        """The parameters of the backbone that learn."""
        return self.blocks[self.frozen_blocks :].parameters()


def pool_head(channels: int, classes: int, dropout: float) -> nn.Sequential:
    """Global average pool, batch normalisation, dropout, one linear layer.

    Normalising puts pretrained features, whose scales differ by a factor of a hundred between
    channels, on one scale, so that the linear layer learns them all at one rate.
    """
    linear = nn.Linear(channels, classes)
    nn.init.zeros_(linear.bias)
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.BatchNorm1d(channels),
        nn.Dropout(dropout),
        linear,
    )


def classic_head(backbone: Backbone, classes: int, dropout: float) -> nn.Sequential:
    """VGG's own dense layers with a new last one, on the meta device: shapes, no memory.

    Args:
        backbone: Of the VGG family, or AlexNet.
        classes: Number of classes.
        dropout: Replaces the network's own.

    Raises:
        RunError: The network has no dense layers.
    """
    network = empty_network(backbone.name)
    dense = getattr(network, "classifier", None)
    if not isinstance(dense, nn.Sequential) or not has_classic_head(backbone.name):
        raise RunError(f"{backbone.name} has no classic head.", "Choose the head `pool`.")
    last = len(dense) - 1
    dense[last] = nn.Linear(_inputs(dense[last]), classes, device="meta")
    for layer in dense:
        if isinstance(layer, nn.Dropout):
            layer.p = dropout
    pool = network.get_submodule("avgpool")
    return nn.Sequential(pool, nn.Flatten(), *dense)


def start_classic_head(head: nn.Sequential, state: dict[str, torch.Tensor] | None) -> None:
    """Gives a head of `classic_head` its first weights.

    Args:
        head: On the meta device.
        state: Whole pretrained network, to start the dense layers from; None for random.
    """
    # Counted from 0 again, as in the state: a slice of the head would keep its numbers.
    dense = nn.Sequential(*list(head)[_LAYERS_BEFORE_DENSE:])
    last = len(dense) - 1
    if state is not None:
        own = {k.removeprefix("classifier."): v for k, v in state.items() if "classifier." in k}
        own = {k: v for k, v in own.items() if not k.startswith(f"{last}.")}
        dense.load_state_dict(own, strict=False, assign=True)
    for layer in dense:
        if isinstance(layer, nn.Linear) and layer.weight.is_meta:
            layer.to_empty(device="cpu")
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)


def _inputs(layer: nn.Module) -> int:
    assert isinstance(layer, nn.Linear)
    return layer.in_features
