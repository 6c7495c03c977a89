"""Finds pictures that show nearly the same, among 100,000 in seconds, and groups them.

Two pictures are near-duplicates when their perceptual hashes differ in few of 64 bits and their
8 x 8 colour layouts, each brought to the same light and contrast, are correlated. The hash alone
takes white-background catalogue pictures of one outline for the same; so a picture whose hash has
many neighbours must be more alike than one that stands alone.

Measured (share of 300 altered copies found; pairs among the pictures themselves):

| pictures             | q 40, half size | 2 % cut | 4 % cut | light +-15 % | mirrored | pairs |
|----------------------|-----------------|---------|---------|--------------|----------|-------|
| 1,500 flowers        | 1.00            | 1.00    | 0.92    | 1.00         | 0        | 8     |
| 4,500 catalogue      | 1.00            | 0.95    | 0.57    | 0.95, 1.00   | 0        | 583   |
| 4,293 scraped        | 1.00            | 1.00    | 0.85    | 1.00         | 0        | 433   |
| 300 drawn            | 1.00            | 1.00    | 0.87    | 1.00         | 0        | 0     |

Comparing the layouts themselves (mean difference of at most 8 grey levels, hash distance 6) found
0 to 11 of 100 copies of another light, and 1,292 pairs in the catalogue.
`benchmarks/near_duplicates.py` measures it again.
"""

import functools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.measures import MeasureArray

# Differing bits of near-duplicates' hashes. Crops of 4 % differ in 6 (median) to 14 (99 of 100).
HASH_DISTANCE = 10
# Least correlation of the layouts, and that of pictures whose hash has more than so many
# neighbours: catalogue pictures have 27 on average, photographs of natural scenes almost none.
LIKENESS = 0.95
CROWDED, CROWDED_LIKENESS = 4, 0.985
# Largest difference of the mean light, in grey levels (0-255).
_LIGHT = 64.0
# Noise (grey levels): keeps the correlation of flat pictures defined, and high.
_NOISE = 2.0
# A group may be this share of a class, or this many pictures in small classes: of 40 pictures 5 %
# are two, so that a picture with two copies would be torn apart (40 catalogue pictures a class: 1
# of 5 pairs, with the least count none), and that is no chain but the leak that groups prevent.
LARGEST_SHARE = 0.05
LARGEST_COUNT = 10
_BANDS, _BITS = 4, 16
_KEYS = 1 << _BITS
_AT_ONCE = 500_000
# Comparisons of hashes, about 0.1 us each. When more would be needed, as many hashes are the same,
# each picture is compared with some of the most similar layout only; these comparisons cost more.
_BUDGET, _REDUCED_BUDGET = 60_000_000, 8_000_000
Indices = npt.NDArray[np.int64]
Distances = npt.NDArray[np.uint8]
# Rows of the first and of the second pictures, and the distances of their hashes.
Pairs = tuple[Indices, Indices, Distances]


@dataclass(frozen=True, slots=True)
class Groups:
    """Which rows belong together.

    Attributes:
        group: The smallest row of each row's group; rows alone are a group of their own.
        cut: How many groups were too large and were cut at a stricter distance.
    """

    group: Indices
    cut: int


def near_pairs(measures: MeasureArray, distance: int = HASH_DISTANCE) -> Pairs:
    """All pairs of near-duplicates.

    Pigeonhole principle over four bands of 16 bits: hashes that differ in up to 11 bits differ in
    at most two bits of some band (Norouzi et al. 2012, multi-index hashing).

    Args:
        measures: One row a picture.
        distance: Largest number of differing bits, up to 11.

    Returns:
        Rows of the first and of the second pictures, first < second, and their hash distances.
    """
    if not 0 <= distance < 3 * _BANDS:
        raise ValueError(f"distance must be 0 to {3 * _BANDS - 1}")
    hashes = np.ascontiguousarray(measures["likeness"])
    search = functools.partial(_search, hashes, _coarse(measures), distance)
    with ThreadPoolExecutor(max_workers=min(_BANDS, os.cpu_count() or 1)) as pool:
        bands = list(pool.map(search, range(_BANDS)))
    crowd = np.sum([counts for _, counts in bands], axis=0)
    pairs = np.concatenate([found for found, _ in bands], axis=1)
    pairs = np.sort(pairs, axis=0)
    first, second = pairs[:, np.lexsort(pairs[::-1])]
    crowded = np.maximum(crowd[first], crowd[second]) > CROWDED
    wanted = np.where(crowded, CROWDED_LIKENESS, LIKENESS)
    alike = likeness(measures, first, second) >= wanted
    first, second = first[alike], second[alike]
    return first, second, np.bitwise_count(hashes[first] ^ hashes[second])


