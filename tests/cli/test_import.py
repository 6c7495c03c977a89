"""`data import` as a user types it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.importing.looking import look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import run_import
from shoeclassifier_gui.core.importing.staging import unfinished

Shell = Callable[..., Any]


def test_a_new_data_set_is_begun_from_an_archive_and_undone(
    shell: Shell, sample_master: Path, tmp_path: Path
) -> None:
    archive = shutil.make_archive(str(tmp_path / "shoes"), "gztar", sample_master)
    said = shell("data", "import", tmp_path / "mine", archive, "--dry-run", "--json")
    assert (said.code, said.json["planned"], said.json["imported"]) == (0, 120, 0)
    assert not (tmp_path / "mine").exists()
    said = shell("data", "import", tmp_path / "mine", archive, "--json")
    assert said.code == 0
    assert said.json["imported"] == len(said.json["imported_files"]) == 120
    assert said.json["classes"] == dict.fromkeys(said.json["classes"], 24)
    assert all((tmp_path / "mine" / path).is_file() for path in said.json["imported_files"])
    again = shell("data", "import", tmp_path / "mine", sample_master, "--json")
    assert (again.code, again.json["imported"], again.json["duplicates"]) == (0, 0, 120)
    undone = shell("data", "undo", tmp_path / "mine", "--json")
    assert undone.json["undone"] == "import"
    assert not list((tmp_path / "mine").glob("*/*.jpg"))


def test_what_is_left_out_is_listed(shell: Shell, sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "loose"
    source.mkdir()
    shutil.copy(next((sample / "boot").glob("*.jpg")), source / "twin.jpg")
    (source / "torn.jpg").write_bytes(b"torn")
    said = shell("data", "import", sample, source, "--class", "boot", "--json")
    values = said.json
    assert (said.code, values["imported"]) == (0, 0)
    assert [file["path"] for file in values["duplicate_files"]] == ["twin.jpg"]
    assert [file["path"] for file in values["unreadable_files"]] == ["torn.jpg"]
    said = shell("data", "import", sample, source / "torn.jpg", "--class", "boot")
    assert said.code == 2
    assert said.err.endswith("Nothing could be imported. The reasons are listed above.\n")


def test_wrong_input_is_a_sentence(shell: Shell, sample: Path, tmp_path: Path) -> None:
    said = shell("data", "import", sample, tmp_path / "nowhere", "--class", "boot")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert shell("data", "import", sample, tmp_path, "--every", 0).code == 2
    assert shell("data", "import", sample, tmp_path, "--every", 2, "--sharpest").code == 2


def test_an_interrupted_import_can_be_discarded(
    shell: Shell, sample_master: Path, tmp_path: Path
) -> None:
    project = begun(tmp_path / "mine", sample_master / "boot")
    said = shell("data", "import", project.folder, "--discard-interrupted", "--json")
    assert (said.code, said.json) == (0, {"discarded": 1})
    assert unfinished(project) == ()
    assert not list(project.hidden.rglob("*.jpg"))
    said = shell("data", "import", project.folder, "--discard-interrupted")
    assert (said.code, said.out) == (0, "There is no interrupted import.\n")
    begun(project.folder, sample_master / "boot")
    source = sample_master / "sandal"
    said = shell("data", "import", project.folder, source, "--class", "sandal",
                 "--discard-interrupted", "--json")  # fmt: skip
    assert (said.json["discarded"], said.json["imported"]) == (1, 24)
    assert unfinished(project) == ()


@pytest.mark.parametrize("words", [["--discard-interrupted"], ["SOURCE"]])
def test_an_import_that_was_cut_off_while_its_pictures_came_in_is_finished(
    shell: Shell,
    sample_master: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    (tmp_path / "mine").mkdir()
    project = open_project(tmp_path / "mine")
    request = ImportRequest((sample_master,))
    *_, plan = look(project, None, request, Control())
    assert isinstance(plan, ImportPlan)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", cut_off)
        with pytest.raises(CutOff):
            list(run_import(project, plan, Control()))
    assert not list(project.folder.glob("*/*.jpg"))
    source = [str(sample_master) if word == "SOURCE" else word for word in words]
    shell("data", "import", project.folder, *source)
    assert unfinished(project) == ()
    said = shell("data", "stats", project.folder, "--json")
    assert said.json["items"] == len(list(project.folder.glob("*/*.jpg"))) == 120
    shell("data", "undo", project.folder)
    assert shell("data", "undo", project.folder, "--json").json["undone"] is None
    assert not list(project.folder.glob("*/*.jpg"))


class CutOff(BaseException):
    """The power fails."""


def cut_off(*_: object, **__: object) -> None:
    raise CutOff


def test_nothing_is_discarded_by_mistake(shell: Shell, sample_master: Path, tmp_path: Path) -> None:
    project = begun(tmp_path / "mine", sample_master / "boot")
    said = shell("data", "import", project.folder)
    assert (said.code, said.err.count("Nothing to import was named.")) == (2, 1)
    assert shell("data", "import", project.folder, "--discard-interrupted", "--dry-run").code == 2
    assert shell("data", "import", tmp_path / "nowhere", "--discard-interrupted").code == 2
    assert not (tmp_path / "nowhere").exists()
    assert len(unfinished(project)) == 1


def begun(folder: Path, source: Path) -> Project:
    """A project with an import that was cut off."""
    folder.mkdir(exist_ok=True)
    project = open_project(folder)
    request = ImportRequest((source,), "boot")
    plan = next(e for e in look(project, None, request, Control()) if isinstance(e, ImportPlan))
    events = run_import(project, plan, Control())
    for _ in range(3):
        next(events)
    events.close()  # type: ignore[attr-defined]
    assert len(unfinished(project)) == 1
    return project


@pytest.mark.parametrize(
    "order",
    [
        ("DATA", "--class", "boot", "SOURCE"),
        ("DATA", "SOURCE", "--class", "boot"),
        ("--class", "boot", "DATA", "SOURCE"),
        ("DATA", "--class=boot", "--json", "SOURCE"),
        ("--class", "boot", "DATA", "--", "SOURCE"),
    ],
)
def test_options_may_stand_anywhere(
    shell: Shell, sample_master: Path, tmp_path: Path, order: tuple[str, ...]
) -> None:
    places = {"DATA": tmp_path / "new", "SOURCE": min((sample_master / "sandal").glob("*.jpg"))}
    said = shell("data", "import", *(places.get(word, word) for word in order))
    assert said.code == 0, said.err
    assert len(list((tmp_path / "new" / "boot").iterdir())) == 1


def test_what_is_no_option_is_refused_between_the_others(shell: Shell, tmp_path: Path) -> None:
    said = shell("data", "import", tmp_path, "--clas", "boot", "--bogus", "x.jpg")
    assert (said.code, said.out) == (2, "")
    assert "--bogus" in said.err
    said = shell("data", "export", "--json")
    assert said.code == 2
    assert "DATA, FILE.zip" in said.json["error"]
    assert "DATA, FILE.zip" in said.err
