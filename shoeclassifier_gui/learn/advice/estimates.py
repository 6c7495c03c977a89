"""What a plan would cost on this machine: its own code, timed on a few made-up pictures."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.runs.config import PlanName, TrainConfig
from shoeclassifier_gui.core.runs.events import Preparing
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate
from shoeclassifier_gui.learn.computing.device import Device
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation, plain
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.remembering.feeding import fitting_views
from shoeclassifier_gui.learn.remembering.frozen import FrozenLayers
from shoeclassifier_gui.learn.remembering.sources import FreshPictures, Pictures
from shoeclassifier_gui.learn.training.checkpoints import Progress
from shoeclassifier_gui.learn.training.first_model import fit
from shoeclassifier_gui.learn.training.linear_head import Examples
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.pace import stage_ends
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.training.training import Training
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

_FEW = 8
# A whole batch is only timed when it takes about so long.
_PATIENCE_S = 0.5
# Beyond so many rows the linear head's time grows with their number.
_MOST_ROWS = 2000
_ROW_VALUE_BYTES = 2


@dataclass(frozen=True, slots=True)
class _StageCost:
    """Seconds a picture, and bytes.

    Attributes:
        looking: Of the frozen blocks at a changed view; 0 where nothing is remembered.
        learning: Of a step.
        validating: Of an answer.
        memory: Of the device at most.
        row_bytes: Of a remembered view.
    """

    looking: float
    learning: float
    validating: float
    memory: int
    row_bytes: int


class Estimator:
    """Times plans over one data set on one device; what they share is timed once.

    Args:
        dataset: Its numbers count, its pictures are not read.
        store: Where pretrained weights are looked for.
        device: Where runs will compute.
        control: Asked between pieces of work.
    """

    def __init__(
        self,
        dataset: Dataset,
        store: WeightsStore,
        device: Device,
        *,
        control: Control,
    ) -> None:
        self._dataset = dataset
        self._store = store
        self._device = device
        self._control = control
        self._executions: dict[tuple[str, int], Execution] = {}
        self._costs: dict[tuple[object, ...], _StageCost] = {}
        self._counts = (len(dataset.of_split(Split.TRAIN)), len(dataset.of_split(Split.VAL)))

    def estimate(self, name: PlanName, config: TrainConfig, decoding: float) -> PlanEstimate:
        """Times a plan.

        Args:
            name: Its name.
            config: Its knobs.
            decoding: Seconds that reading and preparing one picture takes.

        Raises:
            RunError: A knob does not fit the network.
            WeightsError: The weights are missing.
            Stopped: `control` asked for it.
        """
        plan = settle(config, self._dataset, self._store)
        execution = self.execution(plan)
        train, val = self._counts
        costs = [self._cost(plan, execution, stage) for stage in range(len(plan.stages))]
        side = plan.preprocessing.square_side
        first = total = decoding * (train + val)
        disk, memory = side * side * 3 * (train + val), 0
        if plan.fits_head:
            seen = costs[0].looking * (train + val) + costs[0].validating * (train + 2 * val)
            first = total = first + seen + self._fitting(plan)
        if plan.basics.test_crops > 1:
            total += plan.basics.test_crops * val * (costs[0].looking + costs[0].validating)
        ends = stage_ends(plan.basics.epochs, len(plan.stages))
        lengths = [end - start for start, end in zip((0, *ends), ends, strict=False)]
        for number, (cost, epochs) in enumerate(zip(costs, lengths, strict=True)):
            views = fitting_views(plan.basics.views, cost.row_bytes, self._counts)
            looks, kept = min(views, max(epochs, 1)), bool(cost.row_bytes)
            known = number == 0 and plan.fits_head
            total += cost.looking * (train * max(0, looks - known) + (0 if known else val))
            total += epochs * (cost.learning * train + cost.validating * val)
            disk += cost.row_bytes * (looks * train + val) if kept else 0
            memory = max(memory, cost.memory)
            if number == 0 and not plan.fits_head and epochs:
                first = total / max(1, epochs)
        chosen = plan.config.freeze or 0, plan.basics.batch_size
        return PlanEstimate(name, first, max(first, total), memory, disk, *chosen)

    def execution(self, plan: Plan) -> Execution:
        """How a run of the plan would compute."""
        self._control.checkpoint()
        size, key = plan.basics.image_size, (plan.shape, plan.basics.image_size)
        if key not in self._executions:
            self._executions[key] = fastest_execution(
                plan.classifier, self._device, size, name=plan.shape, learning=True
            )
        return self._executions[key]

    def _cost(self, plan: Plan, execution: Execution, stage: int) -> _StageCost:
        basics, blocks = plan.basics, len(plan.classifier.blocks)
        key = (
            basics.backbone, blocks, plan.stages[stage], basics.image_size, basics.batch_size,
            basics.head, basics.views > 0, execution,
        )  # fmt: skip
        if key not in self._costs:
            self._control.checkpoint()
            self._costs[key] = _Timing(plan, execution, self._control).measure(stage)
        return self._costs[key]

    def _fitting(self, plan: Plan) -> float:
        """Of the linear head; made-up features with some order take about as long as real ones."""
        self._control.checkpoint()
        rows, channels = self._counts[0], _channels(plan)
        some = min(rows, _MOST_ROWS)
        generator = torch.Generator().manual_seed(0)
        labels = torch.arange(some) % plan.classes
        features = torch.randn(some, channels, generator=generator)
        features[:, : plan.classes] += torch.nn.functional.one_hot(labels, plan.classes)
        started = time.perf_counter()
        examples = Examples(features, labels)
        fit(examples, examples, plan.classes, plan.config)
        return (time.perf_counter() - started) * rows / some


class _Timing:
    """Times one plan's stages with the very code that a run uses."""

    def __init__(self, plan: Plan, execution: Execution, control: Control) -> None:
        self._plan = plan
        self._execution = execution
        self._control = control

    def measure(self, stage: int) -> _StageCost:
        few = self._learn(stage, _FEW)
        size = self._plan.basics.batch_size
        if few.learning * size < _PATIENCE_S and size > _FEW:
            whole = self._learn(stage, size)
            return dataclasses.replace(whole, looking=few.looking)
        return few

    def _learn(self, stage: int, count: int) -> _StageCost:
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
        looking = source.looking() if isinstance(source, _RememberedFew) else 0.0
        row = source.row_bytes if isinstance(source, _RememberedFew) else 0
        memory = _memory_of(training, self._execution, before)
        return _StageCost(looking, learning / count, validating / count, memory, row)


