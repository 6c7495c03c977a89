"""Pictures whose import or recording was undone are never out of reach."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from tests.core.dataset.tiny import contents, do, make_project, outside, read, state
from tests.core.importing.bench import Importer, photos, picture

NEW = ("boot/monday/1.png", "boot/monday/2.png", "mule/friday/1.png")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes")


@pytest.fixture
def importer(project: Project) -> Importer:
    return Importer(project.folder)


def record(project: Project, dataset: Dataset, count: int = 2) -> None:
    """One press of the button, into the test part."""
    recording = Recording("press", "camera", Split.TEST, "heel")
    for seed in range(count):
        kept = keep_capture(project, picture(seed), "boot", recording, dataset)
        recording = Recording("press", "camera", Split.TEST, "heel", kept.number)


def arrive(how: str, importer: Importer, folder: Path) -> Dataset:
    """The project with pictures that came in."""
    dataset = read(importer.project)
    if how == "record":
        record(importer.project, dataset)
    else:
        importer.take(photos(folder, NEW), link=how == "link")
    return read(importer.project)


@pytest.mark.parametrize("how", ["import", "link", "record"])
def test_what_was_undone_can_be_put_back_after_other_changes_and_a_restart(
    importer: Importer, tmp_path: Path, how: str
) -> None:
    project = importer.project
    before = read(project)
    after = arrive(how, importer, tmp_path / "new")
    came = {key: told for key, told in state(after).items() if key not in state(before)}
    edit(project, undo_last(project))
    do(project, edits.delete(before.items[:1]))  # Nothing can be redone any more.
    edit(project, undo_last(project))
    again = open_project(project.folder)
    lost = trashed(again)
    assert {one.relative for one in lost} == {relative for relative, _ in came}
    back = do(again, restore(again, lost, read(again).facts)).dataset
    assert state(back) == state(after)
    assert trashed(again) == []
    assert state(edit(again, undo_last(again)).dataset) == state(before)


@pytest.mark.parametrize("how", ["import", "link", "record"])
@pytest.mark.parametrize("lose", [False, True])
def test_undo_and_redo_lead_to_and_fro_as_often_as_wanted(
    importer: Importer, tmp_path: Path, how: str, lose: bool
) -> None:
    project = importer.project
    before = read(project)
    after = arrive(how, importer, tmp_path / "new")
    for _ in range(3):
        undone = edit(project, undo_last(project))
        assert state(undone.dataset) == state(before)
        assert undone.done is not None
        assert undone.menu.redo == replace(undone.done.change.inverse(), undoes=None)
        if lose:
            remove_catalogue(project.catalogue)
            read(project)
        redone = edit(project, redo_next(project))
        assert state(redone.dataset) == state(after)
        assert redone.done is not None
        assert redone.menu.undo == replace(redone.done.change, redoes=None)
    assert trashed(project) == []


def test_what_was_learnt_of_a_picture_meanwhile_is_not_overwritten(
    importer: Importer, tmp_path: Path
) -> None:
    project = importer.project
    importer.take(photos(tmp_path / "first", ("boot/1.png",)))
    edit(project, undo_last(project))
    importer.take(shutil.copytree(tmp_path / "first", tmp_path / "second"))
    dataset = read(project)
    (item,) = (item for item in dataset.items if item.relative == "boot/1.png")
    gone = do(project, edits.delete([item])).dataset
    assert len(trashed(project)) == 2
    back = do(project, restore(project, trashed(project), gone.facts)).dataset
    assert len(back.items) == len(dataset.items) + 1
    origin = Origin.from_text(back.facts_of(item).origin)
    assert origin is not None
    assert origin.source == "second"


def test_a_recording_goes_on_after_its_first_pictures_were_undone(project: Project) -> None:
    dataset = read(project)
    recording = Recording("press", "camera")
    first = keep_capture(project, picture(1), "boot", recording, dataset)
    edit(project, undo_last(project))
    do(project, edits.move_to_class(dataset, dataset.items[:1], "sandal"))
    going_on = Recording("press", "camera", continues=first.number)
    second = keep_capture(project, picture(2), "boot", going_on, dataset)
    assert second.number != first.number
    going_on = Recording("press", "camera", continues=second.number)
    keep_capture(project, picture(3), "boot", going_on, dataset)
    assert len(outside(contents(project.folder))) == len(dataset.items) + 2
    remove_catalogue(project.catalogue)
    read(project)
    after = edit(project, undo_last(project)).dataset  # The two are one step.
    assert len(after.items) == len(dataset.items)
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)


def test_a_catalogue_that_notes_no_undoing_is_taken_over(project: Project) -> None:
    """A program of an earlier version put undone pictures back into the staging folder."""
    dataset = read(project)
    do(project, edits.delete(dataset.items[:2]))
    edit(project, undo_last(project))
    with sqlite3.connect(project.catalogue) as old:
        old.execute("UPDATE history SET last_number = NULL, last_offset = NULL")
    old.close()
    assert len(edit(project, redo_next(project)).dataset.items) == len(dataset.items) - 2
