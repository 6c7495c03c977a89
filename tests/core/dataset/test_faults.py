"""Bad disks, bad names and other programs cost a sentence, never a picture."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits, trash
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.changes import Change, Kind, Move
from shoeclassifier_gui.core.dataset.class_folders import require_class_name
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.file_moves import free_name
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, DatasetRecalled, index_project
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.errors import DatasetError, StorageError, UserError
from tests.core.dataset.tiny import contents, do, draw, make_project, outside, read, state

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes")


def failing(
    code: int, after: int, real: Callable[..., None], times: int = 1000
) -> Callable[..., None]:
    """`real`, but after some calls the disk refuses a number of times."""
    left = [after]

    def call(*arguments: object, **options: object) -> None:
        left[0] -= 1
        if -times <= left[0] < 0:
            raise OSError(code, os.strerror(code))
        real(*arguments, **options)

    return call


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_move_that_fails_half_way_is_taken_back(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int, after: int
) -> None:
    dataset = read(project)
    before = contents(project.folder)
    change = edits.move_to_class(dataset, dataset.items[:3], "pump")
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", failing(code, after, os.link, times=1))
        with pytest.raises(StorageError):
            do(project, change)
    assert contents(project.folder) == before
    assert state(read(project)) == state(dataset)
    assert edit(project, undo_last(project)).done is None


def test_a_disk_that_stays_bad_loses_nothing_and_the_change_is_finished_later(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    before = contents(project.folder)
    change = edits.move_to_class(dataset, dataset.items[:3], "pump")
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", failing(errno.EROFS, 1, os.link))
        with pytest.raises(StorageError):
            do(project, change)
    assert set(contents(project.folder).values()) == set(before.values())
    assert read(project).classes == ("loafer", "pump", "sandal")
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)


def test_a_full_disk_stops_a_change_before_it_begins(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    size = project.journal.stat().st_size
    before = contents(project.folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.ENOSPC, 0, os.fsync))
        with pytest.raises(StorageError, match="full"):
            do(project, edits.delete(dataset.items[:2]))
    assert project.journal.stat().st_size == size
    assert contents(project.folder) == before
    assert do(project, edits.delete(dataset.items[:2])).done is not None


def test_a_capture_on_a_full_disk_leaves_no_half_picture(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    before = set(project.folder.rglob("*.p*"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.ENOSPC, 0, os.fsync))
        picture = np.zeros((8, 8, 3), np.uint8)
        with pytest.raises(StorageError):
            keep_capture(project, picture, "boot", Recording("s", "camera"), dataset)
    assert set(project.folder.rglob("*.p*")) == before


def test_a_folder_that_vanished_is_not_made_again(project: Project) -> None:
    dataset = read(project)
    elsewhere = project.folder.with_name("unplugged")
    project.folder.rename(elsewhere)
    for attempt in (lambda: read(project), lambda: do(project, edits.delete(dataset.items[:1]))):
        with pytest.raises(DatasetError, match="not there any more"):
            attempt()
    assert not project.folder.exists()
    elsewhere.rename(project.folder)
    assert state(read(project)) == state(dataset)


def test_a_picture_that_another_program_took_is_told_and_the_others_move(
    project: Project,
) -> None:
    dataset = read(project)
    dataset.items[0].path.unlink()
    edited = do(project, edits.move_to_class(dataset, dataset.items[:3], "pump"))
    assert edited.done is not None
    assert [move.source for move in edited.done.missing] == [dataset.items[0].relative]
    assert len(list((project.folder / "pump").iterdir())) == 2
    back = edit(project, undo_last(project)).dataset
    assert {i.relative for i in back.items} == {i.relative for i in dataset.items[1:]}


def test_a_picture_changed_meanwhile_keeps_what_is_known_of_it(project: Project) -> None:
    dataset = read(project)
    draw(dataset.items[0].path, 999)
    after = do(project, edits.move_to_class(dataset, dataset.items[:1], "pump"))
    assert after.done is not None
    new = {item.relative: item for item in read(project).items}
    moved = new["pump/boot-0.png"]
    assert moved.digest != dataset.items[0].digest
    assert moved.split is dataset.items[0].split


def test_a_catalogue_damaged_in_the_middle_is_made_anew(project: Project) -> None:
    dataset = read(project)
    data = bytearray(project.catalogue.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    project.catalogue.write_bytes(bytes(data))
    assert state(read(project)) == state(dataset)
    with sqlite3.connect(project.catalogue) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_damaged_lines_of_the_journal_cost_only_themselves(project: Project) -> None:
    dataset = read(project)
    after = do(project, edits.delete(dataset.items[:1])).dataset
    after = do(project, edits.set_split(after, after.items[:1], None)).dataset
    lines = project.journal.read_bytes().splitlines(keepends=True)
    for place in range(len(lines) + 1):
        project.journal.write_bytes(
            b"".join([*lines[:place], b'\xff\x00{"number":\n', *lines[place:]])
        )
        project.catalogue.unlink()
        assert state(read(project)) == state(after)


def test_a_clock_that_goes_backwards_mixes_nothing_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)

    class Standing(trash.datetime):  # type: ignore[misc, name-defined]
        @classmethod
        def now(cls) -> "Standing":
            return cls(2001, 1, 1)

    monkeypatch.setattr(trash, "datetime", Standing)
    first = dataset.items[0]
    do(project, edits.delete([first]))
    draw(first.path, 77)
    again = read(project)
    do(project, edits.delete([item for item in again.items if item.relative == first.relative]))
    assert len(trashed(project)) == 2
    do(project, restore(project, trashed(project), again.facts))
    assert len(read(project).items) == len(dataset.items) + 1


@pytest.mark.parametrize(
    "name",
    ["..", ".", "", "a/b", "a\\b", "con", "NUL.txt", "aux .x", "com¹", "boot.", "a\0b", "x" * 81,
     "👟" * 51, ".hidden", "what?"],
)  # fmt: skip
def test_names_that_no_folder_can_have_are_refused_in_a_sentence(
    project: Project, name: str
) -> None:
    dataset = read(project)
    before = contents(project.folder)
    with pytest.raises(DatasetError) as caught:
        do(project, edits.move_to_class(dataset, dataset.items[:1], name))
    assert caught.value.sentence.endswith(".")
    assert contents(project.folder) == before


@pytest.mark.parametrize(
    "name", ["신발 👟", "zapatón", "a" * 80, "boots 2.0", "console", "🥿" * 40]
)
def test_names_that_folders_can_have_work_and_are_undone(project: Project, name: str) -> None:
    dataset = read(project)
    assert require_class_name(name) == name
    after = do(project, edits.rename_class(dataset, "boot", name)).dataset
    assert name in after.classes
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)


def test_the_longest_file_names_still_find_a_free_one(project: Project) -> None:
    for stem in ("a" * 251, "é" * 125, "👟" * 62):
        draw(project.folder / "boot" / f"{stem}.png", len(stem))
        draw(project.folder / "loafer" / f"{stem}.png", 1000 + len(stem))
    dataset = read(project)
    after = do(project, edits.merge_classes(dataset, ["boot"], "loafer")).dataset
    assert len(after.items) == len(dataset.items)
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)


def test_free_names_are_whole_characters(tmp_path: Path) -> None:
    name = f"{'é' * 125}.png"
    (tmp_path / name).touch()
    found = free_name(set(), tmp_path, name)
    assert len(found.encode()) <= 255
    (tmp_path / found).touch()


@pytest.mark.parametrize("path", ["../outside.png", "/etc/passwd", "boot/../../x.png"])
def test_no_change_leads_out_of_the_project(project: Project, path: str) -> None:
    read(project)
    change = Change(Kind.MOVE, (Move("boot/boot-0.png", path),))
    with pytest.raises(DatasetError, match="does not lie in the project"):
        do(project, change)
    assert len(outside(contents(project.folder))) == 9


def test_a_disk_without_hard_links_moves_all_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    monkeypatch.setattr(os, "link", failing(errno.EPERM, 0, os.link))
    after = do(project, edits.move_to_class(dataset, dataset.items[:2], "pump")).dataset
    assert len(after.items) == len(dataset.items)
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)


def test_a_class_on_another_disk_is_moved_to_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    rename = Path.rename

    def across(path: Path, target: Path) -> Path:
        if path.suffix == ".png" and path.exists():
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(path, target)

    monkeypatch.setattr(os, "link", failing(errno.EXDEV, 0, os.link))
    monkeypatch.setattr(Path, "rename", across)
    after = do(project, edits.move_to_class(dataset, dataset.items[:2], "pump")).dataset
    assert len(after.items) == len(dataset.items)
    assert not list(project.folder.glob("*/.*"))


def test_an_empty_folder_gives_way_to_a_class(project: Project) -> None:
    dataset = read(project)
    (project.folder / "pump").mkdir()
    after = do(project, edits.rename_class(dataset, "boot", "pump")).dataset
    assert "pump" in after.classes


def test_a_second_process_only_looks_and_is_told_who_changes(project: Project) -> None:
    dataset = read(project)
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from shoeclassifier_gui.core.dataset.lock import take_lock\n"
        "from shoeclassifier_gui.core.dataset.project import open_project\n"
        "lock = take_lock(open_project(Path(sys.argv[1])))\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(project.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        draw(project.folder / "boot" / "new.png", 5)
        first, *_, last = index_project(project, Control())
        assert first == DatasetRecalled(dataset, read_only=True)
        assert isinstance(last, DatasetIndexed)
        assert last.read_only
        assert len(last.dataset.items) == len(dataset.items) + 1
        with pytest.raises(DatasetError, match=f"process {other.pid}"):
            do(project, edits.delete(dataset.items[:1]))
        assert dataset.items[0].path.is_file()
        other.communicate()
    assert do(project, edits.delete(dataset.items[:1])).done is not None


def test_one_process_may_open_a_project_twice(project: Project) -> None:
    first, second = read(project), read(project)
    do(project, edits.delete(first.items[:1]))
    with pytest.raises(UserError):
        edits.rename_class(second, "boot", "loafer")
    # The second view is old: what it knows of is partly gone, which is told and not guessed at.
    edited = do(project, edits.delete(second.items[:2]))
    assert edited.done is not None
    assert len(edited.done.missing) == 1
    assert len(edited.dataset.items) == len(first.items) - 2


def test_a_catalogue_of_the_first_version_is_taken_over(project: Project) -> None:
    read(project)
    shutil.rmtree(project.hidden)
    project.hidden.mkdir()
    with sqlite3.connect(project.catalogue) as old:
        old.execute("CREATE TABLE pictures (relative TEXT PRIMARY KEY, digest TEXT)")
        old.execute("INSERT INTO pictures VALUES ('boot/boot-0.png', 'x')")
        old.execute("PRAGMA user_version = 1")
    old.close()
    assert len(read(project).items) == 9
    with sqlite3.connect(project.catalogue) as now:
        names = {row[0] for row in now.execute("SELECT name FROM sqlite_master")}
    now.close()
    assert "pictures" not in names
    assert "files" in names


def test_a_catalogue_of_a_newer_version_is_left_alone(project: Project) -> None:
    read(project)
    with sqlite3.connect(project.catalogue) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        read(project)
