"""What a fine-tuning costs at least: its frozen part once a view, and what learns in each epoch."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import dense_head

# As the program does it: batches of 32, and views in chunks of 16.
_BATCH, _CHUNK = 32, 16
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Floor:
    """Seconds a picture, in the fastest way of this machine.

    Attributes:
        frozen: One look of the frozen layers.
        learning: One step of the others, there and back.
        answering: The others' way there alone.
    """

    frozen: float
    learning: float
    answering: float

    def total(self, train: int, val: int, *, epochs: int, views: int) -> float:
        """Seconds of a whole run; validation pictures have one view."""
        looks = train * min(views, max(1, epochs)) + val
        each_epoch = train * self.learning + val * self.answering
        return looks * self.frozen + epochs * each_epoch


def measure_floor(backbone: str, frozen: int, side: int, classes: int) -> Floor:
    """Times the two parts of a network with medians; nothing is read or written."""
    built = build_backbone(backbone)
    head = dense_head(built.channels, classes, 0.5, TrainConfig())
    network = Classifier(built.blocks, head, built.frozen_blocks(frozen))
    execution = fastest_execution(network, choose_device(), side, name="floor", learning=True)
    execution.place(network)
    pictures = torch.rand(_CHUNK, 3, side, side, device=execution.device.torch_device)
    pictures = pictures.contiguous(memory_format=execution.memory_format)
    below = network.blocks[: network.frozen_blocks]

    def look() -> torch.Tensor:
        with torch.no_grad(), execution.precision():
            return below(pictures)  # type: ignore[no-any-return]

    seen = look().repeat(_BATCH // _CHUNK, 1, 1, 1)
    seen = seen.contiguous(memory_format=execution.memory_format)
    passed = network.frozen_blocks

    def learn() -> None:
        network.train()
        network.zero_grad(set_to_none=True)
        with execution.precision():
            scores = network.scores(seen, passed)
        loss = nn.functional.cross_entropy(scores, torch.zeros_like(scores.argmax(dim=1)))
        loss.backward()  # type: ignore[no-untyped-call]

    def answer() -> None:
        network.eval()
        with torch.no_grad(), execution.precision():
            network.scores(seen, passed)

    return Floor(
        frozen=_median(look, execution) / _CHUNK,
        learning=_median(learn, execution) / _BATCH,
        answering=_median(answer, execution) / _BATCH,
    )


def _median(work: Callable[[], object], execution: Execution) -> float:
    work()
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        work()
        if execution.device.is_cuda:
            torch.cuda.synchronize()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
