"""A backbone with a head, part of it frozen."""

from collections.abc import Iterator

import torch
from torch import nn


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

    def statistics(self) -> dict[str, torch.Tensor]:
        """What normalisation counts while it learns, by its name in the state."""
        frozen = tuple(f"blocks.{number}." for number in range(self.frozen_blocks))
        return {
            name: buffer
            for name, buffer in self.named_buffers()
            if buffer.is_floating_point() and not name.startswith(frozen)
        }

    def learning_blocks(self) -> Iterator[nn.Parameter]:
        """The parameters of the backbone that learn."""
        return self.blocks[self.frozen_blocks :].parameters()
