"""Finds pictures that show nearly the same, among 100,000 in seconds, and groups them.

Two pictures are near-duplicates when their perceptual hashes differ in few of 64 bits and their
8 x 8 colour layouts are close. The hash alone takes white-background catalogue pictures of one
outline for the same; the layout alone takes all dark pictures for the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.measures import MeasureArray

# Hash distance of near-duplicates and mean difference of their layouts in grey levels (0-255).
HASH_DISTANCE = 6
LAYOUT_DISTANCE = 8.0
# A group may be this share of a class, or this many pictures in small classes.
LARGEST_SHARE = 0.05
LARGEST_COUNT = 10
_BANDS, _BITS = 4, 16
_AT_ONCE = 4_000_000
Indices = npt.NDArray[np.int64]
# Rows of the first and of the second pictures, and the distances of their hashes.
Pairs = tuple[Indices, Indices, npt.NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Groups:
    """Which rows belong together.

    Attributes:
        group: The smallest row of each row's group; rows alone are a group of their own.
        cut: How many groups were too large and were cut at a stricter distance.
    """

    group: Indices
    cut: int


def near_pairs(
    measures: MeasureArray, distance: int = HASH_DISTANCE, layout: float = LAYOUT_DISTANCE
) -> tuple[Indices, Indices, npt.NDArray[np.uint8]]:
    """All pairs of near-duplicates.

    Pigeonhole principle over four bands of 16 bits: hashes that differ in up to 7 bits differ in
    at most one bit of some band (Norouzi et al. 2012, multi-index hashing).

    Args:
        measures: One row a picture.
        distance: Largest number of differing bits, up to 7.
        layout: Largest mean difference of the layouts.

    Returns:
        Rows of the first and of the second pictures, first < second, and their hash distances.
    """
    if not 0 <= distance < 2 * _BANDS:
        raise ValueError(f"distance must be 0 to {2 * _BANDS - 1}")
    hashes = np.ascontiguousarray(measures["likeness"])
    found = [
        pair
        for candidates in _candidates(hashes)
        if (pair := _close(measures, candidates, distance, layout)).shape[1]
    ]
    if not found:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros(0, np.uint8)
    first, second = np.unique(np.concatenate(found, axis=1), axis=1)
    return first, second, np.bitwise_count(hashes[first] ^ hashes[second])


def group_rows(
    classes: Indices, sessions: Indices, pairs: tuple[Indices, Indices, npt.NDArray[np.uint8]]
) -> Groups:
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
        joined = _components(
            np.concatenate([bound, first[near]]), np.concatenate([np.arange(count), second[near]])
        )
        fits = pending & (np.bincount(joined, minlength=count)[joined] <= allowed)
        group[fits] = joined[fits]
        pending &= ~fits
        if limit == HASH_DISTANCE:
            cut = len(np.unique(joined[pending & (joined != bound)]))
    return Groups(group, cut)


def _candidates(hashes: npt.NDArray[np.uint64]) -> Iterator[tuple[Indices, Indices]]:
    """Pairs whose hashes agree in all but at most one bit of a band, in bounded portions."""
    for band in range(_BANDS):
        keys = ((hashes >> np.uint64(band * _BITS)) & np.uint64(0xFFFF)).astype(np.int64)
        order = np.argsort(keys, kind="stable")
        counts = np.bincount(keys, minlength=1 << _BITS)
        starts = np.concatenate(([0], np.cumsum(counts)))
        # Within a bucket: each row with those after it.
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        yield from _portions(order, place + 1, starts[keys + 1] - place - 1)
        for bit in range(_BITS):
            other = keys ^ (1 << bit)
            lengths = np.where(keys < other, counts[other], 0)
            yield from _portions(order, starts[other], lengths)


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


def _close(
    measures: MeasureArray, candidates: tuple[Indices, Indices], distance: int, layout: float
) -> Indices:
    """The candidates that are near-duplicates: (2, pairs), the smaller row first."""
    left, right = candidates
    hashes = measures["likeness"]
    near = np.bitwise_count(hashes[left] ^ hashes[right]) <= distance
    left, right = left[near], right[near]
    if len(left):
        layouts = measures["layout"]
        keep = [
            np.abs(
                layouts[left[at : at + 65536]].astype(np.int16) - layouts[right[at : at + 65536]]
            ).mean(axis=1)
            <= layout
            for at in range(0, len(left), 65536)
        ]
        alike = np.concatenate(keep)
        left, right = left[alike], right[alike]
    return np.stack([np.minimum(left, right), np.maximum(left, right)])


def _components(first: Indices, second: Indices) -> Indices:
    """Connected components of all rows: the smallest row of each row's component.

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
