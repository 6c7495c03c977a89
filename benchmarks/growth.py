"""Whether cost grows linearly with the pictures, and memory stays flat.

    .venv/bin/python -m benchmarks.growth [--sizes 500 2000 8000] [--epochs 3] [--views 4]
        [--plans fast balanced]
    .venv/bin/python -m benchmarks.growth --tiny

VGG16's shapes at 224 px with random weights, batch 32, as the command line trains, each run in a
process of its own with empty caches. `--tiny` takes squeezenet1_1 at 64 px and few pictures. The
cost of starting (imports, the choice how to compute) is in the seconds, so that seconds a picture
fall a little with size: linear means that they do not rise.
"""

import argparse
import tempfile
from argparse import Namespace
from pathlib import Path

from benchmarks.common import use_private_home
from benchmarks.contest import Attempt, run_ours
from benchmarks.material import SharedWeights, generated, random_weights

LIMIT_MB = 2500.0
# Seconds a picture may rise by this from the smallest set to another.
LIMIT_RISE = 1.15


def main() -> None:
    """Measures and prints a Markdown table."""
    options = _parse()
    with use_private_home() as home, tempfile.TemporaryDirectory() as folder:
        weights = random_weights(options.backbone, Path(folder))
        print(
            "| plan | pictures | seconds | ms a picture | rise (limit 1.15) "
            "| peak RssAnon MB | of 2,500 MB | within |\n|---|---|---|---|---|---|---|---|"
        )
        sets = {size: generated(Path(folder), size) for size in sorted(options.sizes)}
        for plan in options.plans:
            least = 0.0
            for size, pictures in sets.items():
                own = _options(options, weights, plan)
                done = run_ours(plan, pictures, home / f"{plan}-{size}", own)
                least = least or done.seconds / size
                _print(done, size, done.seconds / size / least)


def _options(options: Namespace, weights: SharedWeights, plan: str) -> list[str]:
    epochs = ["--epochs", str(options.epochs), "--patience", "0", "--views", str(options.views)]
    return [
        *("--backbone", options.backbone, "--weights", str(weights.ours), "--plan", plan),
        *("--image-size", str(options.side), "--batch-size", "32"),
        *(epochs if plan != "fast" else []),
    ]


def _print(done: Attempt, size: int, rise: float) -> None:
    if done.error:
        print(f"| {done.name} | {size} | failed: {done.error} | | | | | |", flush=True)
        return
    good = rise <= LIMIT_RISE and done.peak_mb <= LIMIT_MB
    print(
        f"| {done.name} | {size:,} | {done.seconds:.1f} | {done.seconds / size * 1000:.1f} | "
        f"{rise:.2f} | {done.peak_mb:.0f} | {done.peak_mb / LIMIT_MB:.2f} | "
        f"{'yes' if good else 'NO'} |",
        flush=True,
    )


def _parse() -> Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[500, 2000, 8000])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--plans", nargs="+", default=["fast", "balanced"])
    parser.add_argument("--tiny", action="store_true", help="a quick look")
    options = parser.parse_args()
    options.backbone, options.side = "vgg16", 224
    if options.tiny:
        options.backbone, options.side, options.epochs = "squeezenet1_1", 64, 1
        options.sizes = [60, 240]
    return options


if __name__ == "__main__":
    main()
