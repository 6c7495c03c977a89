"""`data empty-trash` as a user types it."""

import subprocess
import sys
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.emptying import TrashRoom, trash_room
from shoeclassifier_gui.core.dataset.lock import take_lock
from shoeclassifier_gui.core.dataset.project import Project
from tests.cli.conftest import Shell
from tests.core.dataset.tiny import do, make_project, read


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Its first two pictures are deleted."""
    project = make_project(tmp_path / "shoes")
    do(project, edits.delete(read(project).items[:2]))
    return project


def test_it_is_emptied_only_after_a_yes(shell: Shell, project: Project) -> None:
    found = trash_room(project)
    asked = shell("data", "empty-trash", project.folder)
    assert (asked.code, asked.out, asked.err.count("\n")) == (2, "", 1)
    assert "2 deleted pictures would be removed for good, which frees 1 MB." in asked.err
    assert "cannot be undone" in asked.err
    assert trash_room(project) == found
    done = shell("data", "empty-trash", project.folder, "--yes", "--json")
    assert (done.code, done.json) == (0, {"removed": 2, "bytes": found.size})
    assert trash_room(project) == TrashRoom()
    assert shell("data", "empty-trash", project.folder).out == "There are no deleted pictures.\n"
    assert shell("data", "undo", project.folder).out == "There is nothing to undo.\n"
    assert shell("data", "rebuild", project.folder, "--json").json["items"] == 7
    assert shell("data", "undo", project.folder).out == "There is nothing to undo.\n"


def test_it_is_said_in_words(shell: Shell, project: Project) -> None:
    done = shell("data", "empty-trash", project.folder, "--yes")
    assert done.out == "2 deleted pictures removed for good: 1 MB are free again.\n"


def test_looking_leaves_no_trace(shell: Shell, tmp_path: Path) -> None:
    folder = make_project(tmp_path / "new").folder
    assert shell("data", "empty-trash", folder, "--yes").out == "There are no deleted pictures.\n"
    assert not (folder / ".shoeclassifier").exists()


def test_what_the_disk_does_not_let_go_is_an_error(
    shell: Shell, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.rmtree", lambda _path, *, ignore_errors: None)
    said = shell("data", "empty-trash", project.folder, "--yes", "--json")
    sentence = "0 deleted pictures removed for good; 2 could not be removed."
    assert (said.code, said.json["error"]) == (2, sentence)
    assert str(project.hidden) in said.json["hint"]


def test_another_program_that_changes_the_project_is_named(project: Project) -> None:
    lock = take_lock(project)
    assert lock is not None
    command = ("data", "empty-trash", str(project.folder), "--yes")
    refused = subprocess.run(
        [sys.executable, "-m", "shoeclassifier_gui.cli", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    lock.release()
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "shoes is being changed by another program." in refused.stderr
    assert trash_room(project).count == 2
