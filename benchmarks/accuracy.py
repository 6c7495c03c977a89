"""Accuracy of the three plans on real photographs, against a linear probe and against peers.

    .venv/bin/python -m benchmarks.accuracy [--sets footwear6 zappos3] [--seeds 0 1 2]
    .venv/bin/python -m benchmarks.accuracy --quick

squeezenet1_1 with its real ImageNet weights; the compact network and VGG16 with batch
normalisation learn from scratch for contrast. All answer for the same test pictures. Intervals are
Wilson's over the test part of one seed; differences are paired by picture, each picture's mean
over the seeds in which it serves the test. Curves come in the form of the source project's table.
"""

import argparse
import statistics
import tempfile
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.common import open_dataset, require_real_data, use_private_home
from benchmarks.contest import FASTAI, TORCH, Attempt, Peer, install, run_ours, run_peer
from benchmarks.intervals import paired, picture_differences, wilson
from benchmarks.material import SharedWeights, divided, real_weights
from benchmarks.peers.task import Task
from benchmarks.transfer import BACKBONE, features
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

PROBE = "linear probe"
PLANS = ("fast", "balanced", "best")
SCRATCH = {
    "compact, from scratch": ["--backbone", "compact", "--weights", "none"],
    "vgg16_bn, from scratch, 96 px": [
        *("--backbone", "vgg16_bn", "--weights", "none"),
        *("--image-size", "96"),
    ],
}
CURVE_EPOCHS = (1, 4, 7, 10)


def main() -> None:
    """Measures and prints Markdown tables."""
    options = _parse()
    peers = []
    for peer in (TORCH, FASTAI):
        sentence = install(peer)
        if sentence:
            print(f"{sentence}\n")
        else:
            peers.append(peer)
    with use_private_home(), tempfile.TemporaryDirectory() as folder:
        weights = real_weights(
            BACKBONE, _weights_folder() / f"{BACKBONE}-imagenet.pth", Path(folder)
        )
        for name in options.sets:
            _measure_set(name, options, Path(folder), weights, peers)


def _measure_set(
    name: str, options: Namespace, folder: Path, weights: SharedWeights, peers: Sequence[Peer]
) -> None:
    rounds: dict[str, list[Attempt]] = {}
    for seed in options.seeds:
        place = folder / f"{name}-{seed}"
        source = require_real_data() / "data" / name
        pictures = divided(
            source, place, seed=seed, per_class=options.per_class, tested=options.tested
        )
        ways: list[Callable[[], Attempt]] = [
            partial(_probe, pictures, folder / f"{name}-{seed}-probe")
        ]
        ways += _ours(weights, options, seed, pictures, folder / f"{name}-{seed}-ours")
        task = _task(pictures, weights, options, seed)
        ways += [partial(run_peer, peer, task) for peer in peers]
        for way in ways:
            attempt = way()
            rounds.setdefault(attempt.name, []).append(attempt)
            share = sum(attempt.right.values()) / max(1, len(attempt.right))
            said = attempt.error or f"{share:.3f} after {attempt.seconds:.0f} s"
            print(f"{name}, seed {seed}, {attempt.name}: {said}", flush=True)
    _print_scores(name, rounds)
    _print_check(name, rounds)
    _print_curves(name, rounds["balanced"][0])


def _ours(
    weights: SharedWeights, options: Namespace, seed: int, pictures: Path, home: Path
) -> list[Callable[[], Attempt]]:
    pretrained = ["--backbone", BACKBONE, "--weights", str(weights.ours)]
    epochs = ["--epochs", str(options.epochs)] if options.epochs else []
    ways = {plan: [*pretrained, "--plan", plan] for plan in PLANS}
    ways = {plan: [*way, *(epochs if plan != "fast" else [])] for plan, way in ways.items()}
    if seed in options.seeds[: options.scratch_seeds]:
        scratch = ["--epochs", str(options.epochs or options.scratch_epochs)]
        ways |= {who: [*way, *scratch] for who, way in SCRATCH.items()}
    return [
        partial(run_ours, who, pictures, home / who, [*way, "--seed", str(seed)])
        for who, way in ways.items()
    ]


