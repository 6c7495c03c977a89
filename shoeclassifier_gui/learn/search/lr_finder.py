"""Looks for a good learning rate: some steps on a network of its own with a rate that grows."""

import contextlib
from collections.abc import Iterator
from itertools import chain, count, islice

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import require_trainable
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.events import Preparation, Preparing
from shoeclassifier_gui.core.runs.rate_search import (
    RateEvent,
    RateTried,
    conclude,
    has_exploded,
    rate_at,
)
from shoeclassifier_gui.learn.computing.device import Device, choose_device, release_memory
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.mixing import Targets, mix_batch
from shoeclassifier_gui.learn.pictures.pixels import Squares, prepare_squares
from shoeclassifier_gui.learn.training.losses import TrainingLoss
from shoeclassifier_gui.learn.training.optimisation import build_optimizer, set_rates
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

# Seven tenfold steps of the rate with 14 tries in each.
STEPS = 100


def find_learning_rate(
    config: TrainConfig, dataset: Dataset, control: Control, store: WeightsStore | None = None
) -> Iterator[RateEvent]:
    """Tries growing rates on a network made for it; the last event is `RatesSearched`.

    No run, no weights file and no random state of anything else is changed.

    Raises:
        DatasetError: The data set cannot be learned.
        RunError: A knob does not fit, or the device's memory is full.
        WeightsError: The weights are missing or do not fit.
        Stopped: `control` asked for it.
    """
    require_trainable(dataset)
    if settle_basics(config).epochs == 0:
        raise RunError(
            "The plan fits the head without steps, so no rate is needed.", "Choose another plan."
        )
    device = choose_device(config.device)
    with _own_randomness(device):
        plan = settle(config, dataset, store or WeightsStore())
    items = dataset.of_split(Split.TRAIN)
    squares = None
    for event in prepare_squares(items, plan.preprocessing, control):
        if isinstance(event, Squares):
            squares = event
        else:
            yield event
    if squares is None:  # The generator's last event is always the squares.
        raise RunError("The pictures could not be prepared.")
    yield Preparing(Preparation.EXECUTION, 0, 0)
    labels = torch.tensor([item.class_index for item in items])
    try:
        yield from _try_rates(_Trial(plan, squares, labels, _execution(plan, device)), control)
    finally:
        release_memory()


def _try_rates(trial: "_Trial", control: Control) -> Iterator[RateEvent]:
    rates: list[float] = []
    losses: list[float] = []
    for step, batch in zip(range(STEPS), trial.batches(), strict=False):
        control.checkpoint()
        rates.append(rate_at(step, STEPS))
        losses.append(trial.step(batch, rates[-1], step))
        if has_exploded(rates, losses):
            break
        yield RateTried(rates[-1], losses[-1], step + 1, STEPS)
    yield conclude(rates, losses)


class _Trial:
    """A network that is trained for the sake of its losses alone."""

    def __init__(
        self, plan: Plan, squares: Squares, labels: torch.Tensor, execution: Execution
    ) -> None:
        config = plan.config
        self._config = config
        self._batch_size, self._full_rate = plan.basics.batch_size, plan.basics.learning_rate
        self._network = plan.classifier
        execution.place(self._network)
        self._network.train()
        self._optimizer = build_optimizer(self._network, config, pretrained=plan.origin.pretrained)
        self._preprocessing = plan.preprocessing
        self._augment = Augmentation.of(config)
        self._loss = TrainingLoss.of(config, labels, execution.device.torch_device)
        self._scaler = torch.amp.GradScaler(enabled=execution.needs_loss_scaling)
        self._squares = squares
        self._labels = labels
        self._execution = execution

    def batches(self) -> Iterator[list[int]]:
        """Full batches without end: passes in new orders follow each other without a seam."""
        pictures = len(self._labels)
        passes = (np.random.default_rng([self._config.seed, n]) for n in count())
        order = chain.from_iterable(each.permutation(pictures).tolist() for each in passes)
        while True:
            yield list(islice(order, self._batch_size))

    def step(self, batch: list[int], rate: float, number: int) -> float:
        """One update at a rate; the loss before it."""
        set_rates(self._optimizer, rate / self._full_rate)
        generator = torch.Generator().manual_seed(self._config.seed * STEPS + number)
        target = self._execution.device.torch_device
        squares, labels = self._squares.batch(batch).to(target), self._labels[batch].to(target)
        try:
            with _own_randomness(self._execution.device):
                torch.manual_seed(self._config.seed * STEPS + number)  # For dropout.
                pictures = self._augment(squares, self._preprocessing, generator)
                return self._update(*mix_batch(self._config.mix, pictures, labels, generator))
        except torch.OutOfMemoryError as error:
            raise RunError(
                f"The graphics card's memory is too small for batches of {len(batch)} pictures.",
                "Choose a smaller batch or picture size.",
            ) from error

    def _update(self, pictures: torch.Tensor, targets: Targets) -> float:
        arranged = pictures.contiguous(memory_format=self._execution.memory_format)
        self._optimizer.zero_grad(set_to_none=True)
        with self._execution.precision():
            scores = self._network(arranged)
        loss = self._loss(scores, targets)
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self._scaler.step(self._optimizer)
        self._scaler.update()
        return float(loss.detach())


def _execution(plan: Plan, device: Device) -> Execution:
    size = plan.preprocessing.image_size
    return fastest_execution(plan.classifier, device, size, name=plan.shape, learning=True)


@contextlib.contextmanager
def _own_randomness(device: Device) -> Iterator[None]:
    """Puts torch's random states back afterwards; nothing may be yielded inside."""
    devices = [device.torch_device] if device.is_cuda else []
    with torch.random.fork_rng(devices=devices):
        yield
