"""Near-duplicates: every pair, and groups that neither chain nor tear recordings."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoeclassifier_gui.core.dataset import near_duplicates
from shoeclassifier_gui.core.dataset.measures import DTYPE, MeasureArray
from shoeclassifier_gui.core.dataset.near_duplicates import (
    CROWDED,
    CROWDED_LIKENESS,
    HASH_DISTANCE,
    LARGEST_COUNT,
    LARGEST_SHARE,
    LIKENESS,
    group_rows,
    likeness,
    near_pairs,
)


def rows_of(seed: int, count: int, families: int) -> MeasureArray:
    """Hashes and layouts that lie around a few centres, at all distances."""
    random = np.random.default_rng(seed)
    family = random.integers(0, families, count)
    measures = np.zeros(count, DTYPE)
    hashes = random.integers(0, 1 << 63, families, dtype=np.uint64)[family]
    for _ in range(7):
        flip = np.uint64(1) << random.integers(0, 64, count, dtype=np.uint64)
        hashes ^= np.where(random.random(count) < 0.6, flip, np.uint64(0))
    measures["likeness"] = hashes
    layouts = random.integers(0, 256, (families, 192))[family]
    noise = random.normal(size=(count, 192)) * random.choice([1, 8, 25], count)[:, None]
    measures["layout"] = np.clip(layouts + noise, 0, 255).astype(np.uint8)
    return measures


def by_brute_force(measures: MeasureArray) -> set[tuple[int, int]]:
    first, second = np.triu_indices(len(measures), 1)
    hashes = measures["likeness"]
    near = np.bitwise_count(hashes[first] ^ hashes[second]) <= HASH_DISTANCE
    first, second = first[near], second[near]
    crowd = np.bincount(np.concatenate([first, second]), minlength=len(measures))
    crowded = np.maximum(crowd[first], crowd[second]) > CROWDED
    wanted = np.where(crowded, CROWDED_LIKENESS, LIKENESS)
    alike = likeness(measures, first, second) >= wanted
    return set(zip(first[alike].tolist(), second[alike].tolist(), strict=True))


@settings(max_examples=25)
@given(st.integers(0, 1 << 30), st.integers(0, 120), st.integers(1, 40))
def test_pairs_are_those_of_brute_force(seed: int, count: int, families: int) -> None:
    measures = rows_of(seed, count, families)
    first, second, distances = near_pairs(measures)
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == by_brute_force(measures)
    assert len(first) == len(by_brute_force(measures))
    hashes = measures["likeness"]
    assert np.array_equal(distances, np.bitwise_count(hashes[first] ^ hashes[second]))


def test_a_distance_that_cannot_be_searched_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 11"):
        near_pairs(rows_of(0, 4, 1), 12)


def test_many_equal_hashes_cost_a_bounded_number_of_comparisons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(near_duplicates, "_BUDGET", 4000)
    monkeypatch.setattr(near_duplicates, "_REDUCED_BUDGET", 4000)
    measures = rows_of(1, 400, 1)
    measures["likeness"] = 5
    measures["layout"] = np.random.default_rng(0).integers(0, 256, (400, 192))
    measures["layout"][7] = measures["layout"][300]
    first, second, _ = near_pairs(measures)
    assert (7, 300) in set(zip(first.tolist(), second.tolist(), strict=True))


@settings(max_examples=60)
@given(st.integers(0, 1 << 30), st.integers(1, 300), st.integers(1, 4))
def test_groups_neither_chain_nor_tear_recordings(seed: int, count: int, classes: int) -> None:
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, count)
    sessions = np.unique(random.integers(0, max(1, count // 2), count), return_inverse=True)[1]
    number = int(random.integers(0, 4 * count))
    ends: npt.NDArray[np.int64] = np.sort(random.integers(0, count, (2, number)), axis=0)
    distances = random.integers(0, HASH_DISTANCE + 1, number).astype(np.uint8)
    group = group_rows(labels, sessions, (ends[0], ends[1], distances)).group
    for session in range(int(sessions.max()) + 1):
        assert len(set(group[sessions == session].tolist())) == 1
    sizes = np.bincount(labels, minlength=classes)
    for leader in np.unique(group):
        inside = group == leader
        if len(set(sessions[inside].tolist())) > 1:
            smallest = min(sizes[label] for label in set(labels[inside].tolist()))
            assert inside.sum() <= max(LARGEST_COUNT, smallest * LARGEST_SHARE)


def test_a_chain_is_cut_and_counted() -> None:
    count = 40
    first = np.arange(count - 1)
    distances = np.full(count - 1, HASH_DISTANCE, np.uint8)
    pairs = (first, first + 1, distances)
    groups = group_rows(np.zeros(count, np.int64), np.arange(count), pairs)
    assert np.array_equal(groups.group, np.arange(count))
    assert groups.cut == 1
