"""What a plan would cost on this machine: its own code, timed on a few made-up pictures."""

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics, views_to_answer_with
from shoeclassifier_gui.core.runs.plan_costs import (
    CostMemory,
    PlanCost,
    StageCost,
    costly_knobs,
)
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate
from shoeclassifier_gui.learn.advice.stage_timing import StageTiming, remembered_views
from shoeclassifier_gui.learn.computing.device import Device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.remembering.feeding import fitting_views
from shoeclassifier_gui.learn.training.first_model import fit
from shoeclassifier_gui.learn.training.linear_head import Examples
from shoeclassifier_gui.learn.training.pace import stage_ends
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.training.setting_up import choose_execution
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

# Beyond so many rows the linear head's time grows with their number.
_MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class _StageSum:
    """All epochs of a stage: their number, seconds, and bytes of remembered views.

    Attributes:
        looking: Seconds of looks that are remembered, also for other folds.
        learning: Seconds of all else.
    """

    epochs: int
    looking: float
    learning: float
    remembered: int


class Estimator:
    """Times plans over one data set on one device; what they share is timed once.

    Args:
        dataset: Its numbers count, its pictures are not read.
        store: Where pretrained weights are looked for.
        device: Where runs will compute.
        control: Asked between pieces of work.
        costs: What was measured over this data set before; grows.
    """

    def __init__(
        self,
        dataset: Dataset,
        store: WeightsStore,
        device: Device,
        *,
        control: Control,
        costs: CostMemory,
    ) -> None:
        self._dataset = dataset
        self._store = store
        self._device = device
        self._control = control
        self._executions: dict[tuple[str, int, bool], Execution] = {}
        self._costs = costs
        self._counts = (len(dataset.of_split(Split.TRAIN)), len(dataset.of_split(Split.VAL)))

    def estimate(self, config: TrainConfig, decoding: float) -> PlanEstimate:
        """Times a plan.

        Args:
            config: The plan with its knobs.
            decoding: Seconds that reading and preparing one picture takes.

        Raises:
            RunError: A knob does not fit the network.
            WeightsError: The weights are missing.
            Stopped: `control` asked for it.
        """
        cost, basics = self._plan_cost(config), settle_basics(config)
        stages = self._stages(cost, basics.epochs, remembered_views(config))
        first, total = self._seconds(cost, config, stages, decoding)
        kept = _run_bytes(cost, config, basics.epochs)
        pictures = cost.square_side**2 * 3 * sum(self._counts)
        return PlanEstimate(
            plan=config.plan,
            first_model_s=first,
            total_s=total,
            memory=max(each.memory for each in cost.stages),
            disk=pictures + sum(each.remembered for each in stages) + kept,
            freeze=cost.freeze,
            batch_size=cost.batch_size,
            kept=kept,
        )

    def _seconds(
        self, cost: PlanCost, config: TrainConfig, stages: Sequence[_StageSum], decoding: float
    ) -> tuple[float, float]:
        """Until there is a model to use, and until the end."""
        (train, val), begin, folds = self._counts, cost.stages[0], config.folds
        shared, head, views = decoding * (train + val), 0.0, len(views_to_answer_with(config))
        if cost.begins_with_model:
            shared += begin.looking * (train + val)
            head = begin.validating * (train + 2 * val) + cost.fitting
        whole = begin.looking + begin.validating
        crops = views * val * whole if views > 1 else 0.0
        learning = sum(each.learning for each in stages)
        looking = sum(each.looking for each in stages)
        first = shared + head
        if folds:
            # Each fold is left out of one training: what is learned from before the last training
            # comes to all pictures, once less than there are folds. Each is then answered once.
            first += looking + (folds - 1) * (head + learning + crops)
            first += (decoding + whole) * (train + val)
            looking = 0.0
        total = first + looking + learning + crops
        if not cost.begins_with_model and stages[0].epochs:
            fresh = 0.0 if folds else stages[0].looking
            first += (fresh + stages[0].learning) / stages[0].epochs
        return first, max(first, total)

    def _plan_cost(self, config: TrainConfig) -> PlanCost:
        epochs = 0 if config.epochs == 0 else None
        # What these cost is reckoned from the same measurements.
        plain = dataclasses.replace(config, epochs=epochs, folds=0, test_crops=None)
        key = costly_knobs(plain)
        if key not in self._costs.plans:
            plan = settle(config, self._dataset, self._store)
            execution = self.execution(plan)
            stages = [self._cost(plan, execution, number) for number in range(len(plan.stages))]
            self._costs.plans[key] = PlanCost(
                stages=tuple(stages),
                begins_with_model=plan.fits_head or plan.keeps_head,
                fitting=self._fitting(plan) if plan.fits_head else 0.0,
                square_side=plan.preprocessing.square_side,
                weights=sum(int(each.nbytes) for each in plan.classifier.state_dict().values()),
                freeze=plan.config.freeze or 0,
                batch_size=plan.basics.batch_size,
            )
        return self._costs.plans[key]

    def _stages(self, plan: PlanCost, planned: int, wanted: int) -> list[_StageSum]:
        train, val = self._counts
        ends = stage_ends(planned, len(plan.stages))
        lengths = [end - start for start, end in zip((0, *ends), ends, strict=False)]
        sums = []
        for number, (cost, epochs) in enumerate(zip(plan.stages, lengths, strict=True)):
            views = fitting_views(wanted, cost.row_bytes, self._counts)
            learning = epochs * (cost.learning * train + cost.validating * val)
            looking, remembered, known = 0.0, 0, number == 0 and plan.begins_with_model
            if views and cost.row_bytes:
                looks = min(views, max(epochs, 1))
                # Every epoch shows all views alike; the head has seen the plain one.
                fresh = looks - (looks / views if known else 0)
                looking = cost.looking * (train * fresh + (0 if known else val))
                remembered = cost.row_bytes * (looks * train + val)
            else:  # The disk has no room: the frozen layers look anew in every epoch.
                learning += epochs * cost.looking * (train + val)
            sums.append(_StageSum(epochs, looking, learning, remembered))
        return sums

    def execution(self, plan: Plan) -> Execution:
        """How a run of the plan would compute."""
        self._control.checkpoint()
        key = plan.shape, plan.basics.image_size, plan.config.reproducible
        if key not in self._executions:
            self._executions[key] = choose_execution(plan, self._device)
        return self._executions[key]

    def _cost(self, plan: Plan, execution: Execution, stage: int) -> StageCost:
        # What follows from the plan's name stands in the stage's own numbers.
        plain = dataclasses.replace(
            plan.config,
            plan="balanced",
            epochs=None,
            freeze=None,
            views=None,
            test_crops=None,
            folds=0,
        )
        views, frozen = min(remembered_views(plan.config), 2), plan.stages[stage]
        key = costly_knobs(plain), views, frozen, plan.classes, execution
        if key not in self._costs.stages:
            self._control.checkpoint()
            self._costs.stages[key] = StageTiming(plan, execution, self._control).measure(stage)
        return self._costs.stages[key]

    def _fitting(self, plan: Plan) -> float:
        """Of the linear head; made-up features with some order take about as long as real ones."""
        rows, channels = self._counts[0], _channels(plan)
        key = rows, channels, plan.classes, plan.config.balance
        if key not in self._costs.fitting:
            self._control.checkpoint()
            self._costs.fitting[key] = self._time_fitting(plan, rows, channels)
        return self._costs.fitting[key]

    @staticmethod
    def _time_fitting(plan: Plan, rows: int, channels: int) -> float:
        some = min(rows, _MOST_ROWS)
        generator = torch.Generator().manual_seed(0)
        labels = torch.arange(some) % plan.classes
        features = torch.randn(some, channels, generator=generator)
        features[:, : plan.classes] += torch.nn.functional.one_hot(labels, plan.classes)
        started = time.perf_counter()
        examples = Examples(features, labels)
        fit(examples, examples, plan.classes, plan.config)
        return (time.perf_counter() - started) * rows / some


def _channels(plan: Plan) -> int:
    linear = [m for m in plan.classifier.head.modules() if isinstance(m, torch.nn.Linear)]
    return linear[0].in_features


def _run_bytes(plan: PlanCost, config: TrainConfig, epochs: int) -> int:
    """Of the last checkpoint and of the best one, which the model's folder shares."""
    copies = 3 if config.average > 0 else 2
    moments = max(cost.moments for cost in plan.stages) if epochs else 0
    return copies * plan.weights + moments