class _RememberedFew:
    """Stands for remembered activations: the rows of a few made-up pictures, in memory."""

    def __init__(self, plan: Plan, execution: Execution, squares: Picture) -> None:
        self._frozen = FrozenLayers(plan.classifier, execution)
        self.passed = self._frozen.passed
        self._plan = plan
        self._execution = execution
        self._squares = torch.from_numpy(squares)
        seen = self._frozen.see(plain(execution.send(self._squares), plan.preprocessing))
        self._rows = seen.to(self._frozen.dtype).cpu().contiguous()

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
        epoch: int,  # noqa: ARG002
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
            changed = [augment(each[None], preprocessing, generator) for each in squares]
            return self._frozen.see(torch.cat(changed)).cpu()

        return _seconds(self._execution, once) / len(self._squares)


def _source(plan: Plan, execution: Execution, count: int) -> FreshPictures | _RememberedFew:
    side = plan.preprocessing.square_side
    # Noise, because zeros would be computed faster than pictures.
    shape = (2 * count, side, side, 3)
    squares = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    if plan.basics.views and plan.classifier.frozen_blocks:
        return _RememberedFew(plan, execution, squares[:_FEW])
    augment = Augmentation.of(plan.config)
    return FreshPictures(Pictures(Squares(squares), (), plan.preprocessing, augment), execution)


def _channels(plan: Plan) -> int:
    linear = [m for m in plan.classifier.head.modules() if isinstance(m, torch.nn.Linear)]
    return linear[-1].in_features


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


def _memory_of(training: Training, execution: Execution, before: int) -> int:
    """The card's own count; on a CPU weights, gradients, optimizer and one part's activations."""
    if execution.device.is_cuda:
        return torch.cuda.max_memory_allocated(execution.device.torch_device) - before
    weights = sum(p.nbytes for p in training.network.parameters())
    learning = sum(p.nbytes for p in training.network.parameters() if p.requires_grad)
    moments = sum(
        value.nbytes
        for state in training.optimizer.state.values()
        for value in state.values()
        if isinstance(value, torch.Tensor)
    )
    return weights + learning + moments + training.part_bytes
