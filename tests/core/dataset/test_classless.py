"""Pictures that lie beside the class folders: known as such, and given a class in one change."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.dataset.tiny import contents, do, draw, make_project, outside, read


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = make_project(tmp_path)
    for number in range(4):
        draw(tmp_path / f"loose-{number}.png", 900 + number)
    return project


def names(dataset: Dataset) -> list[str]:
    return [item.relative for item in dataset.classless]


def test_they_are_neither_unreadable_nor_of_a_class(project: Project) -> None:
    dataset = read(project)
    assert names(dataset) == [f"loose-{number}.png" for number in range(4)]
    assert dataset.broken == ()
    assert len(dataset.items) == 9


def test_they_come_into_a_class_and_back_again(project: Project) -> None:
    draw(project.folder / "boot" / "loose-1.png", 950)  # A name that is taken there.
    before, files = read(project), outside(contents(project.folder))
    after = do(project, edits.put_into_class(before, before.classless[:3], "Boot")).dataset
    boots = [i.relative for i in after.items if after.classes[i.class_index] == "boot"]
    came = {"boot/loose-0.png", "boot/loose-1.png", "boot/loose-1-2.png", "boot/loose-2.png"}
    assert came <= set(boots)
    assert names(after) == ["loose-3.png"]
    assert names(read(project)) == ["loose-3.png"]
    back = edit(project, undo_last(project)).dataset
    assert names(back) == names(before)
    assert outside(contents(project.folder)) == files
    again = edit(project, redo_next(project)).dataset
    assert names(again) == ["loose-3.png"]


def test_a_new_class_takes_them_and_they_get_their_split(tmp_path: Path) -> None:
    for number in range(12):
        draw(tmp_path / "photos" / f"{number}.png", number)
    project = Project(tmp_path / "photos", tmp_path / "photos" / ".shoeclassifier")
    empty = read(project)
    assert (empty.items, len(empty.classless)) == ((), 12)
    first = do(project, edits.put_into_class(empty, empty.classless[:6], "boot")).dataset
    assert (first.classes, len(first.items), len(first.classless)) == (("boot",), 6, 6)
    last = do(project, edits.put_into_class(first, first.classless, "clog")).dataset
    assert (last.classes, last.classless) == (("boot", "clog"), ())
    assert all(last.class_ids)
    assert all(last.facts_of(item).split for item in last.items)
    assert last == read(project)


def test_supplied_parts_stay_as_they_were_supplied(tmp_path: Path) -> None:
    for number in range(8):
        folder = tmp_path / ("test" if number % 2 else "train") / ("boot" if number < 4 else "clog")
        draw(folder / f"{number}.png", 100 + number)
    draw(tmp_path / "loose.png", 5)
    project = Project(tmp_path, tmp_path / ".shoeclassifier")
    dataset = read(project)
    after = do(project, edits.put_into_class(dataset, dataset.classless, "boot")).dataset
    (item,) = [item for item in after.items if item.path.name == "loose.png"]
    assert (item.relative, item.split) == ("train/boot/loose.png", Split.TRAIN)


def test_a_class_of_an_impossible_name_changes_nothing(project: Project) -> None:
    dataset = read(project)
    with pytest.raises(DatasetError, match="cannot be called"):
        edits.put_into_class(dataset, dataset.classless, "a/b")
