"""What the activations of a network take on their way through it."""

import contextlib
from collections.abc import Callable, Iterable, Iterator

import torch
from torch import nn
from torch.utils.hooks import RemovableHandle


@contextlib.contextmanager
def hooked(handles: Iterable[RemovableHandle]) -> Iterator[None]:
    """Removes hooks in the end."""
    handles = tuple(handles)
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def largest_step(network: nn.Module, look: Callable[[], object]) -> int:
    """Bytes of the activations that live at once, where no way back follows.

    These are the output of a module and its input, and those of all modules that it is part of: a
    residual block holds its input until the end.

    Args:
        network: Its modules are watched.
        look: Runs them once.
    """
    held: list[list[torch.Tensor]] = []
    largest = 0

    def enter(_module: nn.Module, inputs: tuple[object, ...]) -> None:
        held.append(list(_tensors(inputs)))

    def leave(_module: nn.Module, _inputs: object, output: object) -> None:
        nonlocal largest
        living = [*(each for inputs in held for each in inputs), *_tensors((output,))]
        # What is changed in place, or only looked at in another way, counts once.
        sizes = {each.untyped_storage().data_ptr(): each.nbytes for each in living}
        largest = max(largest, sum(sizes.values()))
        held.pop()

    modules = list(network.modules())
    before = (module.register_forward_pre_hook(enter) for module in modules)
    after = (module.register_forward_hook(leave) for module in modules)
    with hooked((*before, *after)):
        look()
    return largest


def _tensors(values: Iterable[object]) -> Iterator[torch.Tensor]:
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, list | tuple):  # What dense blocks join.
            yield from _tensors(value)
