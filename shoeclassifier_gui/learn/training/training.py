"""The training loop: a generator of events that knows no window."""

import contextlib
import itertools
import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.errors import Diverged
from shoeclassifier_gui.core.runs.events import EpochFinished, NoticeGiven, Preparing, StepsFinished
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.core.runs.watch import gain, watched_value
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.micro_batches import MicroBatches
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.remembering.sources import Source, look_together
from shoeclassifier_gui.learn.training.averaging import WeightAverage
from shoeclassifier_gui.learn.training.checkpoints import Progress
from shoeclassifier_gui.learn.training.losses import TrainingLoss, picture_losses
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.optimisation import (
    build_optimizer,
    rate_factor,
    set_rates,
    thaw,
)
from shoeclassifier_gui.learn.training.order import (
    batch_count,
    cut_into_batches,
    epoch_order,
)
from shoeclassifier_gui.learn.training.outlook import Outlook
from shoeclassifier_gui.learn.training.pace import Pace, stage_ends
from shoeclassifier_gui.learn.training.plan import Plan
from shoeclassifier_gui.learn.training.step_report import StepReport
from shoeclassifier_gui.learn.training.stepper import Stepper

# Reading a loss waits for the device, so it is done no more often than people can see.
_REPORT_EVERY_S = 0.1
# So many steps in a row whose loss is no number, or beyond all bounds, are no accident.
_HOPELESS_STEPS = 5
_HOPELESS_LOSS = 1e6


