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
        self.frozen_blocks = frozen_blocks
        for parameter in blocks[:frozen_blocks].parameters():
            parameter.requires_grad_(False)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Scores before the softmax, float32."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and self.frozen_blocks == 0):
            features = self.blocks[: self.frozen_blocks](pictures)
        features = self.blocks[self.frozen_blocks :](features)
        scores: torch.Tensor = self.head(features)
        return scores.float()

    def train(self, mode: bool = True) -> "Classifier":
        """Switches dropout and normalisation; frozen blocks stay in evaluation mode."""
        super().train(mode)
        self.blocks[: self.frozen_blocks].eval()
        return self

    def learning_blocks(self) -> Iterator[nn.Parameter]:
        """The parameters of the backbone that learn."""
        return self.blocks[self.frozen_blocks :].parameters()
