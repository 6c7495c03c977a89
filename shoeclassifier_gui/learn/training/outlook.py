"""What a run still has to do: steps, answers and looks of this stage and of those to come."""

import contextlib
import time

import torch

from shoeclassifier_gui.core.runs.defaults import views_to_answer_with
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.remembering.sources import Source
from shoeclassifier_gui.learn.training.checkpoints import Progress
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.pace import Pace, Prices, Work, stage_ends
from shoeclassifier_gui.learn.training.plan import Plan

_PICTURES = 4
# Changing has a fixed price for each batch: it is timed as looks change pictures.
_CHANGED = 16
# The first round sets the kernels up. Of the others the quickest counts: whatever else the machine
# does makes one block or another seem many times slower.
_ROUNDS = 5


class Outlook:
    """Counts the work that is left.

    Args:
        plan: Settled.
        material: The pictures.
        execution: How the run computes.
    """

    def __init__(self, plan: Plan, material: Material, execution: Execution) -> None:
        self._plan = plan
        self._material = material
        self._execution = execution
        self._ends = stage_ends(plan.basics.epochs, len(plan.stages))
        self._blocks: list[float] = []
        self._changing = 0.0
        self._remembers = False
        self._looks = 0

    def enter(self, stage: int, source: Source) -> None:
        """Begins a stage; the blocks are timed once where other stages follow."""
        self._remembers = source.passed > 0
        if stage + 1 < len(self._ends) and not self._blocks:
            # There may be no room for it on a card that is nearly full.
            with contextlib.suppress(torch.OutOfMemoryError):
                self._time_blocks()

    def _time_blocks(self) -> None:
        size = self._plan.basics.image_size
        changing = changing_seconds(self._plan, self._execution)
        self._blocks = block_seconds(self._plan.classifier, self._execution, size)
        self._changing = changing

    def begin_epoch(self, progress: Progress, source: Source) -> None:
        """Counts the views that the rest of the stage still needs."""
        rest = range(progress.epoch, self._ends[progress.stage])
        self._looks = source.still_to_look_at(self._material.train, rest)

    def seconds_left(self, progress: Progress, steps_per_epoch: int, pace: Pace) -> float:
        """The time that the rest of the run takes, at the pace of the present stage."""
        stage, train, val = progress.stage, len(self._material.train), len(self._material.val)
        # Where blocks were not timed, the present stage stands for those that follow.
        epochs = self._ends[stage if self._blocks else -1] - progress.epoch
        done = progress.step / max(1, steps_per_epoch)
        measured = pace.prices
        seconds = measured.seconds(Work(train * (epochs - done), val * epochs, self._looks))
        if not self._blocks:
            return seconds + measured.seconds(self._crops_work())
        now = self._prices(stage)
        slowness = pace.slowness(now.looking)
        for later in range(stage + 1, len(self._ends)):
            prices = measured.in_stage(self._prices(later), now, slowness)
            seconds += prices.seconds(self._stage_work(later))
        return seconds + measured.seconds(self._crops_work())

    def _crops_work(self) -> Work:
        """At the end the whole network looks at several cut-outs of the validation pictures."""
        views = len(views_to_answer_with(self._plan.config))
        count = views * len(self._material.val) if views > 1 else 0
        return Work(validating=count, looking_plain=count if self._remembers else 0)

    def _stage_work(self, stage: int) -> Work:
        epochs = self._ends[stage] - self._ends[stage - 1]
        train, val = len(self._material.train), len(self._material.val)
        if not self._remembers or self._plan.stages[stage] == 0:
            return Work(epochs * train, epochs * val)
        views = self._plan.basics.views
        looks = min(views, epochs) * train
        plain = looks / max(1, views)  # One view is the picture as it is.
        return Work(epochs * train, epochs * val, looks - plain, plain + val)

    def _prices(self, stage: int) -> Prices:
        frozen = self._plan.stages[stage]
        return Prices.of(self._blocks, frozen, self._changing, remembers=self._remembers)


def block_seconds(network: Classifier, execution: Execution, image_size: int) -> list[float]:
    """How long each block takes at best for a picture, in seconds, the way there only."""
    pictures = torch.linspace(-2, 2, _PICTURES * 3 * image_size**2)
    pictures = execution.send(pictures.view(_PICTURES, 3, image_size, image_size))
    mode = network.training
    network.eval()
    rounds: list[list[float]] = []
    for _ in range(_ROUNDS):
        seconds: list[float] = []
        activations = pictures.contiguous(memory_format=execution.memory_format)
        with torch.inference_mode(), execution.precision():
            for block in network.blocks:
                started = time.perf_counter()
                activations = block(activations)
                if execution.device.is_cuda:
                    torch.cuda.synchronize(execution.device.torch_device)
                seconds.append(time.perf_counter() - started)
        rounds.append(seconds)
    network.train(mode)
    return [min(times) / _PICTURES for times in zip(*rounds, strict=True)]


def changing_seconds(plan: Plan, execution: Execution) -> float:
    """How long changing a picture at random takes at best."""
    side, generator = plan.preprocessing.square_side, torch.Generator().manual_seed(0)
    squares = torch.randint(0, 256, (_CHANGED, side, side, 3), generator=generator)
    squares, augment = execution.send(squares.byte()), Augmentation.of(plan.config)
    quickest = float("inf")
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        augment(squares, plan.preprocessing, generator)
        if execution.device.is_cuda:
            torch.cuda.synchronize(execution.device.torch_device)
        quickest = min(quickest, time.perf_counter() - started)
    return quickest / _CHANGED
