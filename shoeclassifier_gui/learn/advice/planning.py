"""Finds out what a data set is like and what training would cost, and recommends a plan."""

import contextlib
import dataclasses
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.balance import wants_balance
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.leaks import measure_leak
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import ModelError, RunError, WeightsError
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import IMAGENET, PLANS, SCRATCH, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.defaults import change_plan, settle_basics
from shoeclassifier_gui.core.runs.plan_costs import CostMemory
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts
from shoeclassifier_gui.core.runs.recommendation import (
    LookProgress,
    PlanEstimate,
    PlanReport,
    mind_time,
    mind_what_is_possible,
    recommend,
    without_weights,
)
from shoeclassifier_gui.learn.advice.estimates import Estimator
from shoeclassifier_gui.learn.advice.quick_look import (
    NOTHING_SEEN,
    Look,
    choose_sample,
    look,
    read_if_there,
)
from shoeclassifier_gui.learn.computing.device import choose_device, release_memory
from shoeclassifier_gui.learn.networks.backbones import layer_counts
from shoeclassifier_gui.learn.pictures.pixels import decoding_threads
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.weights.network_choice import choose_network
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

_DECODED = 16


def plan_events(
    dataset: Dataset,
    asked: TrainConfig,
    control: Control,
    store: WeightsStore | None = None,
    costs: CostMemory | None = None,
) -> Iterator[LookProgress | PlanReport]:
    """Looks at the data set and times plans; the last event is the whole report.

    The first report comes without estimates, as soon as the recommendation stands.

    Args:
        dataset: As a run would see it.
        asked: Its backbone, weights and device count. An open backbone becomes one whose weights
            are on this machine.
        control: Asked all along.
        store: Where pretrained weights are looked for.
        costs: What was measured over this data set before; grows.

    Raises:
        DatasetError: The data set cannot be learned.
        RunError: This machine has no such device, or the network is not known.
        ModelError: The model to start from is damaged.
        WeightsError: The named weights file is damaged or of another network.
        Stopped: `control` asked for it.
    """
    require_trainable(dataset)
    try:
        planner = _Planner(dataset, asked, control, store or WeightsStore(), costs or CostMemory())
        yield from planner.events()
    finally:
        release_memory()


def estimate_events(
    dataset: Dataset,
    config: TrainConfig,
    control: Control,
    store: WeightsStore | None = None,
    costs: CostMemory | None = None,
) -> Iterator[PlanEstimate]:
    """Times the plans with the knobs of one configuration, its own plan first.

    Plans that the knobs do not fit are left out.

    Args:
        dataset: As a run would see it; its numbers count, and a few pictures are read.
        config: The knobs.
        control: Asked all along.
        store: Where pretrained weights are looked for.
        costs: What was measured over this data set before; grows.

    Raises:
        DatasetError: The data set cannot be learned.
        RunError: This machine has no such device.
        Stopped: `control` asked for it.
    """
    require_trainable(dataset)
    costs = costs or CostMemory()
    device, store = choose_device(config.device), store or WeightsStore()
    estimator = Estimator(dataset, store, device, control=control, costs=costs)
    decoding = _decoding_once(dataset, settle_basics(config).image_size, costs)
    try:
        for name in _sensible_plans(config):
            with contextlib.suppress(RunError, ModelError, WeightsError):
                yield estimator.estimate(change_plan(config, name), decoding)
    finally:
        release_memory()


class _Planner:
    def __init__(
        self,
        dataset: Dataset,
        asked: TrainConfig,
        control: Control,
        store: WeightsStore,
        costs: CostMemory,
    ) -> None:
        self._dataset = dataset
        self._asked = choose_network(asked, store).config
        self._control = control
        self._store = store
        self._sample = choose_sample(dataset)
        device = choose_device(asked.device)
        self._costs = costs
        self._estimator = Estimator(dataset, store, device, control=control, costs=costs)

    def events(self) -> Iterator[LookProgress | PlanReport]:
        yield LookProgress(0, len(self._sample))
        basics = settle_basics(self._asked)
        facts = self._facts(basics.backbone)
        self._control.checkpoint()
        if basics.weights == SCRATCH:
            said = recommend(facts, dataclasses.replace(self._asked, weights=SCRATCH))
        elif basics.weights == IMAGENET and self._store.find(basics.backbone) is None:
            said = without_weights(facts, self._asked)
        else:
            seen = yield from self._look()
            facts = dataclasses.replace(
                facts, looked_at=seen.count, separations=seen.separations, ratios=seen.ratios
            )
            said = recommend(facts, self._asked)
        yield PlanReport(facts, said)
        yield LookProgress(0, 0)
        size = settle_basics(said.config).image_size
        decoding = _decoding_once(self._dataset, size, self._costs)
        estimates = tuple(self._possible(said.others.values(), decoding))
        by_plan = {each.plan: each for each in estimates}
        said = mind_time(mind_what_is_possible(said, by_plan), by_plan)
        yield PlanReport(facts, said, estimates)

    def _possible(self, configs: Iterable[TrainConfig], decoding: float) -> Iterator[PlanEstimate]:
        """What the plans cost that can be run; *fast* cannot where some layers know nothing."""
        for config in configs:
            with contextlib.suppress(RunError):
                yield self._estimator.estimate(config, decoding)

    def _look(self) -> Generator[LookProgress, None, Look]:
        plain = TrainConfig(backbone=self._asked.backbone, weights=self._asked.weights)
        plan: Plan = settle(plain, self._dataset, self._store)
        if not plan.origin.pretrained:
            return NOTHING_SEEN
        execution = self._estimator.execution(plan)
        return (yield from look(plan, self._sample, execution, self._control))

    def _facts(self, backbone: str) -> PlanFacts:
        dataset = self._dataset
        rows = dataset.measures.of([item.digest for item in self._sample])
        sides = np.minimum(rows["width"], rows["height"])
        counts = dataset.count_by_class(Split.TRAIN)
        return PlanFacts(
            train_counts=dict(zip(dataset.classes, counts, strict=True)),
            val_count=len(dataset.of_split(Split.VAL)),
            short_side=int(np.median(sides)),
            leak=measure_leak(dataset).after,
            backbone=backbone,
            convolutions=layer_counts(backbone)[0],
            balanced=wants_balance(dataset),
        )


def _sensible_plans(config: TrainConfig) -> list[PlanName]:
    """The configuration's own first; from scratch there is nothing that others could stand on."""
    from_scratch: tuple[PlanName, ...] = ("balanced",)
    plans = from_scratch if settle_basics(config).weights == SCRATCH else PLANS
    return [config.plan, *(name for name in plans if name != config.plan)]


def _decoding_once(dataset: Dataset, size: int, costs: CostMemory) -> float:
    if size not in costs.decoding:
        sample = choose_sample(dataset)[:_DECODED]
        costs.decoding[size] = _decoding_seconds(sample, Preprocessing(size))
    return costs.decoding[size]


def _decoding_seconds(items: Sequence[Item], preprocessing: Preprocessing) -> float:
    """Of reading and preparing one picture, on all processors together."""
    with decoding_threads() as pool:
        started = time.perf_counter()
        list(pool.map(partial(read_if_there, preprocessing), items))
        return (time.perf_counter() - started) / max(1, len(items))
