"""Bad disks, odd names and other programs cost an import a sentence, never a picture."""

import errno
import os
import zipfile
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import trash
from shoeclassifier_gui.core.dataset.class_folders import require_class_name
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError, StorageError
from shoeclassifier_gui.core.importing import staging
from shoeclassifier_gui.core.importing.run import run_import
from shoeclassifier_gui.core.importing.staging import unfinished
from tests.core.dataset.test_faults import failing
from tests.core.dataset.tiny import draw
from tests.core.importing.bench import Importer, photos

NAMES = ("boot/1.png", "boot/2.png", "sandal/1.png")
LETTERS = "a" * 251
ODD = [
    "👟 신발.png", f"{LETTERS}.png", f"{'👟' * 62}.png", "CON.png", "aux.PNG", "com1.x.png",
    "what?.png", "a:b.png", "trailing...png", " spaces .png", "tab\t.png", "a\\b.png", "-n.png",
]  # fmt: skip


def packed(folder: Path) -> Path:
    """A zip of all that lies in a folder."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, file.relative_to(folder).as_posix())
    return path


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("archive", [False, True])
def test_a_disk_that_fails_while_pictures_are_staged(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, archive: bool
) -> None:
    folder = photos(tmp_path / "new", NAMES)
    plan = importer.look(packed(folder) if archive else folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing(code, 2, Path.replace))
        with pytest.raises(StorageError) as caught:
            importer.run(plan)
    assert caught.value.hint
    assert importer.files() == set()
    assert not [path for path in importer.incoming() if path.suffix == ".part"]
    (left,) = unfinished(importer.project)
    assert importer.run(importer.look(*left.request.sources)).paths == NAMES
    assert importer.incoming() == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_disk_that_fails_while_pictures_come_in_takes_none_of_them(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, after: int
) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", failing(code, after, os.link, times=1))
        with pytest.raises(StorageError):
            importer.run(plan)
    assert importer.files() == set()
    assert importer.run(plan).paths == NAMES
    assert importer.incoming() == []


def test_a_full_disk_for_the_journal_takes_in_nothing(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    events = run_import(importer.project, plan, Control())
    next(events)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.ENOSPC, 0, os.fsync))
        with pytest.raises(StorageError, match="full"):
            list(events)
    assert importer.files() == set()
    assert importer.take(tmp_path / "new").paths == NAMES


@pytest.mark.parametrize("archive", [False, True])
def test_a_project_that_vanishes_meanwhile_is_not_made_again(
    importer: Importer, tmp_path: Path, archive: bool
) -> None:
    folder = photos(tmp_path / "new", [f"boot/{number}.png" for number in range(20)])
    source = packed(folder) if archive else folder
    events = run_import(importer.project, importer.look(source), Control())
    next(events)
    next(events)
    elsewhere = importer.project.folder.rename(tmp_path / "unplugged")
    with pytest.raises((DatasetError, StorageError)):
        list(events)
    assert not importer.project.folder.exists()
    elsewhere.rename(importer.project.folder)
    assert len(importer.take(source).paths) == 20
    assert importer.incoming() == []


def test_a_project_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    importer = Importer(tmp_path / "project")
    plan = importer.look(photos(tmp_path / "new", NAMES))
    locked = Project(importer.project.folder, tmp_path / "elsewhere")
    with pytest.raises(DatasetError, match="may not be written to"):
        list(run_import(locked, plan, Control()))
    assert list(importer.project.folder.iterdir()) == []


def test_an_archive_that_was_changed_meanwhile_gives_what_was_agreed(
    importer: Importer, tmp_path: Path
) -> None:
    folder = photos(tmp_path / "new", NAMES)
    plan = importer.look(packed(folder))
    (folder / "boot" / "2.png").write_bytes((folder / "boot" / "1.png").read_bytes() + b"x")
    packed(folder)
    imported = importer.run(plan)
    assert imported.paths == ("boot/1.png", "sandal/1.png")
    assert [(one.name, one.reason) for one in imported.left_out] == [
        ("boot/2.png", "it was changed meanwhile")
    ]


def test_a_file_that_another_program_puts_there_meanwhile_is_not_touched(
    importer: Importer, tmp_path: Path
) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    events = run_import(importer.project, plan, Control())
    next(events)
    photos(tmp_path / "other", ["1.png"])
    target = importer.project.folder / "boot" / "1.png"
    target.parent.mkdir()
    (tmp_path / "other" / "1.png").rename(target)
    theirs = target.read_bytes()
    list(events)
    assert target.read_bytes() == theirs
    assert importer.files() == {*NAMES, "boot/1-2.png"}
    importer.dataset()
    edit(importer.project, undo_last(importer.project))
    assert importer.files() == {"boot/1.png"}


def test_a_clock_that_goes_backwards_mixes_no_imports_up(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Standing(staging.datetime):  # type: ignore[misc, name-defined]
        @classmethod
        def now(cls) -> "Standing":
            return cls(2001, 1, 1)

    monkeypatch.setattr(staging, "datetime", Standing)
    monkeypatch.setattr(trash, "datetime", Standing)
    for place in ("a", "b"):
        for number, name in enumerate(("boot/monday/1", "boot/friday/1", "sandal/monday/1")):
            draw(tmp_path / place / "new" / f"{name}.png", ord(place) + 10 * number)
    half = run_import(importer.project, importer.look(tmp_path / "a" / "new"), Control())
    next(half)
    half.close()  # type: ignore[attr-defined]
    importer.take(tmp_path / "b" / "new")
    assert [stage.request.sources for stage in unfinished(importer.project)] == [
        (tmp_path / "a" / "new",)
    ]
    for _ in range(2):
        edit(importer.project, undo_last(importer.project))
        edit(importer.project, redo_next(importer.project))
    importer.take(tmp_path / "a" / "new")
    dataset = importer.dataset()
    assert dataset is not None
    assert len(dataset.items) == 6
    recordings = {item.session for item in dataset.items if item.relative.startswith("boot/")}
    assert len(recordings) == 4
    assert all(recording.startswith("new/boot/") for recording in recordings)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("archive", [False, True])
def test_odd_names_come_in_and_go_again(importer: Importer, tmp_path: Path, archive: bool) -> None:
    classes = ("👟 부츠", "con", "boots...", "신" * 80, "x" * 255)
    names = [f"{name}/1.png" for name in classes] + [f"sandal/{name}" for name in ODD]
    folder = photos(tmp_path / "new", names)
    plan = importer.look(packed(folder) if archive else folder)
    imported = importer.run(plan)
    assert len(imported.paths) == len(names)
    for path in imported.paths:
        name, file = path.split("/")
        assert require_class_name(name) == name
        assert len(file.encode()) <= 255
        assert not set(file) & set('<>:"\\|?*\t')
    before = importer.files()
    edit(importer.project, undo_last(importer.project))
    assert importer.files() == set()
    edit(importer.project, redo_next(importer.project))
    assert importer.files() == before


@pytest.mark.parametrize(
    "evil", ["../../evil.png", "boot/../../evil.png", "/tmp/evil.png", "C:\\evil.png", "boot/..png"]
)
def test_names_that_lead_elsewhere_stay_in_the_project(
    importer: Importer, tmp_path: Path, evil: str
) -> None:
    data = (photos(tmp_path, ["p.png"]) / "p.png").read_bytes()
    with zipfile.ZipFile(tmp_path / "shoes.zip", "w") as archive:
        archive.writestr(evil, data + b"1")
        archive.writestr("sandal/good.png", data)
    before = {path for path in tmp_path.parent.rglob("*") if "evil" in path.name}
    imported = importer.take(tmp_path / "shoes.zip")
    assert "sandal/good.png" in imported.paths
    assert {path for path in tmp_path.parent.rglob("*") if "evil" in path.name} - before <= {
        importer.project.folder / path for path in imported.paths
    } | set((importer.project.hidden).rglob("*"))
