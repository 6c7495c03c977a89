"""How well a run's time is foretold: before it begins, and after its first epoch.

    .venv/bin/python -m benchmarks.estimates [--plans fast balanced best] [--per-class 60]
    .venv/bin/python -m benchmarks.estimates --memory

Prints, for each plan, the seconds that `shoeclassifier plan` foretells, what the run told after
epoch 1, and what it took. After epoch 1 the error must be under 30 %. With `--memory` the bytes:
VGG16's shapes at 224 px with weights drawn at random, each plan in a process of its own, whose most
anonymous memory (RssAnon) is counted above that of a process that only imports the program.
"""

import argparse
import dataclasses
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common import open_dataset, require_real_data, use_private_home
from benchmarks.material import generated, random_weights
from benchmarks.processes import Measured, run_measured
from benchmarks.transfer import BACKBONE, thinned
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import PLANS, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, StepsFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.recommendation import PlanReport
from shoeclassifier_gui.learn.advice.planning import estimate_events, plan_events
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

_LIMIT = 0.3
_PICTURES = 80
_EPOCHS = 3
_IMPORTS = "import shoeclassifier_gui.learn.training.run, shoeclassifier_gui.learn.models.predictor"


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


def foretell_memory(plans: Sequence[PlanName]) -> None:
    """Runs the plans and prints a Markdown table."""
    with use_private_home() as home, tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pictures, weights = generated(folder, _PICTURES), random_weights("vgg16", folder).ours
        dataset = open_dataset(pictures, home)
        least = _measured(folder, "-c", _IMPORTS).peak_mb
        print("| plan | foretold MB | took MB | foretold / took |\n|---|---|---|---|")
        for plan in plans:
            epochs = None if plan == "fast" else _EPOCHS
            config = TrainConfig(
                plan=plan, backbone="vgg16", weights=str(weights), epochs=epochs, device="cpu"
            )
            foretold = next(estimate_events(dataset, config, Control())).memory / 1e6
            run = _trained(folder / plan, pictures, config)
            took = run.peak_mb - least
            print(f"| {plan} | {foretold:.0f} | {took:.0f} | {foretold / took:.2f} |", flush=True)


def _trained(folder: Path, pictures: Path, config: TrainConfig) -> Measured:
    """In a process and a home of its own: no plan finds what another one remembered."""
    epochs = [] if config.epochs is None else ["--epochs", str(config.epochs)]
    knobs = ["--plan", config.plan, "--backbone", "vgg16", "--weights", config.weights, *epochs]
    place = ["--device", "cpu", "--out", str(folder / "run"), "--json"]
    return _measured(folder, "-m", "shoeclassifier_gui", "train", str(pictures), *knobs, *place)


def _measured(home: Path, *command: str) -> Measured:
    measured = run_measured([sys.executable, *command], {"SHOECLASSIFIER_HOME": str(home)})
    if measured.error:
        sys.exit(measured.error)
    return measured


def main() -> None:
    """Runs the plans and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", nargs="+", choices=PLANS, default=["fast", "balanced", "best"])
    parser.add_argument("--set", default="flowers5")
    parser.add_argument("--per-class", type=int, default=60)
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    if options.memory:
        foretell_memory(options.plans)
        return
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
