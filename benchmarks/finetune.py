"""Fine-tuning against what people use today: same weights, pictures, split, epochs, one run.

Time (VGG16's shapes, random weights; no accuracy is claimed from it):

    .venv/bin/python -m benchmarks.finetune time --pictures 80 --epochs 10 --views 1 4 --repeats 3

Accuracy (squeezenet1_1 with its real weights: seconds to each validation accuracy, and the paired
difference on the test part over three seeds; every side has a dense layer in its head, the peers
take batches of `--batch`, the program chooses its own):

    .venv/bin/python -m benchmarks.finetune accuracy --sets flowers5 zappos3 --seeds 0 1 2

With `--weights FILE --backbone vgg16` both modes use VGG16's own weights. A quick look:

    .venv/bin/python -m benchmarks.finetune time --pictures 40 --epochs 1 --side 64 --repeats 1
    .venv/bin/python -m benchmarks.finetune accuracy --sets zappos3 --seeds 0 --per-class 12 \
        --epochs 2 --side 96

The peers are installed once, by this script, under `.benchmarks/peers`. Every process starts with
empty caches; imports, indexing, decoding, validation and the choice how to compute are counted on
every side. Memory is RssAnon of the process itself: the peers' workers are not counted. The peers
that use torch inherit the program's OMP_WAIT_POLICY, which is to their advantage.
"""

import argparse
import math
import os
import statistics
import tempfile
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.common import require_real_data, use_private_home
from benchmarks.contest import (
    FASTAI,
    KERAS,
    TORCH,
    Attempt,
    Peer,
    classes_of,
    install,
    run_ours,
    run_peer,
)
from benchmarks.floor import measure_floor
from benchmarks.intervals import paired, picture_differences
from benchmarks.material import SharedWeights, divided, generated, random_weights, real_weights
from benchmarks.peers.task import Task
from shoeclassifier_gui.learn.networks.backbones import build_backbone

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
# Ratios that the program promises on a processor.
BALANCED_LIMIT = {1: 4.0, 4: 2.5}
FAST_LIMIT = 15.0
LEVEL_LIMIT = 5.0
MEMORY_LIMIT_MB = 2500.0
DIFFERENCE_LIMIT = -0.02


def main() -> None:
    """Measures and prints Markdown tables."""
    options = _parse()
    with use_private_home() as home, tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        if options.mode == "time":
            compare_times(options, Path(folder), home)
        else:
            compare_accuracies(options, Path(folder))


def compare_times(options: Namespace, folder: Path, home: Path) -> None:
    """Total seconds, ratios within each round, and peak memory; medians over the rounds."""
    pictures = generated(folder, options.pictures)
    weights = _weights(options, folder)
    ways = _ways(options, weights)
    peers = _installed((KERAS, TORCH, FASTAI), options)
    task = _task(options, pictures, weights, head="dense")
    rounds: list[list[Attempt]] = []
    for number in range(options.repeats):
        attempts = [
            run_ours(name, pictures, home / f"{number}-{name}", own) for name, own in ways.items()
        ]
        rounds.append(attempts + [run_peer(peer, task) for peer in peers])
        spent = ", ".join(f"{one.name} {one.seconds:.1f} s" for one in rounds[-1])
        print(f"round {number + 1}: {spent}", flush=True)
    limits = {_balanced(views): BALANCED_LIMIT[views] for views in options.views}
    _print_times(rounds, len(ways), limits | {"fast": FAST_LIMIT})
    _print_floors(options, pictures, rounds)


def _ways(options: Namespace, weights: SharedWeights) -> dict[str, list[str]]:
    """The program's own ways and their command-line options."""
    shared = [*_start(options, weights), "--batch-size", str(options.batch)]
    ways = {
        _balanced(views): [*shared, *_epochs(options), "--head", "dense", "--views", str(views)]
        for views in options.views
    }
    return ways | {"fast": [*shared, "--plan", "fast"]}


def _balanced(views: int) -> str:
    return f"balanced, {views} view{'s' if views > 1 else ''}"


