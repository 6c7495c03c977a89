"""Cuts batches into parts that fit into memory; their gradients are added up."""

from collections.abc import Sequence

import torch
from torch import nn

from shoeclassifier_gui.core.errors import OutOfGpuMemory
from shoeclassifier_gui.learn.computing.activation_bytes import hooked
from shoeclassifier_gui.learn.computing.device import release_memory
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.remembering.sources import Source

# What the activations of one part may take on a CPU; a card says itself when it is full.
_CPU_BYTES = 1_000_000_000
# Each output is kept for the way back, and its gradient lives beside it for a while.
_COPIES = 2
_LEAST = 2  # Batch normalisation needs a spread.


class MicroBatches:
    """Knows how many pictures fit at once.

    Args:
        network: Learns.
        execution: Where.
        batch_size: Pictures of a whole batch.

    Attributes:
        answering: Pictures at once where nothing is kept for a way back; a card may have less room.
        notices: What the user should be told; whoever tells it takes it out.
        bytes_at_once: What the activations of one part take; 0 where it was not measured.
    """

    def __init__(self, network: Classifier, execution: Execution, batch_size: int) -> None:
        self._network = network
        self._execution = execution
        self._size = self._whole = batch_size
        self.answering = 2 * batch_size
        self.notices: list[str] = []
        self.bytes_at_once = 0

    def measure(self, source: Source, positions: Sequence[int]) -> None:
        """Finds the largest part for what learns behind a source; on a CPU only."""
        if self._execution.device.torch_device.type != "cpu":
            return
        each = _COPIES * self._bytes_a_picture(source.plain(positions[:1]), source.passed)
        fitting = max(_LEAST, _CPU_BYTES // max(1, each))
        self._size = min(self._whole, fitting)
        self.answering = min(2 * self._whole, fitting)
        self.bytes_at_once = each * self._size

    def parts(self, positions: Sequence[int]) -> list[Sequence[int]]:
        """Cuts a batch; no part is a single picture unless the batch is one."""
        parts = [positions[i : i + self._size] for i in range(0, len(positions), self._size)]
        if len(parts) > 1 and len(parts[-1]) == 1:
            parts[-2:] = [positions[len(positions) - self._size - 1 :]]
        return parts

    def halve(self) -> None:
        """Takes smaller parts after the device's memory was full in a step.

        Raises:
            OutOfGpuMemory: They are as small as can be.
        """
        if self._size <= _LEAST:
            raise too_small()
        self._size = max(_LEAST, self._size // 2)
        release_memory()
        self.notices.append(
            f"The graphics card's memory was full: batches are computed in parts of {self._size} "
            f"pictures now, which takes a little longer."
        )

    def _bytes_a_picture(self, inputs: torch.Tensor, passed: int) -> int:
        """Outputs of the layers that learn, and of the largest frozen one."""
        kept, largest = [0], [0]

        def count(module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
            size = output.numel() * output.element_size()
            learns = any(id(module) in block for block in learning)
            kept[0] += size if learns else 0
            largest[0] = max(largest[0], size)

        network = self._network
        learning = [
            {id(m) for m in part.modules()}
            for part in (network.blocks[network.frozen_blocks :], network.head)
        ]
        leaves = (m for m in network.modules() if not list(m.children()))
        mode = network.training
        network.eval()
        try:
            with (
                hooked(leaf.register_forward_hook(count) for leaf in leaves),
                torch.inference_mode(),
                self._execution.precision(),
            ):
                network.scores(inputs, passed)
        finally:
            network.train(mode)
        return int(kept[0] + 2 * largest[0])


def too_small() -> OutOfGpuMemory:
    """Says that smaller parts do not help."""
    return OutOfGpuMemory(
        "Choose a smaller picture size, freeze more layers, or close other programs."
    )
