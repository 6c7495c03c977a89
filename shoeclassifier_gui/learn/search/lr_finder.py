"""Looks for a good learning rate: a run's own steps, with a rate that grows, and no run kept."""

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.events import NoticeGiven
from shoeclassifier_gui.core.runs.rate_search import (
    RateEvent,
    RateTried,
    conclude,
    has_exploded,
    rate_at,
)
from shoeclassifier_gui.learn.computing.device import Device, choose_device, release_memory
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.training.setting_up import SetUp
from shoeclassifier_gui.learn.training.training import Training
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

# Seven tenfold steps of the rate with 14 tries in each.
STEPS = 100
# Enough to choose how strongly the first head is held back.
_VALIDATED = 500


def find_learning_rate(
    config: TrainConfig, dataset: Dataset, control: Control, store: WeightsStore | None = None
) -> Iterator[RateEvent]:
    """Tries growing rates on a network made for it; the last event is `RatesSearched`.

    The network begins as in a run (with the linear head, where a run goes on from one) and takes
    the run's steps. No run, no weights file and no random state of anything else is changed.

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
    train = _some(dataset.of_split(Split.TRAIN), STEPS * plan.basics.batch_size)
    val = _some(dataset.of_split(Split.VAL), _VALIDATED)
    try:
        for event in _search(SetUp(plan, train, val, control), plan, control):
            if not isinstance(event, NoticeGiven):  # They are about the run that will come.
                yield event
    finally:
        release_memory()


def _search(set_up: SetUp, plan: Plan, control: Control) -> Iterator[RateEvent | NoticeGiven]:
    yield from set_up.begin()
    yield from set_up.enter(0)
    if plan.goes_on_from_fit:
        yield from set_up.fit_head()
    training, rates, losses = set_up.training, list[float](), list[float]()
    while len(rates) < STEPS:
        yield from set_up.prepare_epoch()
        training.network.train()
        for batch in _whole_batches(training)[: STEPS - len(rates)]:
            control.checkpoint()
            rates.append(rate_at(len(rates), STEPS))
            with _own_randomness(set_up.execution.device):
                loss, *_ = training.step(batch, rates[-1] / plan.basics.learning_rate)
            losses.append(float(loss))
            if has_exploded(rates, losses):
                yield conclude(rates, losses)
                return
            yield RateTried(rates[-1], losses[-1], len(rates), STEPS)
        training.progress.epoch, training.progress.step = training.progress.epoch + 1, 0
    yield conclude(rates, losses)


def _whole_batches(training: Training) -> list[list[int]]:
    """A rest of few pictures would say little of the rate."""
    batches = training.batches()
    return batches[:-1] if len(batches) > 1 and len(batches[-1]) < len(batches[0]) else batches


def _some(items: Sequence[Item], most: int) -> list[Item]:
    """As many as a search can use, from everywhere; always the same ones."""
    if len(items) <= most:
        return list(items)
    chosen = np.random.default_rng(0).permutation(len(items))[:most]
    return [items[place] for place in sorted(chosen.tolist())]


@contextlib.contextmanager
def _own_randomness(device: Device) -> Iterator[None]:
    """Puts torch's random states back afterwards; nothing may be yielded inside."""
    devices = [device.torch_device] if device.is_cuda else []
    with torch.random.fork_rng(devices=devices):
        yield
