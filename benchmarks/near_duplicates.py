"""How well copies of real pictures are found beside ImageHash and CleanVision, and how fast.

`.venv/bin/python -m benchmarks.near_duplicates --pictures 350` for the table in the README,
`--many 100000` for the time of the search alone.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.common import require_real_data
from benchmarks.contest import Peer, install, python_of
from benchmarks.planted import CHANGES, Planted, plant
from benchmarks.processes import run_measured
from shoeclassifier_gui.core.dataset.measures import (
    DTYPE,
    MeasureArray,
    Measures,
    as_array,
    measure,
)
from shoeclassifier_gui.core.dataset.near_duplicates import likeness, near_pairs
from shoeclassifier_gui.core.dataset.thumbnails import THUMBNAIL_SIDE
from shoeclassifier_gui.core.pictures import picture_files, read_picture

_SETS = ("flowers5", "zappos3", "footwear6")
_PEERS = (
    Peer("ImageHash", "imagehash_pairs", ("imagehash>=4.3,<5",)),
    Peer("CleanVision", "cleanvision_pairs", ("cleanvision>=0.3,<0.4",)),
)
# What its own readme and most programs that use it take as near.
_STRICT = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody found in a folder.

    Attributes:
        name: Who.
        pairs: Pairs of file names, each sorted.
        seconds: Of reading, hashing and comparing all pictures.
    """

    name: str
    pairs: frozenset[tuple[str, str]]
    seconds: float


def main() -> None:
    """Prints a table for each set, and the time of the search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=1400, help="of each set, at most")
    parser.add_argument("--many", type=int, default=0, help="hashes to time the search with")
    options = parser.parse_args()
    folder = require_real_data() / "data"
    print("| set | who | " + " | ".join(CHANGES) + " | precision >= | pairs elsewhere | s |")
    print("|---|---|" + "---|" * (len(CHANGES) + 3))
    for name in _SETS:
        files = _chosen(list(picture_files(folder / name)), options.pictures)
        with tempfile.TemporaryDirectory() as place:
            planted = plant(Path(place) / "pictures", files)
            for answer in _answers(planted.folder):
                print(_row(f"{name}, {planted.pictures}", planted, answer), flush=True)
    if options.many:
        for words, equal in (("hashes at random", False), ("eight hashes in all", True)):
            _print_time(words, options.many, equal=equal)


def _answers(folder: Path) -> Iterator[Answer]:
    yield _ours(folder)
    for peer in _PEERS:
        problem = install(peer)
        if problem:
            print(problem)
            continue
        command = [str(python_of(peer)), "-m", f"benchmarks.peers.{peer.module}", str(folder)]
        done = run_measured(command, {})
        if done.error:
            print(f"{peer.name} failed: {done.error}")
            continue
        found, seconds = done.lines[-1].values["pairs"], done.lines[-1].values["seconds"]
        yield Answer(peer.name, frozenset((a, b) for a, b, _ in found), seconds)
        if any(distance for _, _, distance in found):
            near = frozenset((a, b) for a, b, distance in found if distance <= _STRICT)
            yield Answer(f"{peer.name}, {_STRICT} bits", near, seconds)


def _ours(folder: Path) -> Answer:
    names = sorted(path.name for path in folder.iterdir())
    started = time.perf_counter()
    first, second, _ = near_pairs(as_array([_measured(folder / name) for name in names]))
    seconds = time.perf_counter() - started
    found = zip(first.tolist(), second.tolist(), strict=True)
    return Answer("Shoe Classifier", frozenset((names[a], names[b]) for a, b in found), seconds)


def _row(words: str, planted: Planted, answer: Answer) -> str:
    """Shares of the copies that were found; a mirrored picture should not be.

    Pairs of two pictures of the set itself count as wrong, though some of them are right: the
    precision is at least what is told.
    """
    recall = [
        sum(tuple(sorted(pair)) in answer.pairs for pair in copies.items()) / len(copies)
        for copies in planted.copies.values()
    ]
    right = sum(planted.is_true(*pair) for pair in answer.pairs)
    precision = right / max(1, len(answer.pairs))
    shares = " | ".join(f"{share:.2f}" for share in recall)
    wrong = len(answer.pairs) - right
    return (
        f"| {words} | {answer.name} | {shares} | {precision:.2f} | {wrong} | {answer.seconds:.1f} |"
    )


def _print_time(words: str, count: int, *, equal: bool) -> None:
    many, few = _synthetic(count, equal=equal), _synthetic(count // 20, equal=equal)
    seconds = []
    for search, measures in ((near_pairs, many), (near_pairs, few), (_brute_force, few)):
        started = time.perf_counter()
        search(measures)
        seconds.append(time.perf_counter() - started)
    print(
        f"{words}: {len(many)} in {seconds[0]:.2f} s; {len(few)} in {seconds[1]:.2f} s, "
        f"brute force {seconds[2]:.2f} s ({seconds[2] / seconds[1]:.1f} times)"
    )


def _brute_force(measures: MeasureArray) -> int:
    hashes, every = measures["likeness"], np.arange(len(measures))
    pairs = 0
    for row in range(len(measures)):
        near = every[row + 1 :][np.bitwise_count(hashes[row + 1 :] ^ hashes[row]) <= 10]
        pairs += int((likeness(measures, np.full(len(near), row), near) >= 0.95).sum())
    return pairs


def _synthetic(count: int, *, equal: bool) -> MeasureArray:
    random = np.random.default_rng(0)
    measures = np.zeros(count, DTYPE)
    measures["likeness"] = random.integers(0, 8 if equal else 1 << 63, count, dtype=np.uint64)
    measures["layout"] = random.integers(0, 256, (count, 192))
    return measures


def _chosen(paths: Sequence[Path], most: int) -> list[Path]:
    """Spread over the classes."""
    places = np.linspace(0, len(paths) - 1, min(most, len(paths))).astype(int)
    return [paths[place] for place in places.tolist()]


def _measured(path: Path) -> Measures:
    picture = read_picture(path, short_side=THUMBNAIL_SIDE)
    height, width = picture.shape[:2]
    return measure(picture, width, height)


if __name__ == "__main__":
    main()