def _search(
    hashes: npt.NDArray[np.uint64], coarse: npt.NDArray[np.float32], distance: int, band: int
) -> tuple[Indices, Indices]:
    """Pairs of one band that may be near-duplicates, and how many neighbours each row has in it."""
    crowd = np.zeros(len(hashes), np.int64)
    found = [np.zeros((2, 0), np.int64)]
    position = np.ascontiguousarray(coarse[:, 0])
    # Unit vectors: |x - y|^2 = 2 - 2 correlation; a few of their components give less.
    farthest = 2 - 2 * LIKENESS + 1e-5
    for candidates in _candidates(hashes, position, band):
        left, right = _near(hashes, band, *candidates, distance)
        crowd += np.bincount(left, minlength=len(crowd))
        crowd += np.bincount(right, minlength=len(crowd))
        for difference in (position, coarse):
            apart = np.square(difference[left] - difference[right])
            maybe = (apart if apart.ndim == 1 else apart.sum(axis=1)) <= farthest
            left, right = left[maybe], right[maybe]
        found.append(np.stack([left, right]))
    return np.concatenate(found, axis=1), crowd


def likeness(measures: MeasureArray, first: Indices, second: Indices) -> npt.NDArray[np.float32]:
    """Correlation of the layouts of pairs of rows, -1 to 1; -1 where the light differs too much."""
    answers = [np.zeros(0, np.float32)]
    layouts = measures["layout"]
    for start in range(0, len(first), 65536):
        some = slice(start, start + 65536)
        left, left_light = _normalised(layouts[first[some]])
        right, right_light = _normalised(layouts[second[some]])
        noise = _noise(layouts[first[some]]) * _noise(layouts[second[some]])
        product = np.einsum("ij,ij->i", left, right) + noise
        answers.append(np.where(np.abs(left_light - right_light) > _LIGHT, -1, product))
    return np.concatenate(answers).astype(np.float32)


def group_rows(classes: Indices, sessions: Indices, pairs: Pairs) -> Groups:
    """Joins recordings and near-duplicates into groups that do not chain.

    A chain of pictures, each a little unlike the one before, can join half a class. A group that
    would exceed 5 % of its class (and 10 pictures) is cut at ever stricter distances; recordings
    are never cut.

    Args:
        classes: Class of each row.
        sessions: Recording of each row, as numbers from 0.
        pairs: What `near_pairs` gave for the rows.
    """
    first, second, distances = pairs
    count = len(classes)
    allowed = np.maximum(LARGEST_COUNT, np.bincount(classes) * LARGEST_SHARE)[classes]
    _, leader, session = np.unique(sessions, return_index=True, return_inverse=True)
    bound = leader[session]
    group, pending, cut = bound.copy(), np.ones(count, bool), 0
    for limit in range(HASH_DISTANCE, -1, -2):
        near = (distances <= limit) & pending[first] & pending[second]
        joined = components(
            np.concatenate([bound, first[near]]), np.concatenate([np.arange(count), second[near]])
        )
        # A group of several classes must be small enough for each, or it would be torn.
        least = np.full(count, np.inf)
        np.minimum.at(least, joined, allowed)
        fits = pending & (np.bincount(joined, minlength=count) <= least)[joined]
        group[fits] = joined[fits]
        pending &= ~fits
        if limit == HASH_DISTANCE:
            cut = len(np.unique(joined[pending & (joined != bound)]))
    return Groups(group, cut)


