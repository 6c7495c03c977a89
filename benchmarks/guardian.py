"""False alarms of the guardian: it should say nothing in runs that go well.

    .venv/bin/python -m benchmarks.guardian [--sets flowers5 zappos3 footwear6] [--seeds 0 1]
    .venv/bin/python -m benchmarks.guardian --plans fast best --per-class 60

Trains squeezenet1_1 from its ImageNet weights by the plans, 3 seeds a data set, and prints every
rule that fires. It ends with an error when one does.
"""

import argparse
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.common import open_dataset, require_real_data, use_private_home
from benchmarks.transfer import thinned
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import PLANS, TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, GuardianSpoke
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.sample.writer import write_sample
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

SAMPLE = "sample"


def folder_of(name: str, home: Path, per_class: int) -> Path:
    """A real data set, or the drawn sample."""
    if name != SAMPLE:
        return require_real_data() / "data" / name
    folder = home / "drawn shoes"
    if not folder.exists():
        for _ in write_sample(folder, per_class=per_class):
            pass
    return folder


def warnings(
    dataset: Dataset, config: TrainConfig, store: WeightsStore
) -> tuple[list[GuardianSpoke], float]:
    """What the guardian says in one run, and the validation accuracy at its end."""
    said, accuracy = [], 0.0
    with TemporaryDirectory() as folder:
        for event in train(config, dataset, RunFolder(Path(folder) / "run"), Control(), store):
            if isinstance(event, GuardianSpoke):
                said.append(event)
            elif isinstance(event, EpochFinished):
                accuracy = event.val_accuracy
    return said, accuracy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["flowers5", "zappos3", "footwear6", SAMPLE])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--plans", nargs="+", choices=PLANS, default=["balanced"])
    parser.add_argument("--per-class", type=int, default=sys.maxsize, help="pictures at most")
    parser.add_argument("--epochs", type=int, help="of balanced and best; else the plan's own")
    parser.add_argument("--image-size", type=int, default=224)
    parser.add_argument("--drawn", type=int, default=60, help="of each class of the sample")
    options = parser.parse_args()
    store = WeightsStore([require_real_data() / "weights"])
    alarms = 0
    print("| plan | set | seed | validation | said |\n|---|---|---|---|---|")
    with use_private_home() as home:
        for plan, name, seed in product(options.plans, options.sets, options.seeds):
            folder = folder_of(name, home, options.drawn)
            config = TrainConfig(
                backbone="squeezenet1_1",
                plan=plan,
                epochs=options.epochs if plan != "fast" else None,
                image_size=options.image_size,
                seed=seed,
            )
            dataset = thinned(open_dataset(folder, home, seed=seed), options.per_class)
            said, accuracy = warnings(dataset, config, store)
            alarms += len(said)
            words = "; ".join(f"{each.kind}: {each.sentence}" for each in said) or "nothing"
            print(f"| {plan} | {name} | {seed} | {accuracy:.3f} | {words} |", flush=True)
    print(f"\n{alarms} false alarms.")
    sys.exit(1 if alarms else 0)


if __name__ == "__main__":
    main()
