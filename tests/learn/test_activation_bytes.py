"""Bytes of the activations on their way through a network."""

from functools import partial

import torch
from torch import nn

from shoeclassifier_gui.learn.computing.activation_bytes import largest_step


def test_the_layer_with_most_input_and_output_counts() -> None:
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 1)
    )
    pictures = torch.zeros(2, 3, 10, 10)
    # The rectifier: 8 channels in, 8 out, of 4 bytes each, and the 3 of what all began with.
    assert largest_step(network, partial(network, pictures)) == 2 * (3 + 8 + 8) * 100 * 4
    assert not any(layer._forward_hooks for layer in network)


class _Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU(inplace=True), nn.Conv2d(4, 4, 1))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = pictures + self.layers(pictures)
        return result


def test_a_block_holds_its_input_and_what_is_changed_in_place_counts_once() -> None:
    pictures = torch.zeros(1, 4, 10, 10)
    # Input of the block, input and output of its last layer.
    network = _Residual()
    assert largest_step(network, partial(network, pictures)) == 3 * 4 * 100 * 4


def test_half_the_bytes_count_half() -> None:
    network = nn.Conv2d(1, 1, 1).to(torch.bfloat16)
    pictures = torch.zeros(1, 1, 8, 8, dtype=torch.bfloat16)
    assert largest_step(network, partial(network, pictures)) == 2 * 64 * 2
