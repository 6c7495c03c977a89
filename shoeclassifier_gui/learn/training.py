"""The training loop: a generator of events that knows no window."""

import contextlib
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.errors import Diverged, RunError
from shoeclassifier_gui.core.runs.events import EpochFinished, StepsFinished
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.core.runs.watch import gain, watched_value
from shoeclassifier_gui.learn.augmentation import Augmentation, plain
from shoeclassifier_gui.learn.averaging import WeightAverage
from shoeclassifier_gui.learn.checkpoints import Progress
from shoeclassifier_gui.learn.execution import Execution
from shoeclassifier_gui.learn.losses import TrainingLoss, picture_losses
from shoeclassifier_gui.learn.mixing import mix_batch
from shoeclassifier_gui.learn.optimisation import build_optimizer, rate_factor, set_rates
from shoeclassifier_gui.learn.pixels import Squares
from shoeclassifier_gui.learn.plan import Plan
from shoeclassifier_gui.learn.sampling import epoch_order

# Reading a loss waits for the device, so it is done no more often than people can see.
_REPORT_EVERY_S = 0.1
# Weight of the newest step in the running estimate of the time a step takes.
_SMOOTHING = 0.1


@dataclass(frozen=True, slots=True)
class Material:
    """The pictures of a run.

    Attributes:
        squares: Of all training and validation items.
        labels: Class indices, int64 (pictures,).
        train: Positions of the training items.
        val: Positions of the validation items.
    """

    squares: Squares
    labels: torch.Tensor
    train: tuple[int, ...]
    val: tuple[int, ...]

    @property
    def train_labels(self) -> torch.Tensor:
        """Class indices of the training items, in their order."""
        return self.labels[list(self.train)]

    @classmethod
    def of(cls, squares: Squares, train: Sequence[Item], val: Sequence[Item]) -> "Material":
        """Joins squares, prepared for `train` followed by `val`, with their labels."""
        labels = torch.tensor([item.class_index for item in (*train, *val)])
        middle = len(train)
        return cls(squares, labels, tuple(range(middle)), tuple(range(middle, len(labels))))


def batch_count(pictures: int, batch_size: int) -> int:
    """Steps of an epoch: a last batch of a single picture joins the one before."""
    full, rest = divmod(pictures, batch_size)
    return full + (rest > 1 or (rest == 1 and full == 0))


