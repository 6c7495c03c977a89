"""What was planned comes in, whole, once, with what is known of it; and goes again."""

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.errors import DatasetError, StorageError
from shoeclassifier_gui.core.importing.run import run_import
from shoeclassifier_gui.core.importing.staging import unfinished
from tests.core.importing.bench import Importer, photos

NAMES = ("boot/1.png", "boot/2.png", "sandal/1.png")
CHILD = """
import sys
from pathlib import Path
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.importing.looking import look
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import run_import
project = open_project(Path(sys.argv[1]))
*_, plan = look(project, None, ImportRequest((Path(sys.argv[2]),)), Control())
for event in run_import(project, plan, Control()):
    print(event.done, flush=True)
    sys.stdin.readline()
"""


def test_looking_changes_nothing(importer: Importer, tmp_path: Path) -> None:
    photos(tmp_path / "new", NAMES)
    (tmp_path / "new" / "boot" / "torn.jpg").write_bytes(b"\xff\xd8\xff torn")
    shutil.copy(tmp_path / "new" / "boot" / "1.png", tmp_path / "new" / "sandal" / "twin.png")
    plan = importer.look(tmp_path / "new")
    assert plan.counts == {"boot": 2, "sandal": 1}
    assert [(d.name, d.of) for d in plan.duplicates] == [("sandal/twin.png", "boot/1.png")]
    assert [u.name for u in plan.unreadable] == ["boot/torn.jpg"]
    assert 0 < plan.bytes_needed < plan.bytes_free
    assert list(importer.project.folder.rglob("*")) == []


def test_a_folder_comes_in_and_one_undo_takes_it_away(importer: Importer, tmp_path: Path) -> None:
    photos(tmp_path / "new", NAMES)
    imported = importer.take(tmp_path / "new")
    assert set(imported.paths) == set(NAMES) == importer.files()
    assert importer.incoming() == []
    dataset = importer.dataset()
    assert dataset is not None
    origins = [Origin.from_text(dataset.facts_of(item).origin) for item in dataset.items]
    assert {(o.kind, o.source) for o in origins if o} == {("import", "new")}
    assert {item.session for item in dataset.items} == set(NAMES)  # Each alone: nothing is known.
    edit(importer.project, undo_last(importer.project))
    assert importer.files() == set()
    edit(importer.project, redo_next(importer.project))
    assert importer.files() == set(NAMES)


def test_what_is_there_already_is_left_out(importer: Importer, tmp_path: Path) -> None:
    photos(tmp_path / "new", NAMES)
    importer.take(tmp_path / "new")
    photos(tmp_path / "new", ["boot/3.png"])
    plan = importer.look(tmp_path / "new")
    assert len(plan.duplicates) == 3
    assert all(duplicate.in_project for duplicate in plan.duplicates)
    assert importer.run(plan).paths == ("boot/3.png",)


def test_names_that_clash_or_cannot_be_are_changed(importer: Importer, tmp_path: Path) -> None:
    names = ["a/con/1.png", "a/Boot/x.png", "b/boot/x.png", "b/👟/aux.png"]
    photos(tmp_path, names)
    imported = importer.take(tmp_path / "a", tmp_path / "b")
    assert set(imported.paths) == {"_con/1.png", "Boot/x.png", "Boot/x-2.png", "👟/_aux.png"}


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        (["1.png", "2.png"], {"new": 2}),
        (["train/boot/1.png", "test/boot/2.png", "test/sandal/3.png"], {"boot": 2, "sandal": 1}),
        (["deep/er/boot/1.png", "deep/er/sandal/1.png"], {"boot": 1, "sandal": 1}),
    ],
)
def test_classes_come_from_the_folders(
    importer: Importer, tmp_path: Path, names: list[str], counts: dict[str, int]
) -> None:
    plan = importer.look(photos(tmp_path / "new", names))
    assert plan.counts == counts
    assert importer.look(tmp_path / "new", class_name="loafer").counts == {"loafer": len(names)}


