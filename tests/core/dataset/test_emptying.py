"""The trash can be emptied for good; what needs its pictures is undone no more, the rest is."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.changes import TRASH, Change, Kind
from shoeclassifier_gui.core.dataset.editing import Edited, edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.emptying import TrashRoom, empty_trash, trash_room
from shoeclassifier_gui.core.dataset.items import Item, Split
from shoeclassifier_gui.core.dataset.lock import take_lock
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.doctor.upright import Turned, take_over, write_upright
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.dataset.tiny import contents, do, draw, make_project, outside, read, state
from tests.core.importing.bench import Importer, photos


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes")


def empty(project: Project) -> Edited:
    return edit(project, empty_trash(project))


def undo(project: Project) -> Edited:
    return edit(project, undo_last(project))


def redo(project: Project) -> Edited:
    return edit(project, redo_next(project))


def offered(project: Project) -> tuple[Kind | None, Kind | None]:
    """What can be undone and redone, also when the catalogue is made anew."""
    found = edit(project, lambda _: None).menu
    remove_catalogue(project.catalogue)
    read(project)
    assert edit(project, lambda _: None).menu == found
    return found.undo.kind if found.undo else None, found.redo.kind if found.redo else None


def is_whole(edited: Edited) -> bool:
    """Whether something was done, and all of it."""
    return edited.done is not None and not edited.done.missing


def items(project: Project, *names: str) -> Sequence[Item]:
    return [item for item in read(project).items if item.path.stem in names]


def delete(project: Project, *names: str) -> Edited:
    return do(project, edits.delete(items(project, *names)))


def move(project: Project, name: str, to: str) -> Edited:
    return do(project, edits.move_to_class(read(project), items(project, name), to))


def test_the_room_is_told_and_becomes_free(project: Project) -> None:
    size = sum(item.path.stat().st_size for item in items(project, "boot-0", "loafer-1"))
    delete(project, "boot-0", "loafer-1")
    kept = outside(contents(project.folder))
    assert trash_room(project) == TrashRoom(2, size)
    edited = empty(project)
    assert edited.done is not None
    assert edited.done.change.words == {"count": 2, "size": size, "left": 0}
    assert trash_room(project) == TrashRoom()
    assert contents(project.folder) == kept
    assert list((project.folder / TRASH).iterdir()) == []
    assert len(edited.dataset.items) == len(kept) == 7


def test_nothing_is_written_down_when_the_trash_is_empty(project: Project) -> None:
    read(project)
    size = project.journal.stat().st_size
    assert trash_room(project) == TrashRoom()
    assert empty(project).done is None
    assert project.journal.stat().st_size == size


def test_a_deletion_is_undone_no_more_and_what_was_done_around_it_is(project: Project) -> None:
    before = read(project)
    move(project, "boot-0", "sandal")
    delete(project, "boot-1")
    move(project, "boot-2", "loafer")
    after = empty(project)
    assert after.menu.undo is not None
    assert after.menu.undo.words["class"] == "loafer"
    assert offered(project) == (Kind.MOVE, None)
    assert is_whole(undo(project))
    assert offered(project) == (Kind.MOVE, Kind.MOVE)
    assert is_whole(undo(project))
    assert offered(project) == (None, Kind.MOVE)
    assert undo(project).done is None
    left = {key: told for key, told in state(before).items() if "boot-1" not in key[0]}
    assert state(read(project)) == left
    redo(project)
    redo(project)
    assert state(read(project)) == state(after.dataset)


def test_the_last_deletion_alone_leaves_nothing_to_undo(project: Project) -> None:
    delete(project, "boot-1", "boot-2")
    empty(project)
    assert offered(project) == (None, None)
    before = contents(project.folder)
    assert undo(project).done is None
    assert contents(project.folder) == before


def test_what_was_undone_and_does_not_need_the_trash_can_be_redone(project: Project) -> None:
    delete(project, "boot-1")
    move(project, "boot-0", "sandal")
    undo(project)
    empty(project)
    assert offered(project) == (None, Kind.MOVE)
    assert is_whole(redo(project))
    assert offered(project) == (Kind.MOVE, None)


def test_an_undone_import_and_what_was_done_with_it_are_redone_no_more(tmp_path: Path) -> None:
    importer = Importer(tmp_path / "shoes")
    project = make_project(tmp_path / "shoes")
    move(project, "boot-0", "sandal")
    importer.take(photos(tmp_path / "new", ("boot/new.png",)))
    move(project, "new", "loafer")
    for _ in range(3):
        undo(project)
    assert offered(project) == (None, Kind.MOVE)
    empty(project)
    assert offered(project) == (None, Kind.MOVE)
    redo(project)
    assert offered(project) == (Kind.MOVE, None)
    assert redo(project).done is None


def test_an_import_whose_pictures_are_all_gone_is_not_offered(tmp_path: Path) -> None:
    importer = Importer(tmp_path / "shoes")
    project = make_project(tmp_path / "shoes")
    move(project, "boot-0", "sandal")
    importer.take(photos(tmp_path / "new", ("boot/new.png",)))
    importer.take(photos(tmp_path / "two", ("boot/here.png", "boot/gone.png")))
    delete(project, "new", "gone")
    empty(project)
    assert offered(project) == (Kind.IMPORT, None)  # Half of it is still here.
    undone = undo(project).done
    assert undone is not None
    assert len(undone.missing) == 1
    assert offered(project) == (Kind.MOVE, Kind.IMPORT)
    redo(project)
    assert len(items(project, "here")) == 1


def test_pictures_that_were_put_back_before_stay_and_others_of_the_deletion_are_lost(
    project: Project,
) -> None:
    facts = read(project).facts
    delete(project, "boot-0", "boot-1")
    (one,) = [one for one in trashed(project) if one.relative == "boot/boot-0.png"]
    do(project, restore(project, [one], facts))
    empty(project)
    assert offered(project) == (Kind.RESTORE, None)
    undo(project)
    assert offered(project) == (None, Kind.RESTORE)
    assert [one.relative for one in trashed(project)] == ["boot/boot-0.png"]
    do(project, restore(project, trashed(project), facts))
    assert len(read(project).items) == 8


def test_a_picture_that_went_to_and_fro_is_followed_to_where_it_was_first(project: Project) -> None:
    delete(project, "boot-0")
    do(project, restore(project, trashed(project), read(project).facts))
    delete(project, "boot-0")
    empty(project)
    assert offered(project) == (None, None)


def test_another_picture_in_its_old_place_is_another_picture(project: Project) -> None:
    delete(project, "boot-0")
    draw(project.folder / "loafer" / "boot-0.png", 999)
    move(project, "boot-0", "boot")
    empty(project)
    assert offered(project) == (Kind.MOVE, None)
    undo(project)
    assert (project.folder / "loafer" / "boot-0.png").is_file()


def test_a_picture_written_upright_keeps_its_place_and_what_was_told_of_the_original(
    project: Project,
) -> None:
    do(project, edits.set_split(read(project), items(project, "boot-0"), Split.TEST))
    *_, turned = write_upright(read(project), items(project, "boot-0"), Control())
    assert isinstance(turned, Turned)
    do(project, take_over(read(project), turned.made))
    move(project, "loafer-0", "sandal")
    upright = state(read(project))
    empty(project)
    assert offered(project) == (Kind.MOVE, None)
    undo(project)
    # What was done before was done to the original, which is lost.
    assert offered(project) == (None, Kind.MOVE)
    redo(project)
    assert state(read(project)) == upright


def test_a_damaged_line_of_long_ago_does_not_keep_the_trash_full(project: Project) -> None:
    move(project, "boot-0", "sandal")
    delete(project, "boot-1")
    lines = project.journal.read_bytes()
    project.journal.write_bytes(lines.replace(b'"kind":"move"', b'"kind":"m?ve"'))
    empty(project)
    assert trash_room(project) == TrashRoom()
    assert len(read(project).items) == 8
    delete(project, "boot-2")
    assert len(undo(project).dataset.items) == 8


def test_deletions_after_it_can_be_undone_as_ever(project: Project) -> None:
    delete(project, "boot-0")
    empty(project)
    before = state(read(project))
    delete(project, "boot-1")
    assert offered(project) == (Kind.DELETE, None)
    assert state(undo(project).dataset) == before


@pytest.mark.parametrize("at", [0, 1])
def test_a_death_in_the_middle_leaves_a_trash_that_can_be_put_back_or_emptied(
    project: Project, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    delete(project, "boot-0")
    delete(project, "boot-1")
    deaths = iter([at == 0, True])
    real = shutil.rmtree

    def die(path: Path, *, ignore_errors: bool) -> None:
        if next(deaths):
            raise KeyboardInterrupt
        real(path, ignore_errors=ignore_errors)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", die)
        with pytest.raises(KeyboardInterrupt):
            empty(project)
    assert trash_room(project).count == 2 - at
    assert offered(project) == (None, None)
    some = trashed(project)[:1]
    do(project, restore(project, some, read(project).facts))
    assert len(read(project).items) == 8
    assert (empty(project).done is None) == (at == 1)
    assert trash_room(project) == TrashRoom()
    assert len(read(project).items) == 8


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind here")
def test_what_the_disk_does_not_let_go_is_told_and_can_be_put_back(project: Project) -> None:
    delete(project, "boot-0", "loafer-0")
    (kept,) = (project.folder / TRASH).glob("*/loafer")
    kept.chmod(0o500)
    done = empty(project).done
    kept.chmod(0o700)
    assert done is not None
    assert (done.change.words["count"], done.change.words["left"]) == (1, 1)
    do(project, restore(project, trashed(project), read(project).facts))
    assert len(read(project).items) == 8


def test_a_refusing_disk_costs_no_picture(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete(project, "boot-0")
    delete(project, "boot-1")
    gone: list[Path] = []
    real = shutil.rmtree

    def refuse(path: Path, *, ignore_errors: bool) -> None:
        if not gone:
            real(path, ignore_errors=ignore_errors)
        gone.append(path)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", refuse)
        done = empty(project).done
    assert done is not None
    assert (done.change.words["count"], done.change.words["left"]) == (1, 1)
    do(project, restore(project, trashed(project), read(project).facts))
    assert len(read(project).items) == 8


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_what_links_lead_to_stays(project: Project, tmp_path: Path) -> None:
    store = (project.folder / "boot" / "boot-0.png").rename(tmp_path / "store.png")
    (project.folder / "boot" / "boot-0.png").symlink_to(store)
    delete(project, "boot-0")
    outside_trash = tmp_path / "others"
    outside_trash.mkdir()
    draw(outside_trash / "1.png", 1)
    (project.folder / TRASH / "linked").symlink_to(outside_trash, target_is_directory=True)
    empty(project)
    assert trash_room(project) == TrashRoom()
    assert store.is_file()
    assert (outside_trash / "1.png").is_file()


def test_a_folder_that_may_not_be_written_to_keeps_its_trash(
    project: Project, tmp_path: Path
) -> None:
    delete(project, "boot-0")
    reader = Project(project.folder, shutil.copytree(project.hidden, tmp_path / "elsewhere"))
    with pytest.raises(DatasetError, match="may not be written to"):
        empty(reader)
    assert trash_room(reader).count == 1


def test_the_lock_of_another_program_is_heeded(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete(project, "boot-0")
    assert take_lock(project) is not None
    monkeypatch.setattr("shoeclassifier_gui.core.dataset.lock.take_lock", lambda _: None)
    with pytest.raises(DatasetError, match="being changed by another program"):
        empty(project)
    assert trash_room(project).count == 1


def test_the_line_in_the_journal_is_read_as_it_was_written() -> None:
    change = Change(Kind.EMPTY, removed=(f"{TRASH}/1/boot/1.png",))
    assert Change.from_json(change.as_json()) == change
    assert not change.is_empty