def compare_accuracies(options: Namespace, folder: Path) -> None:
    """Seconds to each validation accuracy, and the paired difference on the test part."""
    weights = _weights(options, folder)
    peers = _installed((TORCH, FASTAI), options)
    for name in options.sets:
        rounds: dict[str, list[Attempt]] = {}
        for seed in options.seeds:
            place = folder / f"{name}-{seed}"
            source = require_real_data() / "data" / name
            pictures = divided(source, place, seed=seed, per_class=options.per_class)
            task = _task(options, pictures, weights, head="dense", seed=seed)
            own = [*_start(options, weights), *_epochs(options), "--seed", str(seed)]
            home = folder / f"{name}-{seed}-ours"
            attempts = [run_ours("balanced", pictures, home, own)]
            attempts += [run_peer(peer, task) for peer in peers]
            for attempt in attempts:
                rounds.setdefault(attempt.name, []).append(attempt)
                _say_failure(attempt)
        _print_levels(name, rounds)
        _print_differences(name, rounds)


def _print_times(rounds: list[list[Attempt]], ours: int, limits: dict[str, float]) -> None:
    print("\n| who | total s | best peer / it | of all rounds | wanted | peak RssAnon MB |")
    print("|---|---|---|---|---|---|")
    for place, first in enumerate(rounds[0]):
        attempts = [one[place] for one in rounds]
        error = next((one.error for one in attempts if one.error), "")
        if error:
            print(f"| {first.name} | failed: {error} | | | | |", flush=True)
            continue
        seconds = statistics.median(one.seconds for one in attempts)
        peak = max(one.peak_mb for one in attempts)
        best = [
            min((peer.seconds for peer in others[ours:] if not peer.error), default=float("nan"))
            for others in rounds
        ]
        ratios = [rival / one.seconds for rival, one in zip(best, attempts, strict=True)]
        limit = limits.get(first.name)
        print(
            f"| {first.name} | {seconds:.1f} | {statistics.median(ratios):.2f} | "
            f"{min(ratios):.2f} to {max(ratios):.2f} | {f'>= {limit:g}' if limit else ''} | "
            f"{peak:.0f} (limit {MEMORY_LIMIT_MB:.0f}) |",
            flush=True,
        )


def _print_floors(options: Namespace, pictures: Path, rounds: list[list[Attempt]]) -> None:
    train, val = (len(list((pictures / part).glob("*/*.jpg"))) for part in ("train", "val"))
    classes = len(classes_of(pictures))
    floor = measure_floor(options.backbone, _frozen(options), options.side, classes)
    print(
        f"\n{train} training and {val} validation pictures, {options.backbone} at "
        f"{options.side} px, {options.epochs} epochs; frozen part {floor.frozen * 1000:.1f} ms a "
        f"picture and view, learning part {floor.learning * 1000:.1f} ms a picture and epoch."
    )
    for place, views in enumerate(options.views):
        least = floor.total(train, val, epochs=options.epochs, views=views)
        took = statistics.median(one[place].seconds for one in rounds)
        print(
            f"Floor of {_balanced(views)}: {least:.1f} s; it takes {took / least:.2f} times that."
        )


def _print_levels(name: str, rounds: dict[str, list[Attempt]]) -> None:
    """Medians over the seeds; a level that one seed never reached is never reached."""
    columns = list(rounds)
    print(f"\n| {name}: validation accuracy | {' | '.join(columns)} | best peer / balanced |")
    print(f"|---|{'---|' * len(columns)}---|")
    for level in LEVELS:
        _print_level(f"{level:.0%}", {who: _reaching(rounds[who], [level] * 99) for who in columns})
    peers = [who for who in columns if who != "balanced"]
    for peer in peers:
        levels = {
            f"last of {peer} (wanted >= {LEVEL_LIMIT:g})": [one.final for one in rounds[peer]],
            f"best of {peer}": [one.best for one in rounds[peer]],
        }
        for label, wanted in levels.items():
            reached = {who: _reaching(rounds[who], wanted) for who in ("balanced", peer)}
            _print_level(label, {who: reached.get(who) for who in columns})