def test_supplied_parts_stay(importer: Importer, tmp_path: Path) -> None:
    importer.take(photos(tmp_path / "new", ["train/boot/1.png", "test/boot/2.png"]))
    dataset = importer.dataset()
    assert dataset is not None
    splits = {item.relative: item.split for item in dataset.items}
    assert splits["boot/2.png"] is Split.TEST
    assert dataset.facts_of(dataset.items[1]).pin == "test"


def test_pictures_without_a_class_wait_for_one(importer: Importer, tmp_path: Path) -> None:
    photos(tmp_path, ["loose.png"])
    plan = importer.look(tmp_path / "loose.png")
    assert (plan.total, plan.classless) == (0, ("loose.png",))
    assert importer.run(plan).done is None
    assert importer.take(tmp_path / "loose.png", class_name="boot").paths == ("boot/loose.png",)
    dataset = importer.dataset()
    assert dataset is not None
    assert dataset.facts_of(dataset.items[0]).session is None


def test_folders_below_a_class_are_recordings(importer: Importer, tmp_path: Path) -> None:
    names = ["boot/monday/1.png", "boot/monday/2.png", "boot/friday/1.png", "sandal/all/1.png"]
    importer.take(photos(tmp_path / "new", names))
    dataset = importer.dataset()
    assert dataset is not None
    sessions = sorted(item.session.split(" ")[0] for item in dataset.items)
    assert sessions == [
        "new/boot/friday", "new/boot/monday", "new/boot/monday", "sandal/1.png",
    ]  # fmt: skip


def test_a_session_file_is_believed(importer: Importer, tmp_path: Path) -> None:
    photos(tmp_path / "new", NAMES)
    table = "path,session\nboot/1.png,one\nboot/2.png,one\n"
    (tmp_path / "new" / "sessions.csv").write_text(table)
    archive = shutil.make_archive(str(tmp_path / "new"), "zip", tmp_path / "new")
    for source in (tmp_path / "new", Path(archive)):
        recordings = [picture.recording for picture in importer.look(source).ready]
        assert recordings == [f"{source.name}/one"] * 2 + [None]


def test_links_leave_the_pictures_in_place(importer: Importer, tmp_path: Path) -> None:
    photos(tmp_path / "new", NAMES)
    plan = importer.look(tmp_path / "new", link=True)
    assert plan.bytes_needed == 0
    importer.run(plan)
    assert importer.files() == set(NAMES)
    links = [importer.project.folder / name for name in NAMES]
    assert [link.readlink() for link in links] == [tmp_path / "new" / name for name in NAMES]
    edit(importer.project, undo_last(importer.project))
    assert importer.files() == set()
    assert all((tmp_path / "new" / name).is_file() for name in NAMES)


def test_links_are_refused_with_a_sentence_where_there_are_none(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "a required privilege is not held")

    plan = importer.look(photos(tmp_path / "new", NAMES), link=True)
    monkeypatch.setattr(Path, "symlink_to", refuse)
    with pytest.raises(DatasetError, match="left in place"):
        importer.run(plan)
    assert importer.files() == set()


def test_an_evil_zip_gives_its_good_pictures_and_nothing_outside(
    importer: Importer, tmp_path: Path
) -> None:
    data = (photos(tmp_path, ["p.png"]) / "p.png").read_bytes()
    with zipfile.ZipFile(tmp_path / "shoes.zip", "w") as archive:
        archive.writestr("../../evil.png", data + b"1")
        archive.writestr("boot/good.png", data)
        archive.writestr("sandal/torn.png", data[:200])
    plan = importer.look(tmp_path / "shoes.zip")
    assert importer.run(plan).paths == ("boot/good.png",)
    assert [refused.name for refused in plan.refused] == ["../../evil.png"]
    assert [unreadable.name for unreadable in plan.unreadable] == ["sandal/torn.png"]
    assert not list(tmp_path.parent.glob("evil*"))


