"""How well a run's time is foretold: before it begins, and after its first epoch.

    .venv/bin/python -m benchmarks.estimates [--plans fast balanced best] [--per-class 60]

Prints, for each plan, the seconds and memory that `shoeclassifier plan` foretells, what the run
told after epoch 1, and what it took. After epoch 1 the error must be under 30 %.
"""

import argparse
import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common import open_dataset, require_real_data, use_private_home
from benchmarks.transfer import BACKBONE, thinned
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import PLANS, TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, StepsFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.recommendation import PlanReport
from shoeclassifier_gui.learn.advice.planning import plan_events
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

_LIMIT = 0.3


@dataclass(frozen=True, slots=True)
class Course:
    """A run's time in seconds.

    Attributes:
        total: Of the whole run.
        told: The time left that was told at the end of epoch 1.
        left: What was left then.
    """

    total: float
    told: float
    left: float


def follow(config: TrainConfig, dataset: Dataset, store: WeightsStore, folder: Path) -> Course:
    """Trains, and keeps the time."""
    started = at = time.perf_counter()
    told, epochs = 0.0, 0
    for event in train(config, dataset, RunFolder(folder), Control(), store):
        epochs += isinstance(event, EpochFinished) and event.epoch > 0
        if isinstance(event, StepsFinished) and epochs == 0:
            told, at = event.seconds_left, time.perf_counter()
    ended = time.perf_counter()
    return Course(ended - started, told, ended - at)


def main() -> None:
    """Runs the plans and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", nargs="+", choices=PLANS, default=["fast", "balanced", "best"])
    parser.add_argument("--set", default="flowers5")
    parser.add_argument("--per-class", type=int, default=60)
    options = parser.parse_args()
    store = WeightsStore([require_real_data() / "weights"])
    with use_private_home() as home:
        dataset = open_dataset(require_real_data() / "data" / options.set, home)
        dataset = thinned(dataset, options.per_class)
        *_, report = plan_events(dataset, TrainConfig(backbone=BACKBONE), Control(), store)
        assert isinstance(report, PlanReport)
        print("| plan | foretold s | took s | told after epoch 1 s | was left s | error |")
        print("|---|---|---|---|---|---|")
        for estimate in report.estimates:
            if estimate.plan not in options.plans:
                continue
            config = report.recommendation.others[estimate.plan]
            # Early stopping ends a run sooner than anybody can know.
            config = dataclasses.replace(config, patience=0)
            course = follow(config, dataset, store, home / "runs" / estimate.plan)
            error = (course.told - course.left) / course.left
            shown = f"{error:+.0%} (limit {_LIMIT:.0%})" if course.told else "no epoch"
            print(
                f"| {estimate.plan} | {estimate.total_s:.0f} | {course.total:.0f} | "
                f"{course.told:.0f} | {course.left:.0f} | {shown} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
