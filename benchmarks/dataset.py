"""The data set at its full size: indexing, opening again, moving, undo, near-duplicates, memory.

    .venv/bin/python -m benchmarks.dataset [--sizes 10000 30000] [--full] [--folder KEEP]

The pictures (about 15 KB each) are made from the drawn sample: each is shifted, shaded and packed
anew, so that every content is another. Prints a Markdown table with the ratio to each limit.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.common import use_private_home
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.editing import EditWork, apply, edit, undo_last
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, DatasetRecalled, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.near_duplicates import near_pairs
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, picture_files, read_picture
from shoeclassifier_gui.core.sample.writer import write_sample

# Pictures a second, seconds, and MB that the program promises for 100,000 pictures on two cores.
LIMITS = {
    "indexing (pictures/s)": 300.0,
    "opening again (s)": 1.5,
    "moving 1,000 (s)": 1.0,
    "undo (s)": 1.0,
    "near-duplicates (s)": 5.0,
    "memory (MB)": 350.0,
}
_BYTES, _SIDE, _PER_SESSION = 15_000, 240, 4


def generate(folder: Path, count: int) -> None:
    """Makes `count` pictures; those that are there already are kept."""
    seeds = folder.with_name("sample")
    if not seeds.is_dir():
        for _ in write_sample(seeds, per_class=24):
            pass
    # Small sets have all classes, too.
    sources = sorted(picture_files(seeds), key=lambda path: (path.stem[-3:], path))
    pictures = [read_picture(path, short_side=_SIDE) for path in sources]

    def make(number: int) -> None:
        place = (number // _PER_SESSION) % len(sources)
        target = folder / sources[place].parent.name / f"{number:06}.jpg"
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_packed(pictures[place], number))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(make, range(count), chunksize=256))


def _packed(picture: Picture, number: int) -> bytes:
    """The picture shifted and with another light, as JPEG of about 15 KB."""
    chance = np.random.default_rng(number // _PER_SESSION)
    small = cv2.resize(picture, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    grid = chance.normal(0, 30, (5, 5, 3)).astype(np.float32)
    light = cv2.resize(grid, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
    grain = np.random.default_rng(number).normal(0, 5, small.shape)
    changed = np.roll(small, chance.integers(-40, 40, 2), axis=(0, 1)) + light + grain
    pixels = np.clip(changed, 0, 255).astype(np.uint8)
    for quality in (80, 70, 60):
        data: bytes = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(data) <= _BYTES * 1.2:
            break
    return data


def index(project: Project) -> tuple[Dataset, float]:
    """Reads the folder; what came last, and the seconds until the first data set."""
    started, first = time.perf_counter(), 0.0
    for event in index_project(project, Control()):
        if isinstance(event, DatasetRecalled) and not first:
            first = time.perf_counter() - started
        if isinstance(event, DatasetIndexed):
            return event.dataset, first
    raise AssertionError


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


class Steps:
    """One change after the other, each given the snapshot of the one before, as the window does."""

    def __init__(self, project: Project, dataset: Dataset) -> None:
        self._project = project
        self._dataset = dataset

    def take(self, work: EditWork) -> None:
        """Carries a change out and makes the next snapshot."""
        self._dataset = edit(self._project, work, self._dataset).dataset


def measure(folder: Path, count: int) -> dict[str, float]:
    """All numbers for one size."""
    generate(folder, count)
    project = open_project(folder)
    seconds = timed(lambda: index(project))
    dataset, first = index(project)
    target = dataset.classes[0]
    chosen = [item for item in dataset.items if item.class_index != 0][:1000]
    change = edits.move_to_class(dataset, chosen, target)
    rows = dataset.measures.of([item.digest for item in dataset.items])
    steps = Steps(project, dataset)
    return {
        "indexing (pictures/s)": count / seconds,
        "opening again (s)": first,
        "moving 1,000 (s)": timed(lambda: steps.take(apply(project, replace(change)))),
        "undo (s)": timed(lambda: steps.take(undo_last(project))),
        "near-duplicates (s)": timed(lambda: near_pairs(rows)),
        "memory (MB)": _memory(folder),
    }


def _memory(folder: Path) -> float:
    """MB that a fresh process needs more with the data set in its hands."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.dataset", "--hold", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _hold(folder: Path) -> None:
    before = _resident()
    held = index(open_project(folder))
    sys.stdout.write(f"{_resident() - before:.1f}" if held else "")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def report(count: int, numbers: dict[str, float]) -> None:
    """One row a number, with its ratio to the limit: below 1 is within."""
    for name, value in numbers.items():
        limit = LIMITS[name]
        ratio = limit / value if "/s" in name else value / limit
        print(f"| {count:,} | {name} | {value:.2f} | {limit:g} | {ratio:.2f} |", flush=True)


def main() -> None:
    """Runs the sizes and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 30_000])
    parser.add_argument("--full", action="store_true", help="100,000 pictures as well")
    parser.add_argument("--folder", type=Path, help="keep the pictures here")
    parser.add_argument("--hold", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.hold is not None:
        _hold(options.hold)
        return
    print("| pictures | what | measured | limit | ratio (at most 1) |\n|---|---|---|---|---|")
    with use_private_home(), tempfile.TemporaryDirectory() as temporary:
        for count in [*options.sizes, *([100_000] if options.full else [])]:
            folder = (options.folder or Path(temporary)) / f"n{count}" / "shoes"
            report(count, measure(folder, count))


if __name__ == "__main__":
    main()
