"""Whole files or none."""

import errno
import os
import stat
from pathlib import Path

import pytest

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import (
    is_writable,
    require_space,
    storage_errors,
    write_atomically,
    write_text,
)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    write_text(path, "old")

    def fail() -> None:
        with write_atomically(path) as temporary:
            temporary.write_text("new, half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_very_long_names_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 240 + ".txt")
    write_text(path, "x")
    assert path.read_text() == "x"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_written_files_have_usual_rights(tmp_path: Path) -> None:
    write_text(tmp_path / "x", "")
    (tmp_path / "plain").touch()
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("x", "plain")}
    assert len(modes) == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "may not be written"),
        (errno.EACCES, "may not"),
    ],
)
def test_storage_errors_become_sentences(tmp_path: Path, number: int, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence), storage_errors(tmp_path / "x"):
        raise OSError(number, os.strerror(number))


def test_missing_space_is_said_with_amounts(tmp_path: Path) -> None:
    require_space(tmp_path / "not" / "yet" / "there", 10)
    with pytest.raises(StorageError, match="GB are needed"):
        require_space(tmp_path, 10**18)


def test_writable_leaves_no_trace(tmp_path: Path) -> None:
    assert is_writable(tmp_path)
    assert not list(tmp_path.iterdir())
    assert not is_writable(tmp_path / "missing")