def _probe(pictures: Path, home: Path) -> Attempt:
    """Logistic regression on pooled features."""
    dataset, store = open_dataset(pictures, home), WeightsStore([_weights_folder()])
    train, test = dataset.of_split(Split.TRAIN), dataset.of_split(Split.TEST)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000))
    model.fit(features(train, store), [item.class_index for item in train])
    said = model.predict(features(test, store))
    right = {
        item.relative.removeprefix("test/"): int(index) == item.class_index
        for item, index in zip(test, said, strict=True)
    }
    return Attempt(PROBE, 0.0, 0.0, right=right)


def _print_scores(name: str, rounds: dict[str, list[Attempt]]) -> None:
    print(f"\n| {name} | accuracy | 95 % | minus linear probe | 95 % | seconds |")
    print("|---|---|---|---|---|---|")
    for who, attempts in rounds.items():
        probe = [attempt.right for attempt in rounds[PROBE][: len(attempts)]]
        shares = [sum(one.right.values()) / max(1, len(one.right)) for one in attempts]
        mean, count = statistics.mean(shares), min(len(one.right) for one in attempts)
        low, high = wilson(mean * count, count)
        found = picture_differences([attempt.right for attempt in attempts], probe)
        gain, least, most = paired(found)
        seconds = statistics.median(one.seconds for one in attempts)
        print(
            f"| {who} | {mean:.3f} | {low:.3f} to {high:.3f} | {gain * 100:+.1f} | "
            f"{least * 100:+.1f} to {most * 100:+.1f} | {seconds:.0f} |",
            flush=True,
        )


def _print_check(name: str, rounds: dict[str, list[Attempt]]) -> None:
    best, fast = ([one.right for one in rounds[plan]] for plan in ("best", "fast"))
    gain, low, high = paired(picture_differences(best, fast))
    print(
        f"\n{name}: best minus fast {gain * 100:+.1f} points (95 % {low * 100:+.1f} to "
        f"{high * 100:+.1f}); not worse beyond noise: {'yes' if high >= 0 else 'NO'}"
    )


def _print_curves(name: str, attempt: Attempt) -> None:
    epochs = {
        int(line.values["epoch"]): line.values
        for line in attempt.lines
        if line.values.get("event") == "epoch_finished"
    }
    shown = [epochs[epoch] for epoch in CURVE_EPOCHS if epoch in epochs]
    print(f"\n| {name}, balanced: epoch | {' | '.join(str(row['epoch']) for row in shown)} |")
    print(f"|---|{'---|' * len(shown)}")
    for label, one, other in (
        ("train / validation accuracy", "train_accuracy", "val_accuracy"),
        ("train / validation loss", "train_loss", "val_loss"),
    ):
        cells = [f"{row[one]:.3f} / {row[other]:.3f}" for row in shown]
        print(f"| {label} | {' | '.join(cells)} |", flush=True)


def _task(pictures: Path, weights: SharedWeights, options: Namespace, seed: int) -> Task:
    return Task(
        folder=str(pictures),
        weights=str(weights.arrays),
        backbone=BACKBONE,
        frozen=build_backbone(BACKBONE).default_freeze,
        head="dense",
        side=224,
        epochs=options.epochs or 10,
        batch=32,
        seed=seed,
        workers=options.workers,
    )


def _weights_folder() -> Path:
    return require_real_data() / "weights"


def _parse() -> Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", default=["footwear6", "zappos3"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--per-class", type=int, default=500)
    parser.add_argument("--epochs", type=int, help="of all; else each plan's own, and 10 of peers")
    parser.add_argument("--scratch-seeds", type=int, default=3, help="fewer: they take longest")
    parser.add_argument("--scratch-epochs", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="one seed, few pictures, two epochs")
    options = parser.parse_args()
    options.tested = 20 if options.quick else None
    if options.quick:
        options.seeds, options.per_class, options.epochs = [0], 20, 2
        options.sets = ["zappos3"]
    return options


if __name__ == "__main__":
    main()
