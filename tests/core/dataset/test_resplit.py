"""Dividing anew, and how much of what is measured with is known from training."""

import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.leaks import measure_leak
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.resplit import divide_again, divide_anew
from shoeclassifier_gui.core.dataset.split import Shares
from tests.core.dataset.tiny import do, draw, make_project, read, state


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(sample)


def sides(dataset: Dataset) -> dict[str, set[Split]]:
    found: dict[str, set[Split]] = defaultdict(set)
    for item in dataset.items:
        found[item.session].add(item.split)
    return found


def test_other_shares_divide_anew_and_are_undone(project: Project) -> None:
    before = read(project)
    after = do(project, divide_again(before, Shares.parse("40/30/30"))).dataset
    shares = Counter(item.split for item in after.items)
    assert shares[Split.TRAIN] == pytest.approx(48, abs=20)
    assert shares[Split.TRAIN] < Counter(item.split for item in before.items)[Split.TRAIN]
    assert all(len(parts) == 1 for parts in sides(after).values())
    assert all(min(after.count_by_class(split)) > 0 for split in Split)
    assert state(edit(project, undo_last(project)).dataset) == state(before)


def test_newcomers_follow_the_new_shares(project: Project) -> None:
    do(project, divide_again(read(project), Shares.parse("50/50/0")))
    for number in range(40):
        draw(project.folder / "boot" / f"new-{number}.png", number)
    new = [i.split for i in read(project).items if i.path.name.startswith("new-")]
    assert Split.TEST not in new
    assert new.count(Split.VAL) > 10


def test_the_answer_does_not_depend_on_the_split_before(project: Project) -> None:
    first = read(project)
    do(project, divide_again(first, Shares.parse("30/40/30")))
    again = do(project, divide_again(read(project), Shares())).dataset
    direct = divide_again(first, Shares())
    wanted = {fact.digest: fact.after for fact in direct.facts}
    for item in first.items:
        wanted.setdefault(item.digest, item.split.value)
    assert {item.digest: item.split.value for item in again.items} == wanted


def test_what_is_left_out_fills_no_part(project: Project) -> None:
    dataset = read(project)
    boots = [i for i in dataset.items if dataset.classes[i.class_index] == "boot"]
    held = [item for item in boots if item.split is not Split.TRAIN]
    out = do(project, edits.leave_out(dataset, held)).dataset
    for divided in (do(project, divide_again(out, Shares())).dataset, divide_anew(out, Shares())):
        assert all(len(parts) == 1 for parts in sides(divided).values())
        boot = divided.classes.index("boot")
        used = Counter(item.split for item in divided.used if item.class_index == boot)
        assert all(used[split] > 0 for split in Split)
        left = Counter(item.split for item in divided.items if item.class_index == boot)
        assert left[Split.TRAIN] < len(boots)


def test_newcomers_take_the_place_of_what_is_left_out(tmp_path: Path) -> None:
    project = make_project(tmp_path, each=20)
    dataset = read(project)
    held = [item for item in dataset.items if item.split is not Split.TRAIN]
    do(project, edits.leave_out(dataset, held))
    for number in range(10):
        draw(project.folder / "boot" / f"new-{number}.png", 900 + number)
    new = [item.split for item in read(project).items if item.path.name.startswith("new-")]
    assert min(new.count(Split.VAL), new.count(Split.TEST)) >= 3


def test_pins_stay_where_they_were_put(project: Project) -> None:
    dataset = read(project)
    item = next(item for item in dataset.items if item.split is Split.TRAIN)
    pinned = do(project, edits.set_split(dataset, [item], Split.TEST)).dataset
    for text in ("20/40/40", "80/20/0"):
        for_one_run = divide_anew(pinned, Shares.parse(text))
        pinned = do(project, divide_again(pinned, Shares.parse(text))).dataset
        for divided in (for_one_run, pinned):
            together = {i.split for i in divided.items if i.session == item.session}
            assert together == {Split.TEST}
        assert for_one_run.items == pinned.items


def test_supplied_folders_keep_their_parts(tmp_path: Path) -> None:
    for part, count in (("train", 10), ("test", 4)):
        for number, name in enumerate("ab"):
            for index in range(count):
                draw(tmp_path / part / name / f"{index}.png", number * 1000 + count * 50 + index)
    project = open_project(tmp_path)
    dataset = read(project)
    after = do(project, divide_again(dataset, Shares.parse("60/40/0"))).dataset
    assert {i.relative for i in after.of_split(Split.TEST)} == {
        i.relative for i in dataset.items if i.relative.startswith("test/")
    }
    assert after.count_by_class(Split.VAL) == (4, 4)


def test_a_random_split_leaks_and_ours_does_not(project: Project) -> None:
    leak = measure_leak(read(project))
    assert leak.before > 0.5
    assert leak.after == 0
    assert leak.leaked == 0
    assert leak.held_out > 0
    assert measure_leak(read(project)) == leak


def test_a_leak_in_supplied_folders_is_told(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for number, name in enumerate("ab"):
            for index in range(4):
                path = tmp_path / part / name / f"{index}.png"
                draw(path, number * 100 + index + (50 if part == "test" else 0))
    for name in "ab":
        for path in (tmp_path / "train" / name).iterdir():
            shutil.copy(path, tmp_path / "test" / name / f"copy-{path.name}")
    dataset = read(open_project(tmp_path))
    learned = {item.digest for item in dataset.of_split(Split.TRAIN)}
    leak = measure_leak(dataset)
    assert leak.leaked == leak.supplied == len(learned) > 0
    assert leak.after == pytest.approx(len(learned) / leak.held_out)


def test_a_recording_torn_apart_is_a_leak(project: Project) -> None:
    dataset = read(project)
    first = next(item for item in dataset.items if item.split is Split.TRAIN)
    torn = tuple(
        item._replace(split=Split.TEST) if item is first else item for item in dataset.items
    )
    assert measure_leak(replace(dataset, items=torn)).leaked == 1
