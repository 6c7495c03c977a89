"""What the activations of a network take on their way through it."""

from collections.abc import Callable

import torch
from torch import nn


def largest_step(network: nn.Module, look: Callable[[], object]) -> int:
    """Bytes of input and output of the layer that needs most of them.

    Where no way back follows, no more than these live at once.

    Args:
        network: Its layers are watched.
        look: Runs them once.
    """
    largest = 0

    def watch(_layer: nn.Module, inputs: tuple[object, ...], output: object) -> None:
        nonlocal largest
        tensors = [each for each in (*inputs, output) if isinstance(each, torch.Tensor)]
        largest = max(largest, sum(each.numel() * each.element_size() for each in tensors))

    leaves = [module for module in network.modules() if not list(module.children())]
    hooks = [leaf.register_forward_hook(watch) for leaf in leaves]
    try:
        look()
    finally:
        for hook in hooks:
            hook.remove()
    return largest