def _noise(layouts: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """The component of the unit vectors that stands for noise."""
    spread = layouts.std(axis=1, dtype=np.float32)
    share: npt.NDArray[np.float32] = (_NOISE / np.sqrt(spread**2 + _NOISE**2)).astype(np.float32)
    return share


def _normalised(
    layouts: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Layouts without their light and contrast (with the noise: unit vectors), and the light."""
    values = layouts.astype(np.float32)
    light = values.mean(axis=1)
    values -= light[:, None]
    length = np.sqrt(np.square(values).sum(axis=1) + _NOISE**2 * values.shape[1])
    return values / length[:, None], light


def _coarse(measures: MeasureArray) -> npt.NDArray[np.float32]:
    """A few components of each normalised layout in an orthonormal basis of low frequencies."""
    basis = _low_frequencies()
    layouts = measures["layout"]
    parts = (
        _normalised(layouts[start : start + 8192])[0] @ basis
        for start in range(0, len(layouts), 8192)
    )
    return np.concatenate([np.zeros((0, basis.shape[1]), np.float32), *parts])


@functools.cache
def _low_frequencies() -> npt.NDArray[np.float32]:
    """Cosines over 8 x 8 cells, alike in the three channels: (192, 8), orthonormal."""
    places = (np.arange(8) + 0.5) * np.pi / 8
    waves = [np.cos(places * n) / np.linalg.norm(np.cos(places * n)) for n in range(4)]
    wanted = ((0, 2), (1, 0), (0, 1), (2, 0), (1, 1), (2, 2), (1, 2), (2, 1))
    columns = [np.repeat(np.outer(waves[y], waves[x]).ravel(), 3) for y, x in wanted]
    basis: npt.NDArray[np.float32] = (np.stack(columns, axis=1) / np.sqrt(3)).astype(np.float32)
    return basis


def _near(
    hashes: npt.NDArray[np.uint64], band: int, left: Indices, right: Indices, distance: int
) -> tuple[Indices, Indices]:
    """The candidates that are near, and were not candidates of an earlier band already."""
    unlike = hashes[left] ^ hashes[right]
    near = np.flatnonzero(np.bitwise_count(unlike) <= distance)
    left, right, unlike = left[near], right[near], unlike[near]
    new = np.ones(len(left), bool)
    for earlier in range(band):
        part = (unlike >> np.uint64(earlier * _BITS)) & np.uint64(_KEYS - 1)
        new &= np.bitwise_count(part) > 2
    return left[new], right[new]


def _candidates(
    hashes: npt.NDArray[np.uint64], position: npt.NDArray[np.float32], band: int
) -> Iterator[tuple[Indices, Indices]]:
    """Pairs whose hashes differ in at most two bits of a band, in bounded portions."""
    keys = ((hashes >> np.uint64(band * _BITS)) & np.uint64(_KEYS - 1)).astype(np.int64)
    # Neighbours in a bucket have similar layouts: what the limit leaves out is less alike.
    order = np.lexsort((position, keys))
    counts = np.bincount(keys, minlength=_KEYS)
    starts = np.concatenate(([0], np.cumsum(counts)))
    limit = _longest(counts)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    yield from _portions(order, place + 1, np.minimum(starts[keys + 1] - place - 1, limit))
    for flip in _flips():
        other = keys ^ flip
        lengths = np.where(keys < other, np.minimum(counts[other], limit), 0)
        yield from _portions(order, starts[other], lengths)


@functools.cache
def _flips() -> tuple[int, ...]:
    """One bit, or two, of a band."""
    single = [1 << bit for bit in range(_BITS)]
    return (*single, *(a | b for a, b in combinations(single, 2)))


def _longest(counts: Indices) -> int:
    """How many pictures of a bucket one is compared with, so that the budget is kept."""
    every = np.arange(_KEYS)
    limit, budget = int(counts.max(initial=1)), _BUDGET
    while limit > 1:
        short = np.minimum(counts, limit)
        total = (counts * short).sum() + sum((counts * short[every ^ f]).sum() for f in _flips())
        if total / 2 <= budget / _BANDS:
            break
        limit, budget = limit // 2, _REDUCED_BUDGET
    return max(1, limit)


def _portions(
    order: Indices, starts: Indices, lengths: Indices
) -> Iterator[tuple[Indices, Indices]]:
    """For each row the `lengths` entries of `order` from `starts` on."""
    rows = np.flatnonzero(lengths)
    ends = np.cumsum(lengths[rows])
    begin = 0
    while begin < len(rows):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + _AT_ONCE, side="right")))
        chosen = rows[begin:end]
        count = lengths[chosen]
        left = np.repeat(chosen, count)
        inside = np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
        yield left, order[np.repeat(starts[chosen], count) + inside]
        begin = end


def components(first: Indices, second: Indices) -> Indices:
    """Connected components of all rows: the smallest row of each component, for every row.

    Every row takes the smallest label of its neighbours and then that label's own label, until
    nothing changes: a handful of rounds of whole-array work.
    """
    label = np.arange(int(max(first.max(initial=-1), second.max(initial=-1))) + 1)
    while True:
        before = label.copy()
        lowest = np.minimum(label[first], label[second])
        np.minimum.at(label, first, lowest)
        np.minimum.at(label, second, lowest)
        label = label[label]
        if np.array_equal(before, label):
            return label