class Training:
    """One run while it works: the network, its optimizer, and how far they are.

    For each epoch call `train_epoch`, `validate` and `finish_epoch`; `progress` says how far it is,
    also after `Stopped`.

    Args:
        plan: Settled.
        material: The pictures.
        execution: How to compute.
        control: Asked before every step.

    Attributes:
        network: Learns.
        optimizer: Of its parameters that learn.
        progress: How far the run is.
        average: Of the weights that learn; None where it is not wanted.
        steps_per_epoch: Optimizer updates of one pass over the training items.
    """

    def __init__(
        self, plan: Plan, material: Material, execution: Execution, control: Control
    ) -> None:
        self.network = plan.classifier
        execution.place(self.network)
        self.optimizer = build_optimizer(
            self.network, plan.config, pretrained=plan.origin.pretrained
        )
        self.progress = Progress()
        self._config = plan.config
        self._basics = plan.basics
        self._preprocessing = plan.preprocessing
        self._augment = Augmentation.of(plan.config)
        self._material = material
        self._execution = execution
        self._control = control
        self._loss = TrainingLoss.of(
            plan.config, material.train_labels, execution.device.torch_device
        )
        self.average = WeightAverage.of(self.network, plan.config.average)
        self._scaler = torch.amp.GradScaler(enabled=execution.needs_loss_scaling)
        self._picture_seconds = 0.0
        self._val_seconds = 0.0
        self.steps_per_epoch = batch_count(len(material.train), plan.config.batch_size)

    @property
    def seconds(self) -> float:
        """Working time so far."""
        return self.progress.seconds + self.progress.epoch_seconds

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or the last ones brought no gain."""
        return self.progress.epoch >= self._basics.epochs or self.out_of_patience

    @property
    def out_of_patience(self) -> bool:
        """Whether early stopping ends the run."""
        waited = self.progress.epoch - self.progress.best_epoch
        return 0 < self._basics.patience <= waited

    def train_epoch(self) -> Iterator[StepsFinished]:
        """Does what is left of the epoch under way.

        Raises:
            Stopped: `control` asked for it; `progress` says where.
            Diverged: The loss is no number any more.
            RunError: The device's memory is full.
        """
        self.network.train()
        self._set_loss_scale()
        batches = self._batches(self.progress.epoch)
        losses: list[torch.Tensor] = []
        weighed = torch.zeros((), dtype=torch.float64, device=self._execution.device.torch_device)
        right = torch.zeros((), dtype=torch.int64, device=self._execution.device.torch_device)
        reported = time.perf_counter()
        pending = 0
        try:
            for batch in itertools.islice(batches, self.progress.step, None):
                self._control.checkpoint()
                started = time.perf_counter()
                loss, correct = self._step(batch)
                losses.append(loss)
                weighed += loss.double() * len(batch)
                right += correct
                pending += len(batch)
                self.progress.step += 1
                self._count_time(time.perf_counter() - started, len(batch))
                if time.perf_counter() - reported >= _REPORT_EVERY_S:
                    yield self._report(losses, weighed, right, pending)
                    losses, pending = [], 0
                    weighed.zero_()
                    right.zero_()
                    reported = time.perf_counter()
        except Stopped:
            if losses:
                self._report(losses, weighed, right, pending)
            raise
        if losses:
            yield self._report(losses, weighed, right, pending)

    def validate(self) -> tuple[float, list[int]]:
        """Mean loss and answers (class indices) over the validation items.

        Raises:
            Stopped: `control` asked for it.
        """
        self.network.eval()
        started = time.perf_counter()
        loss_sum, answers = 0.0, []
        with self._shown_average(), torch.inference_mode():
            for batch in _chunks(self._material.val, 2 * self._config.batch_size):
                self._control.checkpoint()
                squares, labels = self._load(batch)
                with self._execution.precision():
                    scores = self.network(self._arranged(plain(squares, self._preprocessing)))
                loss_sum += float(picture_losses(self._config.loss, scores, labels).sum())
                answers.extend(scores.argmax(dim=1).tolist())
        self._val_seconds = time.perf_counter() - started
        return loss_sum / max(1, len(answers)), answers

    def kept_state(self) -> dict[str, torch.Tensor]:
        """The weights that were validated: the average ones where there are some."""
        averaged = self.average.tensors if self.average else {}
        return {**self.network.state_dict(), **averaged}

    def finish_epoch(self, val_loss: float, scores: Scores) -> EpochFinished:
        """Closes the epoch and says how it went; `best` when no earlier one was as good.

        Args:
            val_loss: Mean over the validation items.
            scores: On them.
        """
        progress = self.progress
        seconds = progress.epoch_seconds + self._val_seconds
        watched = watched_value(self._config.watch, scores, val_loss)
        gained = gain(self._config.watch, watched)
        best = (gained, -val_loss) > (progress.best_gain, -progress.best_loss)
        best = best or progress.best_epoch == 0
        event = EpochFinished(
            epoch=progress.epoch + 1,
            train_loss=progress.loss_sum / max(1, progress.seen),
            train_accuracy=progress.right / max(1, progress.seen),
            val_loss=val_loss,
            val_accuracy=scores.accuracy,
            seconds=seconds,
            best=best,
            watched=watched,
            watch=self._config.watch,
        )
        if best:
            progress.best_epoch = event.epoch
            progress.best_gain, progress.best_loss = gained, val_loss
        progress.epoch, progress.step = event.epoch, 0
        progress.loss_sum, progress.right, progress.seen = 0.0, 0, 0
        progress.seconds += seconds
        progress.epoch_seconds = 0.0
        return event

    def _step(self, batch: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """One update; the mean loss and the number of right answers stay on the device."""
        number = self.progress.epoch * self.steps_per_epoch + self.progress.step
        set_rates(self.optimizer, self._rate(number))
        generator = _generator(self._config.seed, 1, number)
        torch.manual_seed(int(torch.randint(2**62, (), generator=generator)))  # For dropout.
        squares, labels = self._load(batch)
        try:
            pictures = self._augment(squares, self._preprocessing, generator)
            pictures, targets = mix_batch(self._config.mix, pictures, labels, generator)
            self.optimizer.zero_grad(set_to_none=True)
            with self._execution.precision():
                scores = self.network(self._arranged(pictures))
            loss = self._loss(scores, targets)
            self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            self._update(number)
        except torch.OutOfMemoryError as error:
            raise RunError(
                f"The graphics card's memory is too small for batches of {len(batch)} pictures.",
                "Choose a smaller batch or picture size.",
            ) from error
        return loss.detach(), (scores.detach().argmax(dim=1) == targets.mostly).sum()

    def _update(self, number: int) -> None:
        if self._config.clip:
            self._scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.network.parameters(), self._config.clip)
        self._scaler.step(self.optimizer)
        self._scaler.update()
        if self.average is not None:
            self.average.update(number)

    def _shown_average(self) -> contextlib.AbstractContextManager[None]:
        return self.average.shown() if self.average else contextlib.nullcontext()

    def _rate(self, number: int) -> float:
        total = self._basics.epochs * self.steps_per_epoch
        return rate_factor(self._config.schedule, number, total, self._config.warm_up)

    def _load(self, batch: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        squares, labels = self._material.squares.batch(batch), self._material.labels[list(batch)]
        if self._execution.device.is_cuda:
            squares, labels = squares.pin_memory(), labels.pin_memory()
        target = self._execution.device.torch_device
        return squares.to(target, non_blocking=True), labels.to(target, non_blocking=True)

    def _arranged(self, pictures: torch.Tensor) -> torch.Tensor:
        return pictures.contiguous(memory_format=self._execution.memory_format)

    def _batches(self, epoch: int) -> list[list[int]]:
        """The epoch's order follows from the seed alone, so a resumed run sees the same."""
        config, labels = self._config, self._material.train_labels.numpy()
        order = epoch_order(self._material.train, labels, config.balance, [config.seed, epoch])
        batches = [list(chunk) for chunk in _chunks(order, self._config.batch_size)]
        if len(batches) > 1 and len(batches[-1]) == 1:
            batches[-2].extend(batches.pop())  # Batch normalisation cannot learn from one.
        return batches

    def _report(
        self, losses: list[torch.Tensor], weighed: torch.Tensor, right: torch.Tensor, pictures: int
    ) -> StepsFinished:
        values = torch.stack(losses).tolist()
        if not np.isfinite(values).all():
            raise Diverged(
                "The loss is no number any more: the run has diverged.",
                "Choose a smaller learning rate; the epochs so far are kept.",
            )
        progress = self.progress
        progress.loss_sum += float(weighed)
        progress.right += int(right)
        progress.seen += pictures
        progress.loss_scale = self._scaler.get_scale() if self._scaler.is_enabled() else 0.0
        step = progress.epoch * self.steps_per_epoch + progress.step
        return StepsFinished(
            epoch=progress.epoch + 1,
            step=step,
            losses=tuple(values),
            images_per_second=1 / max(self._picture_seconds, 1e-9),
            seconds_left=self._seconds_left(step),
        )

    def _seconds_left(self, step: int) -> float:
        pictures = len(self._material.train)
        steps_left = self._basics.epochs * self.steps_per_epoch - step
        training = steps_left / max(1, self.steps_per_epoch) * pictures * self._picture_seconds
        # Until it was measured: validating a picture costs about a third of training with it.
        guess = self._picture_seconds * len(self._material.val) / 3
        epochs = self._basics.epochs - self.progress.epoch
        return training + epochs * (self._val_seconds or guess)

    def _count_time(self, seconds: float, pictures: int) -> None:
        self.progress.epoch_seconds += seconds
        share = _SMOOTHING if self._picture_seconds else 1.0
        self._picture_seconds += share * (seconds / pictures - self._picture_seconds)

    def _set_loss_scale(self) -> None:
        if self._scaler.is_enabled() and self.progress.loss_scale:
            self._scaler = torch.amp.GradScaler(init_scale=self.progress.loss_scale)


def _generator(*entropy: int) -> torch.Generator:
    """A generator on the CPU whose numbers follow from `entropy` alone."""
    seed = int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0]) % 2**63
    return torch.Generator().manual_seed(seed)


def _chunks(positions: Sequence[int], size: int) -> list[Sequence[int]]:
    return [positions[start : start + size] for start in range(0, len(positions), size)]
