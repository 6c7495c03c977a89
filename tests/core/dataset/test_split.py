"""The split: complete, stable, stratified, and never through a recording."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.split import Member, Shares, assign_splits
from shoeclassifier_gui.core.errors import DatasetError

members_of_sessions = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(0, 60)), max_size=80
).map(
    lambda rows: [
        Member(f"{i}.jpg", class_index, (f"session:{class_index}-{session}", f"digest:{digest}"))
        for i, (class_index, session, digest) in enumerate(rows)
    ]
)


def singles(count: int, class_index: int = 0, supplied: Split | None = None) -> list[Member]:
    name = f"{class_index}-{supplied}"
    return [Member(f"{name}-{i}", class_index, (f"{name}-{i}",), supplied) for i in range(count)]


@given(members_of_sessions, st.randoms(use_true_random=False))
def test_split_is_complete_and_does_not_depend_on_the_order(members: list[Member], random) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assigned = assign_splits(members)
    shuffled = list(members)
    random.shuffle(shuffled)
    assert assigned.keys() == {member.key for member in members}
    assert assign_splits(shuffled) == assigned


@given(members_of_sessions)
def test_members_of_a_group_stay_together(members: list[Member]) -> None:
    assigned = assign_splits(members)
    sides: dict[str, set[Split]] = {}
    for member in members:
        for group in member.groups:
            sides.setdefault(group, set()).add(assigned[member.key])
    assert all(len(splits) == 1 for splits in sides.values())


def test_each_class_is_divided_in_the_wanted_shares() -> None:
    members = [member for index in range(3) for member in singles(200, index)]
    assigned = assign_splits(members)
    for index in range(3):
        counts = Counter(assigned[m.key] for m in members if m.class_index == index)
        assert counts[Split.TRAIN] == pytest.approx(140, abs=2)
        assert counts[Split.VAL] == pytest.approx(30, abs=2)
        assert counts[Split.TEST] == pytest.approx(30, abs=2)


def test_another_seed_gives_another_split() -> None:
    members = singles(100)
    assert assign_splits(members, seed=1) != assign_splits(members, seed=2)


def test_small_classes_are_measured_too() -> None:
    two, three = singles(2, 0), singles(3, 1)
    assigned = assign_splits([*two, *three])
    assert {assigned[m.key] for m in two} == {Split.TRAIN, Split.VAL}
    assert {assigned[m.key] for m in three} == {Split.TRAIN, Split.VAL, Split.TEST}


def test_supplied_parts_are_kept_and_validation_is_taken_from_training() -> None:
    members = [*singles(100, supplied=Split.TRAIN), *singles(40, supplied=Split.TEST)]
    assigned = assign_splits(members)
    counts = Counter(assigned.values())
    assert all(assigned[m.key] is Split.TEST for m in members if m.supplied is Split.TEST)
    assert counts[Split.TEST] == 40
    assert counts[Split.VAL] == pytest.approx(100 * 0.15 / 0.85, abs=1)


def test_all_three_supplied_parts_are_kept() -> None:
    members = [m for split in Split for m in singles(10, supplied=split)]
    assigned = assign_splits(members)
    assert all(assigned[m.key] is m.supplied for m in members)


def test_shares_are_read_and_refused() -> None:
    assert Shares(1, 0, 0).text == "100/0/0"
    assert Shares.parse("80/10/10") == Shares(0.8, 0.1, 0.1)
    assert Shares.parse("0.75/0.25/0") == Shares(0.75, 0.25, 0.0)
    assert Shares.parse("33.3/33.3/33.3").text == "33.33/33.33/33.33"
    assert Shares.parse("33.33/33.33/33.33").text == "33.33/33.33/33.33"
    for text in ("70", "70/30", "a/b/c", "0/50/50", "70/0/30", "-1/1/1", "nan/1/1"):
        with pytest.raises(DatasetError, match="not understood"):
            Shares.parse(text)
    for text in ("70/15/20", "50/50/50", "3/1/0", "33/33/33", "0.5/0.2/0.2"):
        with pytest.raises(DatasetError, match="instead of 100"):
            Shares.parse(text)


@pytest.mark.parametrize("shares", [(0.5, 0.15, 0.15), (1.2, -0.1, -0.1), (float("nan"), 0, 0)])
def test_other_numbers_are_no_shares(shares: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="no shares of a whole"):
        Shares(*shares)
