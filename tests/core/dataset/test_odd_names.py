"""Pictures and classes that are called oddly, or lie where nobody may write, are edited safely."""

import os
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.changes import Change, FactName, Kind
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.dataset.tiny import contents, do, draw, make_project, read, state

FILES = [
    "👟 신발.png", "a" * 251 + ".png", "👟" * 62 + ".png", "CON.png", "aux.png", "dots...png",
    " spaces .png", "-n.png", "what?.png", "a\\b.png", "new\nline.png", "%s {n}.png", "a'b\".png",
]  # fmt: skip
FOLDERS = ["boots...", "con", "👟" * 63, "x" * 255, "a:b", "two  spaces ", "%41"]
NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes")


def lead_about(project: Project, change: Change, start: Dataset) -> None:
    """Does a change, takes it back, does it again and takes it back."""
    after = do(project, change).dataset
    assert len(contents(project.folder)) == len(start.items)
    assert state(edit(project, undo_last(project)).dataset) == state(start)
    assert state(edit(project, redo_next(project)).dataset) == state(after)
    assert state(edit(project, undo_last(project)).dataset) == state(start)


@NOT_ON_WINDOWS
@pytest.mark.parametrize("name", FILES)
def test_odd_files_are_moved_deleted_and_put_back(project: Project, name: str) -> None:
    for number, folder in enumerate(("boot", "loafer")):
        draw(project.folder / folder / name, 500 + number)
    start = read(project)
    items = [item for item in start.items if item.path.name == name]
    assert len(items) == 2
    for target in ("loafer", "pump"):
        lead_about(project, edits.move_to_class(start, items, target), start)
    lead_about(project, edits.delete(items), start)
    lead_about(project, edits.rename_class(start, "boot", "stiefel"), start)
    gone = do(project, edits.delete(items)).dataset
    back = do(project, restore(project, trashed(project), gone.facts)).dataset
    assert state(back) == state(start)


@NOT_ON_WINDOWS
@pytest.mark.parametrize("name", FOLDERS)
def test_odd_classes_are_renamed_merged_and_left(project: Project, name: str) -> None:
    for number in range(2):
        draw(project.folder / name / f"{number}.png", 500 + number)
    start = read(project)
    assert name in start.classes
    items = [item for item in start.items if start.classes[item.class_index] == name]
    lead_about(project, edits.rename_class(start, name, "pump"), start)
    lead_about(project, edits.merge_classes(start, [name], "boot"), start)
    lead_about(project, edits.delete(items), start)
    lead_about(project, edits.set_split(start, items[:1], Split.TEST), start)


def test_where_nobody_may_write_pictures_are_not_moved_but_facts_are_kept(
    project: Project, tmp_path: Path
) -> None:
    locked = Project(project.folder, tmp_path / "elsewhere")
    dataset = read(locked)
    before = contents(project.folder)
    for change in (
        edits.delete(dataset.items[:1]),
        edits.move_to_class(dataset, dataset.items[:2], "sandal"),
        edits.rename_class(dataset, "boot", "pump"),
    ):
        with pytest.raises(DatasetError, match="may not be written to"):
            do(locked, change)
    assert contents(project.folder) == before
    change = edits.set_fact(dataset, dataset.items[:1], FactName.SIDE, "heel", Kind.TAG)
    assert do(locked, change).dataset.facts_of(dataset.items[0]).side == "heel"
    assert state(edit(locked, undo_last(locked)).dataset) == state(dataset)
    assert contents(project.folder) == before
