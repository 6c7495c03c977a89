"""Bad disks, odd names and other programs cost a recording a sentence, never a picture."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import capture
from shoeclassifier_gui.core.dataset.capture import Recording
from shoeclassifier_gui.core.dataset.changes import FRAMES
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.record import RecordPlace, record
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.errors import DatasetError, StorageError
from tests.core.dataset.test_faults import failing
from tests.core.dataset.tiny import contents, do, draw, make_project, outside, read, state
from tests.core.importing.bench import picture


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes")


class Press:
    """The record button, held; each frame shows something else."""

    def __init__(self, project: Project, name: str, dataset: Dataset | None, seed: int = 0) -> None:
        self._mailbox = Mailbox()
        place = RecordPlace(project, name, dataset)
        self._work = record(place, self._mailbox, Recording("press", "camera"), Control())
        self._pictures = self._show(seed)

    def keep(self) -> Path:
        """One frame."""
        next(self._pictures)
        path = next(self._work).path
        assert path is not None
        return path

    def _show(self, seed: int) -> Iterator[None]:
        for number in range(1, 1000):
            self._mailbox.put(Frame(number, picture(seed + number), 0.0))
            yield


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("call", ["fsync", "link"])
def test_what_was_kept_before_the_disk_failed_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    dataset = read(project)
    press = Press(project, "boot", dataset)
    kept = {press.keep(), press.keep()}
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(code, 0, getattr(os, call), times=1))
        with pytest.raises(StorageError) as caught:
            press.keep()
    assert caught.value.hint
    assert not list((project.folder / FRAMES).glob("*"))
    after = read(project)
    new = {item.path for item in after.items} - {item.path for item in dataset.items}
    assert new == kept
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)


@pytest.mark.parametrize("known", [False, True])
def test_a_project_that_vanishes_is_not_made_again(project: Project, known: bool) -> None:
    dataset = read(project)
    press = Press(project, "boot", dataset if known else None)
    press.keep()
    elsewhere = project.folder.rename(project.folder.with_name("unplugged"))
    with pytest.raises(DatasetError, match="not there any more"):
        press.keep()
    assert not project.folder.exists()
    elsewhere.rename(project.folder)
    assert len(read(project).items) == len(dataset.items) + 1


def test_a_frame_that_another_program_edits_or_takes_is_told(project: Project) -> None:
    dataset = read(project)
    press = Press(project, "boot", dataset)
    edited, taken, left = press.keep(), press.keep(), press.keep()
    draw(edited, 999)
    taken.unlink()
    read(project)
    undone = edit(project, undo_last(project))
    assert undone.done is not None
    assert [move.source for move in undone.done.missing] == [
        taken.relative_to(project.folder).as_posix()
    ]
    assert state(undone.dataset) == state(dataset)
    back = edit(project, redo_next(project)).dataset
    paths = {item.path for item in back.items}
    assert paths - {item.path for item in dataset.items} == {edited, left}


def test_a_clock_that_goes_backwards_mixes_no_frames_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Standing(capture.datetime):  # type: ignore[misc, name-defined]
        @classmethod
        def now(cls) -> "Standing":
            return cls(2001, 1, 1)

    monkeypatch.setattr(capture, "datetime", Standing)
    dataset = read(project)
    first, second = Press(project, "boot", dataset), Press(project, "boot", dataset, seed=5000)
    kept = [press.keep() for press in (first, second, first, second)]
    assert len(set(kept)) == 4
    assert len(read(project).items) == len(dataset.items) + 4
    for _ in range(4):
        edit(project, undo_last(project))
    assert state(read(project)) == state(dataset)
    lost = trashed(project)
    assert len(do(project, restore(project, lost, {})).dataset.items) == len(dataset.items) + 4


@pytest.mark.parametrize("name", ["신발 👟", "a" * 80, "boots 2.0", "console", "🥿" * 40])
def test_classes_that_folders_can_be_called_are_recorded_into(project: Project, name: str) -> None:
    dataset = read(project)
    path = Press(project, name, dataset).keep()
    assert path.parent == project.folder / name
    assert name in read(project).classes
    assert state(edit(project, undo_last(project)).dataset) == state(dataset)
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["..", "../boot", "/tmp", "con", "boot.", "x" * 81, "👟" * 51])
def test_names_that_no_folder_can_have_are_refused_in_a_sentence(
    project: Project, name: str
) -> None:
    dataset = read(project)
    before = contents(project.folder)
    with pytest.raises(DatasetError) as caught:
        Press(project, name, dataset).keep()
    assert caught.value.sentence.endswith(".")
    assert contents(project.folder) == before


def test_what_a_killed_program_left_of_a_frame_is_swept_away(project: Project) -> None:
    read(project)
    before = outside(contents(project.folder))
    left = project.folder / FRAMES / "0123456789ab.png"
    draw(left, 1)
    shutil.copy(left, left.with_name(".0123456789ab.png.77aa.part"))
    dataset = read(open_project(project.folder))
    assert list((project.folder / FRAMES).iterdir()) == []
    assert {item.relative for item in dataset.items} == before.keys()
