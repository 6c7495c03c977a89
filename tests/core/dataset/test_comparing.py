"""What is known is given at once; what differs in the folder is noticed after that."""

import os
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.index import (
    DatasetIndexed,
    DatasetRecalled,
    IndexProgress,
    index_project,
)
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.pictures import PictureFile, list_pictures
from tests.core.dataset.tiny import do, draw, make_project, read


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def open_again(project: Project) -> tuple[Dataset, Dataset]:
    """What is shown first, and what there is in the end."""
    events = list(index_project(project, Control()))
    first, last = events[0], events[-1]
    assert isinstance(first, DatasetRecalled)
    assert isinstance(last, DatasetIndexed)
    return first.dataset, last.dataset


def names(dataset: Dataset) -> set[str]:
    return {item.relative for item in dataset.items}


def test_an_unchanged_folder_gives_the_very_same_data_set_again(project: Project) -> None:
    before = read(project)
    first, last = open_again(project)
    assert first == before
    assert last is first


def test_added_changed_moved_and_deleted_files_are_noticed(project: Project) -> None:
    before = read(project)
    folder = project.folder
    draw(folder / "boot" / "new.png", 901)
    draw(folder / "boot" / "boot-0.png", 902)
    (folder / "boot" / "boot-1.png").rename(folder / "sandal" / "moved.png")
    (folder / "loafer" / "loafer-0.png").unlink()
    first, last = open_again(project)
    assert first == before
    gone = {"boot/boot-1.png", "loafer/loafer-0.png"}
    assert names(last) == names(before) - gone | {"boot/new.png", "sandal/moved.png"}
    old = {item.relative: item for item in before.items}
    now = {item.relative: item for item in last.items}
    assert now["boot/boot-0.png"].digest != old["boot/boot-0.png"].digest
    assert now["sandal/moved.png"].digest == old["boot/boot-1.png"].digest
    assert now["sandal/moved.png"].split is old["boot/boot-1.png"].split
    assert open_again(project)[0] == last


def test_what_is_put_back_during_the_reading_stays(project: Project) -> None:
    before = read(project)
    folder, away = project.folder, project.folder.with_name("away.png")
    (folder / "boot" / "boot-0.png").rename(away)
    (folder / "boot" / "boot-1.png").unlink()
    draw(folder / "boot" / "new.png", 901)
    for event in index_project(project, Control()):
        if event == IndexProgress(1, 1):
            away.rename(folder / "boot" / "boot-0.png")
    assert isinstance(event, DatasetIndexed)
    assert names(event.dataset) == names(before) - {"boot/boot-1.png"} | {"boot/new.png"}


def test_a_picture_that_became_unreadable_or_lost_its_class_is_noticed(project: Project) -> None:
    read(project)
    (project.folder / "boot" / "boot-0.png").write_bytes(b"no picture any more")
    (project.folder / "boot" / "boot-1.png").rename(project.folder / "stray.png")
    first, last = open_again(project)
    assert len(first.items) == 9
    assert [file.path.name for file in last.broken] == ["boot-0.png"]
    assert [item.relative for item in last.classless] == ["stray.png"]
    again = open_again(project)
    assert again[0] is again[1]
    assert (again[1].broken, again[1].classless) == (last.broken, last.classless)


def test_what_can_be_undone_is_known_before_the_comparison(project: Project) -> None:
    do(project, edits.delete(read(project).items[:1]))
    events = list(index_project(project, Control()))
    first, last = events[0], events[-1]
    assert isinstance(first, DatasetRecalled)
    assert isinstance(last, DatasetIndexed)
    assert first.menu.undo is not None
    assert first.menu == last.menu


def test_splits_that_a_stopped_reading_left_open_are_given_the_next_time(
    project: Project,
) -> None:
    control = Control()
    events = index_project(project, control)
    assert next(events) == IndexProgress(0, 9)
    assert next(events) == IndexProgress(9, 9)
    events.close()  # type: ignore[attr-defined]
    first, last = open_again(project)
    assert not any(first.facts_of(item).split for item in first.items)
    assert all(last.facts_of(item).split for item in last.items)
    assert all(last.class_ids)


def test_comparing_can_be_stopped(project: Project) -> None:
    read(project)
    control = Control()
    events = index_project(project, control)
    assert isinstance(next(events), DatasetRecalled)
    control.stop()
    with pytest.raises(Stopped):
        next(events)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_files_are_listed_with_size_and_time(tmp_path: Path) -> None:
    draw(tmp_path / "boot" / "b.png", 1)
    draw(tmp_path / "a.png", 2)
    draw(tmp_path / "boot" / ".hidden.png", 3)
    draw(tmp_path / ".shoeclassifier" / "x.png", 4)
    (tmp_path / "boot" / "link.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "boot" / "png").write_text("a file that is only called so")
    state = {name: (tmp_path / name).stat() for name in ("a.png", "boot/b.png")}
    assert list(list_pictures(tmp_path)) == [
        PictureFile("a.png", state["a.png"].st_size, state["a.png"].st_mtime_ns),
        PictureFile("boot/b.png", state["boot/b.png"].st_size, state["boot/b.png"].st_mtime_ns),
        PictureFile("boot/link.png", 0, 0),
    ]


@pytest.mark.parametrize("seconds", [13_569_465_600, 2**40, -2_000_000_000])
def test_a_picture_with_an_odd_date_is_one_like_others(project: Project, seconds: int) -> None:
    """Later than 2262 is more nanoseconds than a table holds."""
    odd = project.folder / "boot" / "boot-0.png"
    try:
        os.utime(odd, (seconds, seconds))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such date")
    dataset = read(project)
    assert "boot/boot-0.png" in names(dataset)
    assert len(Columns.of(dataset).time) == len(dataset.items)
    first, last = open_again(project)
    assert last is first  # It is not taken for changed each time.
