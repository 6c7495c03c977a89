"""The one entry: what is a command, what a folder, and where streams lead."""

import argparse
import os
import sys
from pathlib import Path

import pytest

from shoeclassifier_gui import __main__ as entry
from shoeclassifier_gui.cli.app import run
from shoeclassifier_gui.cli.parser import COMMANDS, build_parser


def test_every_command_is_known_by_name() -> None:
    choices = [
        a.choices for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)
    ]
    assert set(choices[0]) == COMMANDS


@pytest.mark.parametrize("name", ["weights", "data"])
def test_a_folder_named_like_a_command_swallows_no_command(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    opened: list[list[str]] = []

    def open_window(command: str, given: list[str]) -> int:
        opened.append(given)
        return 0

    monkeypatch.setattr(entry, "_window", open_window)
    assert entry.main([name]) == 2  # The command lacks its action.
    assert opened == []
    assert entry.main([f"./{name}"]) == 0
    assert opened == [[f"./{name}"]]


@pytest.mark.parametrize("command", ["self-check", "demo"])
def test_what_needs_the_window_says_how_to_start_it(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command]) == 2
    assert f"python -m shoeclassifier_gui {command}" in capsys.readouterr().err


def test_without_streams_what_is_said_goes_to_a_file_of_its_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    entry._mend_streams()
    with sys.stdout:
        print("a word")  # noqa: T201
    (output,) = home.rglob("output.log")
    assert output.read_text() == "a word\n"
    assert [path.name for path in output.parent.iterdir()] == ["output.log"]


def test_where_no_file_can_be_written_what_is_said_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOECLASSIFIER_HOME", str(home / "file" / "below"))
    (home / "file").touch()
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    entry._mend_streams()
    with sys.stdout:
        print("a word")  # noqa: T201


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt knows")
@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, "C.UTF-8"),
        ({"LANG": "C"}, "C.UTF-8"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "C", "LC_CTYPE": "C.utf8"}, None),
    ],
)
def test_qt_gets_a_locale_with_utf_8(
    given: dict[str, str], wanted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    entry._choose_locale()
    chosen = os.environ.get("LC_ALL")
    os.environ.pop("LC_ALL", None)
    assert chosen == wanted
