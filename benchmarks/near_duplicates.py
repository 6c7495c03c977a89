"""How well copies of real pictures are found, and how long the search among 100,000 takes."""

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.common import require_real_data
from shoeclassifier_gui.core.dataset.measures import (
    DTYPE,
    MeasureArray,
    Measures,
    as_array,
    measure,
)
from shoeclassifier_gui.core.dataset.near_duplicates import likeness, near_pairs
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, picture_files, read_picture

_SETS = ("flowers5", "zappos3", "footwear6")
_MOST, _COPIED = 1500, 150
_MANY, _FEW = 100_000, 5_000


def main() -> None:
    folder = require_real_data() / "data"
    print("share of copies found; pairs among the pictures themselves")
    for name in _SETS:
        _print_recall(name, _chosen(list(picture_files(folder / name)), _MOST))
    for words, equal in (("hashes at random", False), ("eight hashes in all", True)):
        _print_time(words, _synthetic(_MANY, equal=equal), _synthetic(_FEW, equal=equal))


def _print_recall(name: str, paths: Sequence[Path]) -> None:
    pictures = [read_picture(path) for path in paths]
    base = as_array([_measured(picture) for picture in pictures])
    rows = range(0, len(pictures), max(1, len(pictures) // _COPIED))
    first, _, _ = near_pairs(base)
    shares = []
    for change, alter in _CHANGES.items():
        copies = as_array([_measured(alter(pictures[row])) for row in rows])
        left, right, _ = near_pairs(np.concatenate([base, copies]))
        found = set(zip(left.tolist(), right.tolist(), strict=True))
        hits = sum((row, len(base) + place) in found for place, row in enumerate(rows))
        shares.append(f"{change} {hits / len(rows):.2f}")
    print(f"{name} ({len(pictures)} pictures, {len(first)} pairs): {', '.join(shares)}")


def _print_time(words: str, many: MeasureArray, few: MeasureArray) -> None:
    started = time.perf_counter()
    near_pairs(many)
    own = time.perf_counter() - started
    started = time.perf_counter()
    near_pairs(few)
    small = time.perf_counter() - started
    started = time.perf_counter()
    _brute_force(few)
    peer = time.perf_counter() - started
    print(
        f"{words}: {_MANY} in {own:.2f} s; {_FEW} in {small:.2f} s, brute force {peer:.2f} s "
        f"({peer / small:.1f} times)"
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


def _chosen(paths: list[Path], most: int) -> list[Path]:
    return paths[:: max(1, len(paths) // most)]


def _measured(picture: Picture) -> Measures:
    height, width = picture.shape[:2]
    return measure(picture, width, height)


def _recompress(picture: Picture) -> Picture:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=40)
    return np.asarray(Image.open(file).convert("RGB"))


def _halve(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def _crop(share: float) -> Callable[[Picture], Picture]:
    def crop(picture: Picture) -> Picture:
        height, width = picture.shape[:2]
        top, left = round(height * share * 0.7), round(width * share * 0.3)
        bottom, right = round(height * share) - top, round(width * share) - left
        return np.ascontiguousarray(picture[top : height - bottom, left : width - right])

    return crop


def _light(factor: float) -> Callable[[Picture], Picture]:
    def light(picture: Picture) -> Picture:
        lit: Picture = np.clip(picture * factor, 0, 255).astype(np.uint8)
        return lit

    return light


def _mirror(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, ::-1])


_CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "recompressed": _recompress,
    "half the size": _halve,
    "2 % cut off": _crop(0.02),
    "4 % cut off": _crop(0.04),
    "15 % lighter": _light(1.15),
    "15 % darker": _light(0.85),
    "mirrored (another picture)": _mirror,
}

if __name__ == "__main__":
    main()