class Training:
    """One run while it works: the network, its optimizer, and how far they are.

    First `thaw` and `enter` a stage; then for each epoch call `prepare_epoch`, `train_epoch`,
    `validate` and `finish_epoch`. `progress` says how far it is, also after `Stopped`.

    Args:
        plan: Settled.
        material: The pictures.
        execution: How to compute.
        control: Asked before every step.
        world: The processes that train together.

    Attributes:
        network: Learns.
        optimizer: Of its parameters that learn.
        progress: How far the run is.
        average: Of the weights that learn; None where it is not wanted.
        steps_per_epoch: Optimizer updates of one pass over the training items.
        source: Of what the network is fed with.
    """

    source: Source

    def __init__(
        self,
        plan: Plan,
        material: Material,
        execution: Execution,
        control: Control,
        world: World | None = None,
    ) -> None:
        self.network = plan.classifier
        execution.place(self.network)
        self.optimizer = build_optimizer(
            self.network, plan.config, pretrained=plan.origin.pretrained
        )
        self.progress = Progress()
        self.pace = Pace()
        self._outlook = Outlook(plan, material, execution)
        self._plan = plan
        self._config = plan.config
        self._basics = plan.basics
        self._material = material
        self._execution = execution
        self._control = control
        self._world = world or World()
        self.average = WeightAverage.of(self.network, plan.config.average)
        self._micro = MicroBatches(self.network, execution, self._basics.batch_size)
        self._stepper = Stepper(
            network=self.network,
            optimizer=self.optimizer,
            config=plan.config,
            loss=TrainingLoss.of(plan.config, material.train_labels, execution.device.torch_device),
            average=self.average,
            execution=execution,
            micro=self._micro,
            world=self._world,
        )
        self._lost_steps = 0
        self.steps_per_epoch = batch_count(len(material.train), self._basics.batch_size)

    @property
    def part_bytes(self) -> int:
        """What the activations of one part of a batch take; 0 where it was not measured."""
        return self._micro.bytes_at_once

    @property
    def seconds(self) -> float:
        """Working time so far."""
        return self.progress.seconds + self.progress.epoch_seconds

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or the last ones of the last stage brought no gain."""
        if self.progress.epoch >= self._basics.epochs:
            return True
        return self.out_of_patience and self.progress.stage + 1 >= len(self._plan.stages)

    @property
    def out_of_patience(self) -> bool:
        """Whether early stopping ends the stage."""
        progress = self.progress
        waited = progress.epoch - max(progress.best_epoch, progress.stage_start)
        return 0 < self._basics.patience <= waited

    @property
    def stage_is_over(self) -> bool:
        """Whether the next stage, if there is one, should be entered."""
        stages = len(self._plan.stages)
        if self.progress.stage + 1 >= stages:
            return False
        end = stage_ends(self._basics.epochs, stages)[self.progress.stage]
        return self.out_of_patience or self.progress.epoch >= end

    def thaw(self, stage: int) -> None:
        """Lets the blocks of a stage learn; stages come in their order."""
        pretrained = self._plan.origin.pretrained
        places = self.network, self.optimizer, self._plan.stages[stage], self._config
        thaw(*places, pretrained=pretrained)

    def enter(self, stage: int, source: Source) -> None:
        """Begins a stage that was thawed, or goes on with it, fed from a source."""
        if stage != self.progress.stage:
            self.progress.stage, self.progress.stage_start = stage, self.progress.epoch
            self.pace.enter_stage()
        self.source = source
        self._micro.measure(source, self._material.val)
        self._outlook.enter(stage, source)

    def prepare_epoch(self) -> Iterator[Preparing]:
        """Does what the epoch needs before its first step.

        Raises:
            StorageError: There is no room for what is to be remembered.
            Stopped: `control` asked for it.
        """
        yield from self.look(self._material.train, self.progress.epoch)
        self._outlook.begin_epoch(self.progress, self.source)

    def look(self, positions: Sequence[int], epoch: int) -> Iterator[Preparing]:
        """Does what an epoch needs of some pictures beforehand; see `prepare_epoch`."""
        started, seen = time.perf_counter(), 0
        try:
            for event in look_together(self.source, positions, epoch, self._control, self._world):
                seen = event.done * self._world.local_size
                yield event
        finally:
            seconds = time.perf_counter() - started
            self.progress.epoch_seconds += seconds
            if seen:
                self.pace.looked(seconds, seen)

    def train_epoch(self) -> Iterator[StepsFinished | NoticeGiven]:
        """Does what is left of the epoch under way.

        Raises:
            Stopped: `control` asked for it; `progress` says where.
            Diverged: The loss is no number any more.
            RunError: The device's memory is full.
        """
        self.network.train()
        self._stepper.set_loss_scale(self.progress.loss_scale)
        report = StepReport()
        try:
            for batch in itertools.islice(self._batches(), self.progress.step, None):
                with report.waiting():
                    self._world.checkpoint(self._control)
                report.add(*self._step(batch))
                self.progress.step += 1
                if self._world.agree(report.seconds >= _REPORT_EVERY_S):
                    told = self._tell(report)
                    with report.waiting():
                        yield from self._notices()
                        yield told
        except Stopped:
            if report.losses:
                self._tell(report)
            raise
        if report.losses:
            yield from self._notices()
            yield self._tell(report)

    def validate(self) -> tuple[float, list[int]]:
        """Mean loss and answers (class indices) over the validation items.

        Raises:
            Stopped: `control` asked for it.
        """
        started = time.perf_counter()
        own = self._world.share(self._material.val)
        self._world.average(self._statistics())
        with (
            self._world.together(),
            self.average.shown() if self.average else contextlib.nullcontext(),
        ):
            scores = self.answer(own)
        labels = self._material.labels[list(own)]
        loss_sum = float(picture_losses(self._config.loss, scores, labels).sum())
        answers = self._world.join(scores.argmax(dim=1).tolist(), len(self._material.val))
        (loss_sum,) = self._world.add_up(loss_sum)
        seconds = time.perf_counter() - started
        self.progress.epoch_seconds += seconds
        self.pace.validated(seconds, len(answers))
        return loss_sum / max(1, len(answers)), answers

    def answer(self, positions: Sequence[int]) -> torch.Tensor:
        """Scores before the softmax of pictures as they are, float32 (n, classes), on the CPU.

        Raises:
            Stopped: `control` asked for it.
        """
        self.network.eval()
        scores = [torch.empty(0, self._plan.classes)]
        start = 0
        while start < len(positions):
            self._control.checkpoint()
            batch = positions[start : start + self._micro.answering]
            try:
                with torch.inference_mode(), self._execution.precision():
                    inputs = self.source.plain(batch)
                    scores.append(self.network.scores(inputs, self.source.passed).cpu())
            except torch.OutOfMemoryError as error:
                self._micro.halve(error)
                continue
            start += len(batch)
        return torch.cat(scores)

    def finish_epoch(self, val_loss: float, scores: Scores) -> EpochFinished:
        """Closes the epoch and says how it went; `best` when no earlier one was as good.

        Args:
            val_loss: Mean over the validation items.
            scores: On them.
        """
        progress = self.progress
        progress.epoch, progress.step = progress.epoch + 1, 0
        loss_sum, right, seen = progress.loss_sum, progress.right, progress.seen
        progress.loss_sum, progress.right, progress.seen = 0.0, 0, 0
        return self._judge((loss_sum / max(1, seen), right / max(1, seen)), val_loss, scores)

    def finish_head(
        self, learned: tuple[float, float], val_loss: float, scores: Scores
    ) -> EpochFinished:
        """The linear head counts as epoch 0; `learned` holds its training loss and accuracy."""
        return self._judge(learned, val_loss, scores)

    def kept_state(self) -> dict[str, torch.Tensor]:
        """The weights that were validated: the average ones where there are some."""
        averaged = self.average.tensors if self.average else {}
        return {**self.network.state_dict(), **averaged}

    def _judge(
        self, learned: tuple[float, float], val_loss: float, scores: Scores
    ) -> EpochFinished:
        progress, watch = self.progress, self._config.watch
        watched = watched_value(watch, scores, val_loss)
        gained, seconds = gain(watch, watched), progress.epoch_seconds
        best = progress.take_if_best(gained, val_loss)
        progress.seconds += seconds
        progress.epoch_seconds = 0.0
        return EpochFinished(
            progress.epoch,
            *learned,
            val_loss,
            scores.accuracy,
            seconds=seconds,
            best=best,
            watched=watched,
            watch=watch,
        )

    def _statistics(self) -> list[torch.Tensor]:
        """What normalisation counted of this process's shares."""
        live, averages = self.network.statistics(), self.average.tensors if self.average else {}
        return [*live.values(), *(averages[name] for name in live if name in averages)]

    def _batches(self) -> list[list[int]]:
        config, labels = self._config, self._material.train_labels.numpy()
        place = [config.seed, self.progress.epoch]
        order = epoch_order(self._material.train, labels, config.balance, place)
        return cut_into_batches(order, self._basics.batch_size)

    def _step(self, batch: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, int]:
        number = self.progress.epoch * self.steps_per_epoch + self.progress.step
        total = self._basics.epochs * self.steps_per_epoch
        config = self._config
        set_rates(self.optimizer, rate_factor(config.schedule, number, total, config.warm_up))
        place = (self.progress.epoch, number)
        return self._stepper.step(self.source, batch, self._material.labels, place)

    def _tell(self, report: StepReport) -> StepsFinished:
        progress = self.progress
        read = report.read()
        self._watch(read.losses)
        progress.loss_sum += read.loss_sum
        progress.right += read.right
        progress.seen += read.seen
        progress.epoch_seconds += read.seconds
        self.pace.learned(read.seconds, read.pictures)
        progress.loss_scale = self._stepper.loss_scale
        return StepsFinished(
            epoch=progress.epoch + 1,
            step=progress.epoch * self.steps_per_epoch + progress.step,
            losses=tuple(loss for loss in read.losses if np.isfinite(loss)),
            images_per_second=self.pace.images_per_second,
            seconds_left=self.pace.seconds_left(
                self._outlook.work_left(progress, self.steps_per_epoch)
            ),
        )

    def _notices(self) -> Iterator[NoticeGiven]:
        while self._micro.notices:
            yield NoticeGiven(self._micro.notices.pop(0))

    def _watch(self, losses: Sequence[float]) -> None:
        for loss in losses:
            self._lost_steps = 0 if loss < _HOPELESS_LOSS else self._lost_steps + 1
        if self._lost_steps >= min(_HOPELESS_STEPS, self.steps_per_epoch):
            raise Diverged(
                "The loss is no number any more: the run has diverged.",
                "Choose a smaller learning rate; the epochs so far are kept.",
            )
