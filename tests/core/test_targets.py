"""A file that a person names is written, but never over something else."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.targets import TargetKind, require_target, write_target
from tests.core.dataset.tiny import draw

ZIP, CSV, PNG = TargetKind.ARCHIVE, TargetKind.TABLE, TargetKind.PICTURE


def refused(path: Path, kind: TargetKind, sentence: str) -> None:
    """Refused with a sentence, and what lies there is as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StorageError, match=sentence), write_target(path, kind) as temporary:
        temporary.write_bytes(b"something else")
    assert before is None or path.read_bytes() == before


def make_archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")
    return path


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        (ZIP, "a.zip", b"PK\x05\x06" + bytes(18)),
        (CSV, "a.csv", b"a,b\n"),
        (CSV, "utf-16.CSV", "a,b\n".encode("utf-16")),
        (PNG, "a.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_new_file_is_written_and_then_replaced(
    tmp_path: Path, kind: TargetKind, name: str, content: bytes
) -> None:
    path = tmp_path / "new" / name
    for more in (b"", b"\n"):
        with write_target(path, kind) as temporary:
            temporary.write_bytes(content + more)
        assert path.read_bytes() == content + more


@pytest.mark.parametrize("kind", [ZIP, CSV])
def test_a_picture_is_never_replaced_nor_made_by_name(tmp_path: Path, kind: TargetKind) -> None:
    draw(tmp_path / "boot" / "boot-001.png", 1)
    refused(tmp_path / "boot" / "boot-001.png", kind, "that of a picture")
    refused(tmp_path / "boot" / "new.JPG", kind, "that of a picture")
    assert not (tmp_path / "boot" / "new.JPG").exists()


def test_a_picture_of_curves_is_no_picture_of_the_data_set(tmp_path: Path) -> None:
    (tmp_path / HIDDEN).mkdir()
    draw(tmp_path / "boot" / "boot-001.png", 1)
    refused(tmp_path / "boot" / "boot-001.png", PNG, "picture of the data set")
    refused(tmp_path / "curves.png", PNG, "picture of the data set")
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(tmp_path / "boot", target_is_directory=True)
    refused(link / "boot-001.png", PNG, "picture of the data set")


@pytest.mark.parametrize("kind", [ZIP, CSV, PNG])
def test_other_files_stay_whatever_they_are_called(tmp_path: Path, kind: TargetKind) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused(tmp_path / "notes.txt", kind, "would be lost")
    mistaken = tmp_path / f"thesis{kind.value}"
    mistaken.write_bytes(b"\0\1\2 of another program")
    refused(mistaken, kind, "would be lost")
    make_archive(tmp_path / "thesis.docx")
    refused(tmp_path / "thesis.docx", kind, "would be lost")
    refused(tmp_path, kind, "would be lost")


def test_a_link_is_not_turned_into_a_file(tmp_path: Path) -> None:
    link = tmp_path / "link.zip"
    link.symlink_to(make_archive(tmp_path / "real.zip"))
    refused(link, ZIP, "would be lost")
    assert link.is_symlink()


@pytest.mark.parametrize("name", ["sessions.csv", "ATTRIBUTION.csv", "attribution-2.csv"])
def test_the_tables_of_a_data_set_stay(tmp_path: Path, name: str) -> None:
    (tmp_path / HIDDEN).mkdir()
    (tmp_path / name).write_text("path,session\n")
    refused(tmp_path / name, CSV, "belongs to the data set")
    require_target(tmp_path / "runs.csv", CSV)


def test_the_programs_own_files_stay(tmp_path: Path) -> None:
    run = tmp_path / HIDDEN / "runs" / "one"
    run.mkdir(parents=True)
    (run / "curves.csv").write_text("epoch\n")
    refused(run / "curves.csv", CSV, "own files")
    refused(tmp_path / "a" / ".." / HIDDEN / "x.zip", ZIP, "own files")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_or_device_stays_one(tmp_path: Path) -> None:
    for name in ("pipe", "pipe.zip", "pipe.csv"):
        os.mkfifo(tmp_path / name)
        refused(tmp_path / name, ZIP, "would be lost")
        with pytest.raises(StorageError, match="cannot be written"):
            write_text(tmp_path / name, "x")
        assert stat.S_ISFIFO((tmp_path / name).stat().st_mode)
