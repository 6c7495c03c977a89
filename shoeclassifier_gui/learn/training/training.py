"""The training loop: a generator of events that knows no window."""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.runs.events import NoticeGiven, Preparing, StepsFinished
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.room import Room
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.remembering.sources import Source, look_together
from shoeclassifier_gui.learn.training.averaging import WeightAverage
from shoeclassifier_gui.learn.training.checkpoints import Progress, load_last, load_progress
from shoeclassifier_gui.learn.training.clock import Clock
from shoeclassifier_gui.learn.training.divergence import Divergence
from shoeclassifier_gui.learn.training.losses import TrainingLoss, picture_losses
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.micro_batches import MicroBatches
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


class Training:
    """One run while it works: the network, its optimizer, and how far they are.

    First `thaw` and `enter` a stage; then for each epoch call `prepare_epoch`, `train_epoch` and
    `validate`, and close it (`judging`). `progress` says how far it is, also after `Stopped`.

    Args:
        plan: Settled.
        material: The pictures.
        execution: How to compute.
        control: Asked before every step.
        world: The processes that train together.
        clock: Of the run.

    Attributes:
        network: Learns.
        optimizer: Of its parameters that learn.
        progress: How far the run is.
        clock: Of the run.
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
        *,
        clock: Clock | None = None,
    ) -> None:
        self.network = plan.classifier
        execution.place(self.network)
        self.optimizer = build_optimizer(
            self.network, plan.config, pretrained=plan.origin.pretrained
        )
        self.progress = Progress()
        self.clock = clock or Clock(control)
        self.pace = Pace()
        self._outlook = Outlook(plan, material, execution)
        self._plan, self._config = plan, plan.config
        self._basics = plan.basics
        self._material = material
        self._execution = execution
        self._control = control
        self._world = world or World()
        self.average = WeightAverage.of(self.network, plan.config.average)
        self._micro = MicroBatches(self.network, execution, self._basics.batch_size)
        self._room = Room()
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
        self.steps_per_epoch = batch_count(len(material.train), self._basics.batch_size)
        self._divergence = Divergence(self.steps_per_epoch)

    @property
    def part_bytes(self) -> int:
        """What the activations of one part of a batch take; 0 where it was not measured."""
        return self._micro.bytes_at_once

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
        # A new head has to catch up with the one that was fitted before: that is no standstill.
        waited = progress.epoch - max(progress.gained_at, progress.stage_start)
        return 0 < self._basics.patience <= waited

    @property
    def stage_is_over(self) -> bool:
        """Whether the next stage, if there is one, should be entered."""
        stages = len(self._plan.stages)
        if self.progress.stage + 1 >= stages:
            return False
        end = stage_ends(self._basics.epochs, stages)[self.progress.stage]
        return self.out_of_patience or self.progress.epoch >= end

    def load(self, path: Path) -> None:
        """Goes on from a run's last checkpoint.

        Raises:
            RunError: It is damaged or belongs to another network.
        """
        for stage in range(load_progress(path).stage + 1):
            self.thaw(stage)
        self.progress = load_last(path, self.network, self.optimizer, self.average)
        self.clock.add_earlier(self.progress.seconds)
        self._stepper.restore_scaling(self.progress.loss_scale, self.progress.scale_growth)

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

    def look(self, positions: Sequence[int], epoch: int | None) -> Iterator[Preparing]:
        """Does what an epoch, or None for evaluation, needs of some pictures beforehand."""
        started, seen = self.clock.now(), 0
        try:
            for event in look_together(self.source, positions, epoch, self._control, self._world):
                seen = event.done * self._world.local_size
                yield event
        finally:
            seconds = self.clock.now() - started
            self.progress.epoch_seconds += seconds
            if seen:
                self.pace.looked(seconds, seen, plain=epoch is None)

    def train_epoch(self) -> Iterator[StepsFinished | NoticeGiven]:
        """Does what is left of the epoch under way.

        Raises:
            Stopped: `control` asked for it; `progress` says where.
            Diverged: The loss is beyond all bounds.
            RunError: The device's memory is full.
        """
        self.network.train()
        report = StepReport(self.clock)
        try:
            for batch in itertools.islice(self.batches(), self.progress.step, None):
                with report.waiting():
                    self._world.checkpoint(self._control)
                report.add(*self.step(batch, self._rate_factor()))
                if self._world.agree(report.seconds >= _REPORT_EVERY_S):
                    told = self._tell(report)
                    with report.waiting():
                        yield from self._notices()
                        yield told
        except Stopped:
            if report.losses:
                yield self._tell(report)
            raise
        if report.losses:
            yield from self._notices()
            yield self._tell(report)

    def batches(self) -> list[list[int]]:
        """Positions of the epoch under way, in its order."""
        config, labels = self._config, self._material.train_labels.numpy()
        place = [config.seed, self.progress.epoch]
        order = epoch_order(self._material.train, labels, config.balance, place)
        return cut_into_batches(order, self._basics.batch_size)

    def step(self, batch: Sequence[int], factor: float) -> tuple[torch.Tensor, torch.Tensor, int]:
        """Makes the next step, with a share of the full rates; see `Stepper.step`."""
        set_rates(self.optimizer, factor)
        place = (self.progress.epoch, self.steps_done)
        done = self._stepper.step(self.source, batch, self._material.labels, place)
        self.progress.step += 1
        return done

    def validate(self) -> tuple[float, list[int]]:
        """Mean loss and answers (class indices) over the validation items; see `examine`."""
        return self.examine(self._material.val)

    def examine(self, positions: Sequence[int]) -> tuple[float, list[int]]:
        """Mean loss and answers (class indices) of pictures as they are.

        Raises:
            Stopped: `control` asked for it.
        """
        started = self.clock.now()
        own = self._world.share(positions)
        self._world.average(self._statistics())
        with (
            self._world.together(),
            self.average.shown() if self.average else contextlib.nullcontext(),
        ):
            scores = self.answer(own)
        labels = self._material.labels[list(own)]
        loss_sum = float(picture_losses(self._config.loss, scores, labels).sum())
        answers = self._world.join(scores.argmax(dim=1).tolist(), len(positions))
        (loss_sum,) = self._world.add_up(loss_sum)
        seconds = self.clock.now() - started
        self.progress.epoch_seconds += seconds
        self.pace.validated(seconds, len(answers))
        return loss_sum / max(1, len(answers)), answers

    def answer(self, positions: Sequence[int]) -> torch.Tensor:
        """Scores before the softmax of pictures as they are, float32 (n, classes), on the CPU.

        Raises:
            OutOfGpuMemory: The card has no room for a single picture.
            Stopped: `control` asked for it.
        """
        self.network.eval()
        none = torch.empty(0, self._plan.classes)
        scores = self._room.parts(self._answer_at_once, positions, self._micro.answering)
        return torch.cat([none, *scores])

    def _answer_at_once(self, batch: Sequence[int]) -> torch.Tensor:
        self._control.checkpoint()
        with torch.inference_mode(), self._execution.precision():
            inputs = self.source.plain(batch)
            return self.network.scores(inputs, self.source.passed).cpu()

    def kept_state(self) -> dict[str, torch.Tensor]:
        """The weights that were validated: the average ones where there are some."""
        averaged = self.average.tensors if self.average else {}
        return {**self.network.state_dict(), **averaged}

    def _statistics(self) -> list[torch.Tensor]:
        """What normalisation counted of this process's shares."""
        live, averages = self.network.statistics(), self.average.tensors if self.average else {}
        return [*live.values(), *(averages[name] for name in live if name in averages)]

    def _rate_factor(self) -> float:
        config, total = self._config, self._basics.epochs * self.steps_per_epoch
        return rate_factor(config.schedule, self.steps_done, total, config.warm_up)

    @property
    def steps_done(self) -> int:
        """Over all epochs."""
        return self.progress.epoch * self.steps_per_epoch + self.progress.step

    def _tell(self, report: StepReport) -> StepsFinished:
        progress = self.progress
        read = report.read()
        self._divergence.watch(read.losses)
        progress.loss_sum += read.loss_sum
        progress.right += read.right
        progress.seen += read.seen
        progress.epoch_seconds += read.seconds
        self.pace.learned(read.seconds, read.pictures)
        progress.loss_scale, progress.scale_growth = self._stepper.scaling
        return StepsFinished(
            epoch=progress.epoch + 1,
            step=self.steps_done,
            losses=read.losses,
            images_per_second=self.pace.images_per_second,
            seconds_left=self._outlook.seconds_left(progress, self.steps_per_epoch, self.pace),
        )

    def _notices(self) -> Iterator[NoticeGiven]:
        while self._micro.notices:
            yield NoticeGiven(self._micro.notices.pop(0))
