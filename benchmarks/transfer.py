"""Fine-tuning against a linear probe: same weights, same split, same test pictures, one run.

    .venv/bin/python -m benchmarks.transfer [--sets flowers5 zappos3] [--seeds 0 1 2]

Prints accuracy on the untouched test part for both, their difference, and its mean over the seeds.
"""

import argparse
import dataclasses
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.common import open_dataset, require_real_data, use_private_home
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.models.evaluation import evaluate
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.pictures.augmentation import plain
from shoeclassifier_gui.learn.pictures.pixels import read_square
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

BACKBONE = "squeezenet1_1"


def features(items: tuple[Item, ...], store: WeightsStore) -> np.ndarray:
    """Global average of the last convolution, (items, channels)."""
    weights = store.load(BACKBONE, "imagenet")
    assert weights is not None
    blocks = build_backbone(BACKBONE, weights.state).blocks.eval()
    preparation = Preprocessing(224, weights.mean, weights.deviation)
    rows = []
    with torch.inference_mode():
        for start in range(0, len(items), 32):
            chunk = items[start : start + 32]
            squares = np.stack([read_square(preparation, item.path) for item in chunk])
            rows.append(blocks(plain(torch.from_numpy(squares), preparation)).mean(dim=(2, 3)))
    return torch.cat(rows).numpy()


def probe(dataset: Dataset, store: WeightsStore) -> float:
    """Accuracy of a linear probe on the test part."""
    train_items, test_items = dataset.of_split(Split.TRAIN), dataset.of_split(Split.TEST)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000))
    model.fit(features(train_items, store), [item.class_index for item in train_items])
    answers = model.predict(features(test_items, store))
    return float(np.mean(answers == [item.class_index for item in test_items]))


def fine_tune(dataset: Dataset, store: WeightsStore, config: TrainConfig) -> float:
    """Accuracy of the program's own training on the test part."""
    with tempfile.TemporaryDirectory() as folder:
        run = RunFolder(Path(folder) / "run")
        for _ in train(config, dataset, run, Control(), store):
            pass
        predictor = Predictor.load(run.model)
        events = evaluate(predictor, dataset, dataset.of_split(Split.TEST), "test", Control())
        *_, last = events
        assert isinstance(last, Evaluated)
        return last.scores.accuracy


def thinned(dataset: Dataset, per_class: int) -> Dataset:
    """The first pictures of each class of each supplied part."""
    seen: dict[tuple[int, bool], int] = defaultdict(int)
    kept = []
    for item in dataset.items:
        key = (item.class_index, item.relative.startswith("test/"))
        seen[key] += 1
        if seen[key] <= per_class:
            kept.append(item)
    return dataclasses.replace(dataset, items=tuple(kept))


def main() -> None:
    """Runs the comparison and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["flowers5", "zappos3"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--per-class", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=10)
    options = parser.parse_args()
    store = WeightsStore([require_real_data() / "weights"])
    print("| set | seed | train | test | linear probe | fine-tuned | difference | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    with use_private_home() as home:
        for name in options.sets:
            gains = []
            for seed in options.seeds:
                dataset = open_dataset(require_real_data() / "data" / name, home, seed=seed)
                dataset = thinned(dataset, options.per_class)
                config = TrainConfig(backbone=BACKBONE, epochs=options.epochs, seed=seed)
                expected = probe(dataset, store)
                started = time.perf_counter()
                reached = fine_tune(dataset, store, config)
                seconds = time.perf_counter() - started
                gains.append(reached - expected)
                counts = [len(dataset.of_split(split)) for split in (Split.TRAIN, Split.TEST)]
                print(
                    f"| {name} | {seed} | {counts[0]} | {counts[1]} | {expected:.3f} | "
                    f"{reached:.3f} | {gains[-1] * 100:+.1f} | {seconds:.0f} |",
                    flush=True,
                )
            mean = float(np.mean(gains)) * 100
            print(f"| **{name}** | mean | | | | | **{mean:+.1f}** (limit -1.0) | |", flush=True)


if __name__ == "__main__":
    main()
