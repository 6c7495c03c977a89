"""Times the stages of a plan with the very code that a run uses, on a few made-up pictures."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.events import Preparing
from shoeclassifier_gui.core.runs.plan_costs import (
    StageCost,
)
from shoeclassifier_gui.learn.computing.activation_bytes import largest_step
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation, plain
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.remembering.frozen import FrozenLayers
from shoeclassifier_gui.learn.remembering.sources import (
    LOOKED_AT_ONCE,
    FreshPictures,
    Pictures,
)
from shoeclassifier_gui.learn.training.checkpoints import Progress
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.plan import Plan
from shoeclassifier_gui.learn.training.training import Training

_FEW = 8
# A whole batch is only timed when it takes about so long.
_PATIENCE_S = 0.5
_ROW_VALUE_BYTES = 2
_PICTURE_VALUE_BYTES = 4
# Convolutions take about half as much again to work in.
_KERNELS_TOO = 1.5


class StageTiming:
    """Times one plan's stages."""

    def __init__(self, plan: Plan, execution: Execution, control: Control) -> None:
        self._plan = plan
        self._execution = execution
        self._control = control

    def measure(self, stage: int) -> StageCost:
        """Of one stage.

        Raises:
            Stopped: `control` asked for it.
        """
        few = self._learn(stage, _FEW)
        size = self._plan.basics.batch_size
        if few.learning * size < _PATIENCE_S and size > _FEW:
            whole = self._learn(stage, size)
            return dataclasses.replace(whole, looking=few.looking)
        return few

    def _learn(self, stage: int, count: int) -> StageCost:
        """Two epochs of one small batch; the first one sets the kernels up."""
        plan, count = self._plan, max(2, count)
        config = dataclasses.replace(plan.config, epochs=max(1, plan.basics.epochs))
        plan = dataclasses.replace(plan, config=config)
        labels = torch.arange(2 * count) % plan.classes
        positions = tuple(range(2 * count))
        material = Material(labels, positions[:count], positions[count:])
        before = _memory_taken(self._execution)
        training = Training(plan, material, self._execution, self._control)
        training.thaw(stage)
        source = _source(plan, self._execution, count)
        training.enter(stage, source)
        learning = validating = 0.0
        for _ in range(2):
            training.progress = Progress(stage=stage)
            learning = _seconds(self._execution, lambda: list(training.train_epoch()))
            validating = _seconds(self._execution, lambda: list(training.validate()))
        few = source if isinstance(source, _RememberedFew) else None
        looking, row, look = (
            (few.looking(), few.row_bytes, few.bytes_at_once) if few else (0.0, 0, 0)
        )
        memory = _memory_of(training, self._execution, before, look)
        moments = _moments(training)
        return StageCost(looking, learning / count, validating / count, memory, row, moments)


class _RememberedFew:
    """Stands for remembered activations: the rows of a few made-up pictures, in memory."""

    def __init__(self, plan: Plan, execution: Execution, squares: Picture) -> None:
        self._frozen = FrozenLayers(plan.classifier, execution)
        self.passed = self._frozen.passed
        self._plan = plan
        self._execution = execution
        self._squares = torch.from_numpy(squares)
        largest = largest_step(self._frozen.blocks, self._see)
        self._rows = self._see()
        # What a run looks at at once, and the pictures themselves before and after their change.
        shown = 3 * self._squares.numel() * _PICTURE_VALUE_BYTES
        self.bytes_at_once = (largest + shown) * LOOKED_AT_ONCE // len(squares)

    def _see(self) -> torch.Tensor:
        pictures = plain(self._execution.send(self._squares), self._plan.preprocessing)
        return self._frozen.see(pictures).to(self._frozen.dtype).cpu().contiguous()

    @property
    def row_bytes(self) -> int:
        return int(np.prod(self._rows.shape[1:])) * _ROW_VALUE_BYTES

    def changed(
        self,
        positions: Sequence[int],
        epoch: int,  # noqa: ARG002
        generator: torch.Generator,  # noqa: ARG002
    ) -> torch.Tensor:
        return self.plain(positions)

    def plain(self, positions: Sequence[int]) -> torch.Tensor:
        return self._frozen.send(self._rows[[position % len(self._rows) for position in positions]])

    def still_to_look_at(self, positions: Sequence[int], epochs: range) -> int:  # noqa: ARG002
        return 0

    def look(
        self,
        positions: Sequence[int],  # noqa: ARG002
        epoch: int | None,  # noqa: ARG002
        control: Control,  # noqa: ARG002
    ) -> Iterator[Preparing]:
        yield from ()

    def reload(self) -> None:
        pass

    def looking(self) -> float:
        """Seconds a picture that changing it and the frozen blocks take."""
        augment, generator = Augmentation.of(self._plan.config), torch.Generator().manual_seed(0)
        views = self._plan.basics.views > 1

        def once() -> object:
            squares, preprocessing = self._execution.send(self._squares), self._plan.preprocessing
            if not views:
                return self._frozen.see(plain(squares, preprocessing)).cpu()
            return self._frozen.see(augment(squares, preprocessing, generator)).cpu()

        return _seconds(self._execution, once) / len(self._squares)


def _source(plan: Plan, execution: Execution, count: int) -> FreshPictures | _RememberedFew:
    side = plan.preprocessing.square_side
    # Noise, because zeros would be computed faster than pictures.
    shape = (2 * count, side, side, 3)
    squares = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    if remembered_views(plan.config) and plan.classifier.frozen_blocks:
        return _RememberedFew(plan, execution, squares[:_FEW])
    augment = Augmentation.of(plan.config)
    return FreshPictures(Pictures(Squares(squares), (), plan.preprocessing, augment), execution)


def _seconds(execution: Execution, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    if execution.device.is_cuda:
        torch.cuda.synchronize(execution.device.torch_device)
    return time.perf_counter() - started


def _memory_taken(execution: Execution) -> int:
    """Bytes on a card; starts the count of its peak anew."""
    if not execution.device.is_cuda:
        return 0
    torch.cuda.reset_peak_memory_stats(execution.device.torch_device)
    return torch.cuda.memory_allocated(execution.device.torch_device)


def _memory_of(training: Training, execution: Execution, before: int, look: int) -> int:
    """The card's own count; on a CPU the weights and what is computed with them.

    That is a look of the frozen layers, of so many bytes, or gradients, optimizer, averages and
    the activations of one part of a batch, whichever is more. `benchmarks.estimates --memory`
    compares it with what runs take.
    """
    if execution.device.is_cuda:
        return torch.cuda.max_memory_allocated(execution.device.torch_device) - before
    weights = sum(p.nbytes for p in training.network.parameters())
    learning = sum(p.nbytes for p in training.network.parameters() if p.requires_grad)
    rounded = weights // 2 if execution.number_format == "bfloat16" else 0
    copies = weights + rounded + weights  # Saving copies what lies channels-last.
    averaged = training.average.tensors.values() if training.average else ()
    averages = sum(each.nbytes for each in averaged)
    step = learning + averages + _moments(training) + training.part_bytes
    return copies + max(round(_KERNELS_TOO * look), step)


def _moments(training: Training) -> int:
    """Bytes that the optimizer remembers."""
    return sum(
        int(value.nbytes)
        for state in training.optimizer.state.values()
        for value in state.values()
        if isinstance(value, torch.Tensor)
    )


def remembered_views(config: TrainConfig) -> int:
    """Remembered views; clutter comes from other pictures of a step, so it wants fresh ones."""
    views = settle_basics(config).views
    return 0 if views > 1 and config.clutter > 0 else views