def _reaching(attempts: Sequence[Attempt], levels: Sequence[float]) -> float:
    times = [one.seconds_to(level) for one, level in zip(attempts, levels, strict=False)]
    known = [at for at in times if at is not None]
    return statistics.median(known) if len(known) == len(times) else float("inf")


def _print_level(label: str, seconds: Mapping[str, float | None]) -> None:
    """One cell for each column; empty where a row is of another peer."""
    cells = [_level_cell(value) for value in seconds.values()]
    own = seconds["balanced"]
    rivals = (value for who, value in seconds.items() if who != "balanced" and value is not None)
    rival = min(rivals, default=math.inf)
    known = own is not None and math.isfinite(own) and math.isfinite(rival)
    ratio = f"{rival / own:.1f}" if known and own else "-"
    print(f"| {label} | {' | '.join(cells)} | {ratio} |", flush=True)


def _level_cell(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.1f} s" if math.isfinite(seconds) else "never"


def _print_differences(name: str, rounds: dict[str, list[Attempt]]) -> None:
    ours = [attempt.right for attempt in rounds["balanced"]]
    for who, attempts in rounds.items():
        if who == "balanced":
            continue
        found = picture_differences(ours, [attempt.right for attempt in attempts])
        mean, low, high = paired(found)
        good = "yes" if low > DIFFERENCE_LIMIT else "NO"
        print(
            f"\n{name}: balanced minus {who} on {len(found)} test pictures: {mean * 100:+.1f} "
            f"points (95 % {low * 100:+.1f} to {high * 100:+.1f}; wanted above -2): {good}"
        )


def _installed(peers: Sequence[Peer], options: Namespace) -> list[Peer]:
    ready = []
    for peer in peers:
        if peer.module in options.without or (peer is KERAS and options.backbone != "vgg16"):
            continue
        sentence = install(peer)
        if sentence:
            print(f"{sentence}\n")
        else:
            ready.append(peer)
    return ready


def _say_failure(attempt: Attempt) -> None:
    if attempt.error:
        print(f"{attempt.name} failed: {attempt.error}\n", flush=True)


def _weights(options: Namespace, folder: Path) -> SharedWeights:
    if options.weights is not None:
        return real_weights(options.backbone, options.weights, folder)
    if options.mode == "time":
        return random_weights(options.backbone, folder)
    file = require_real_data() / "weights" / "squeezenet1_1-imagenet.pth"
    return real_weights(options.backbone, file, folder)


def _frozen(options: Namespace) -> int:
    return build_backbone(options.backbone).default_freeze


def _task(
    options: Namespace, pictures: Path, weights: SharedWeights, *, head: str, seed: int = 0
) -> Task:
    return Task(
        folder=str(pictures),
        weights=str(weights.arrays),
        backbone=options.backbone,
        frozen=_frozen(options),
        head=head,
        side=options.side,
        epochs=options.epochs,
        batch=options.batch,
        seed=seed,
        workers=options.workers,
    )


def _start(options: Namespace, weights: SharedWeights) -> list[str]:
    return [
        *("--backbone", options.backbone, "--weights", str(weights.ours)),
        *("--image-size", str(options.side)),
    ]


def _epochs(options: Namespace) -> list[str]:
    return ["--epochs", str(options.epochs), "--patience", "0"]


def _parse() -> Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mode", choices=["time", "accuracy"])
    parser.add_argument("--backbone", help="vgg16 for time, squeezenet1_1 for accuracy")
    parser.add_argument("--weights", type=Path, help="a weights file of that network")
    parser.add_argument("--pictures", type=int, default=600)
    parser.add_argument("--per-class", type=int, default=300)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--views", nargs="+", type=int, choices=[1, 4], default=[1, 4])
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeats", type=int, default=3)
    modules = [peer.module for peer in (KERAS, TORCH, FASTAI)]
    parser.add_argument("--without", nargs="+", choices=modules, default=[], help="peers to leave")
    parser.add_argument("--sets", nargs="+", default=["flowers5", "zappos3"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    options = parser.parse_args()
    options.backbone = options.backbone or {"time": "vgg16"}.get(options.mode, "squeezenet1_1")
    return options


if __name__ == "__main__":
    main()