def test_stopping_keeps_what_is_staged_for_the_next_time(
    importer: Importer, tmp_path: Path
) -> None:
    plan = importer.look(photos(tmp_path / "new", [f"boot/{n}.png" for n in range(30)]))
    control = Control()
    events = run_import(importer.project, plan, control)
    for _ in range(3):
        next(events)
    control.stop()
    with pytest.raises(Stopped):
        list(events)
    assert importer.files() == set()
    (left,) = unfinished(importer.project)
    staged = {path: path.stat().st_ino for path in left.folder.glob("*.png")}
    assert 0 < len(staged) < 30
    imported = importer.run(importer.look(*left.request.sources))
    assert len(imported.paths) == 30
    inodes = {(importer.project.folder / path).stat().st_ino for path in imported.paths}
    assert set(staged.values()) <= inodes  # Not copied once more.
    assert unfinished(importer.project) == ()


def test_an_interrupted_import_can_be_dropped(importer: Importer, tmp_path: Path) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    events = run_import(importer.project, plan, Control())
    next(events)
    next(events)
    events.close()  # type: ignore[attr-defined]
    (left,) = unfinished(importer.project)
    left.remove()
    assert importer.incoming() == []


def test_a_full_disk_is_a_sentence_and_loses_nothing(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if path.name.endswith(".png.part"):
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match="full"):
        importer.run(plan)
    assert importer.files() == set()
    assert not [path for path in importer.incoming() if path.suffix == ".part"]
    monkeypatch.undo()
    assert len(importer.run(plan).paths) == 3


def test_what_does_not_fit_is_not_begun(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1000, 990, 10))
    with pytest.raises(StorageError, match="are needed"):
        importer.run(plan)
    assert importer.files() == set()


def test_a_source_that_vanishes_stops_the_import(importer: Importer, tmp_path: Path) -> None:
    plan = importer.look(photos(tmp_path / "new", NAMES))
    (tmp_path / "new" / "boot" / "2.png").write_bytes(b"other")
    shutil.move(tmp_path / "new", tmp_path / "away")
    with pytest.raises(DatasetError, match="not there any more"):
        importer.run(plan)
    shutil.move(tmp_path / "away", tmp_path / "new")
    imported = importer.run(plan)
    assert set(imported.paths) == {"boot/1.png", "sandal/1.png"}
    assert [left.reason for left in imported.left_out] == ["it was changed meanwhile"]


@pytest.mark.parametrize("what", ["missing", "project", "text", "rar"])
def test_what_cannot_be_imported_is_said(importer: Importer, tmp_path: Path, what: str) -> None:
    (tmp_path / "a.txt").write_text("no picture")
    (tmp_path / "a.rar").write_bytes(b"Rar!")
    sources = {
        "missing": (tmp_path / "nowhere", "There is no"),
        "project": (importer.project.folder, "already"),
        "text": (tmp_path / "a.txt", "no picture"),
        "rar": (tmp_path / "a.rar", "cannot be opened"),
    }
    path, sentence = sources[what]
    with pytest.raises(DatasetError, match=sentence):
        importer.look(path)


@pytest.mark.parametrize("lines", [1, 3, 5])
def test_an_import_that_was_killed_is_continued(
    importer: Importer, tmp_path: Path, lines: int
) -> None:
    names = [f"boot/{number}.png" for number in range(40)]
    photos(tmp_path / "new", names)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, importer.project.folder, tmp_path / "new"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        for _ in range(lines):
            assert child.stdout.readline()
            child.stdin.write("\n")
            child.stdin.flush()
        child.stdout.readline()
        child.kill()
    assert child.returncode == -signal.SIGKILL if os.name == "posix" else child.returncode
    assert importer.files() == set()
    staged = [path for path in importer.incoming() if path.suffix == ".png"]
    assert len(staged) > 0
    imported = importer.take(tmp_path / "new")
    assert set(imported.paths) == set(names)
    assert importer.incoming() == []
    dataset = importer.dataset()
    assert dataset is not None
    assert (len(dataset.items), dataset.broken) == (40, ())
