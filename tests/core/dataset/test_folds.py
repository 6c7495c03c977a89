"""Folds: dealt evenly and whole, and each held out from all that is learned."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.folds import Rounds, assign_folds
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.dataset.tiny import do, draw, make_project, read


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(sample)


def by_session(dataset: Dataset, folds: Mapping[str, int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for item in dataset.items:
        if item.relative in folds:
            found[item.session].add(folds[item.relative])
    return found


@pytest.mark.parametrize("folds", [2, 5])
def test_folds_are_even_whole_and_always_the_same(project: Project, folds: int) -> None:
    dataset = read(project)
    found = assign_folds(dataset, folds)
    kept = [item for item in dataset.items if item.split is not Split.TEST]
    assert found.keys() == {item.relative for item in kept}
    assert set(found.values()) == set(range(folds))
    assert all(len(numbers) == 1 for numbers in by_session(dataset, found).values())
    turned = replace(dataset, items=tuple(reversed(dataset.items)))
    assert assign_folds(turned, folds) == found


def test_what_is_left_out_is_in_no_fold(project: Project) -> None:
    dataset = read(project)
    out = do(project, edits.leave_out(dataset, dataset.items[::3])).dataset
    found = assign_folds(out, 2)
    assert found.keys() == {i.relative for i in out.used if i.split is not Split.TEST}
    assert not found.keys() & {item.relative for item in dataset.items[::3]}


def test_every_fold_has_pictures_of_every_class(project: Project) -> None:
    dataset = read(project)
    folds = assign_folds(dataset, 4)
    pairs = {(folds[i.relative], i.class_index) for i in dataset.items if i.relative in folds}
    assert pairs == {(fold, index) for fold in range(4) for index in range(5)}
    sizes = Counter(folds.values())
    assert max(sizes.values()) < 2 * min(sizes.values())


def test_near_duplicates_stay_in_one_fold(tmp_path: Path) -> None:
    project = make_project(tmp_path, each=8)
    pictures: dict[str, int] = {}
    for number, name in enumerate(("boot", "loafer", "sandal")):
        smooth = np.random.default_rng(number).integers(0, 255, (4, 4, 3), np.uint8)
        for copy in range(2):  # The same view, saved twice with another quality.
            path = tmp_path / name / f"view-{number}-{copy}.jpg"
            large = Image.fromarray(smooth).resize((160, 160), Image.Resampling.BICUBIC)
            large.save(path, quality=90 - 25 * copy)
            pictures[path.relative_to(tmp_path).as_posix()] = number
    dataset = read(project)
    folds = assign_folds(dataset, 3)
    pairs = [[folds.get(p) for p, own in pictures.items() if own == n] for n in range(3)]
    assert all(first == second for first, second in pairs)
    assert any(first is not None for first, _ in pairs)


@pytest.mark.parametrize("folds", [3, 5])
def test_a_held_out_fold_is_neither_learned_nor_chosen_by(project: Project, folds: int) -> None:
    dataset = read(project)
    dealt = assign_folds(dataset, folds)
    rounds = Rounds.of(dataset, dealt)
    asked: list[str] = []
    for fold in range(folds):
        held = rounds.hold_out(fold)
        sides: dict[str, set[Split]] = defaultdict(set)
        for item in held.items:
            sides[item.session].add(item.split)
        assert all(len(parts) == 1 for parts in sides.values())
        assert all(min(held.count_by_class(part)) > 0 for part in Split)
        train, val = (len(held.of_split(part)) for part in (Split.TRAIN, Split.VAL))
        assert train > 2 * val
        asked += [item.relative for item in held.of_split(Split.TEST)]
        assert {dealt[item.relative] for item in held.of_split(Split.TEST)} == {fold}
        assert {i.relative for i in held.items} == dealt.keys()
    assert sorted(asked) == sorted(dealt)


def test_the_test_part_takes_no_part(project: Project) -> None:
    before = read(project)
    item = next(item for item in before.items if item.split is Split.TRAIN)
    dataset = do(project, edits.set_split(before, [item], Split.TEST)).dataset
    tested = {i.relative for i in dataset.of_split(Split.TEST)}
    assert item.relative in tested
    dealt = assign_folds(dataset, 3)
    assert not tested & dealt.keys()
    assert not tested & {i.relative for i in Rounds.of(dataset, dealt).hold_out(0).items}


def test_supplied_validation_folders_are_dealt_too(tmp_path: Path) -> None:
    for part, count in (("train", 10), ("val", 4), ("test", 4)):
        for number, name in enumerate("ab"):
            for index in range(count):
                seed = number * 1000 + index + {"train": 0, "val": 100, "test": 200}[part]
                draw(tmp_path / part / name / f"{index}.png", seed)
    dataset = read(open_project(tmp_path))
    dealt = assign_folds(dataset, 4)
    assert {path.split("/")[0] for path in dealt} == {"train", "val"}
    held = Rounds.of(dataset, dealt).hold_out(0)
    assert {i.relative for i in held.of_split(Split.TEST)} == {p for p, f in dealt.items() if not f}
    assert held.of_split(Split.VAL)


@pytest.mark.parametrize("folds", [11, 1000])
def test_more_folds_than_recordings_of_a_class_are_refused(project: Project, folds: int) -> None:
    dataset = read(project)
    with pytest.raises(DatasetError, match=r"come from 10 sessions, .* into") as refused:
        assign_folds(dataset, folds)
    assert "Choose 10 folds or fewer" in refused.value.hint


def test_a_class_of_one_recording_has_no_folds(project: Project) -> None:
    dataset = read(project)
    items = [
        i._replace(session="one") if i.class_index == 2 and i.split is not Split.TEST else i
        for i in dataset.items
    ]
    with pytest.raises(DatasetError, match=r"loafer .* from 1 session,") as refused:
        assign_folds(replace(dataset, items=tuple(items)), 3)
    assert "without folds" in refused.value.hint


def test_one_fold_leaves_nothing_to_learn_from(project: Project) -> None:
    with pytest.raises(DatasetError, match="nothing to learn from"):
        assign_folds(read(project), 1)


def test_too_little_to_learn_from_is_said(tmp_path: Path) -> None:
    dataset = read(make_project(tmp_path, each=4))
    kept = [i for i in dataset.items if i.split is not Split.TEST]
    count = min(Counter(item.class_index for item in kept).values())
    two = [[i for i in kept if i.class_index == c][:2] for c in range(3)]
    small = replace(dataset, items=tuple(item for items in two for item in items))
    assert count >= 2
    rounds = Rounds.of(small, assign_folds(small, 2))
    with pytest.raises(DatasetError, match="With fold 1 held out there is too little") as refused:
        rounds.hold_out(0)
    assert "without folds" in refused.value.hint
