"""The commands `runs` as a user types them."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.history import find_run
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.core.runs.register import register_run
from shoeclassifier_gui.core.runs.trials import TrialMark, write_mark
from tests.core.runs.past import write_run

Shell = Callable[..., Any]
CONFIG = TrainConfig(backbone="squeezenet1_1", freeze=4)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A project with two finished runs and one that was stopped."""
    runs = tmp_path / "shoes" / ".shoeclassifier" / "runs"
    write_run(runs, "first", config=CONFIG, begun=1e9)
    faster = replace(CONFIG, learning_rate=0.01, epochs=7)
    write_run(runs, "second", config=faster, accuracies=(0.9,), begun=2e9)
    write_run(runs, "third", config=CONFIG, reason="stopped", begun=3e9)
    return tmp_path / "shoes"


def names(shell: Shell, data: Path, *options: str) -> list[str]:
    return [run["run"] for run in shell("runs", "list", data, *options, "--json").json["runs"]]


@pytest.mark.parametrize("reason", ["failed", "diverged"])
def test_list_calls_an_exploded_loss_as_the_window_does(
    shell: Shell, tmp_path: Path, reason: str
) -> None:
    (tmp_path / "pictures").mkdir()
    runs = open_project(tmp_path / "pictures").runs
    write_run(runs, "lost", config=CONFIG, reason=reason)
    assert "loss exploded" in shell("runs", "list", tmp_path / "pictures").out


def test_list_tells_every_run(shell: Shell, data: Path, tmp_path: Path) -> None:
    rows = shell("runs", "list", data, "--csv", tmp_path / "t.csv", "--json").json["runs"]
    assert [(r["run"], r["state"], r["val_accuracy"], r["epochs"]) for r in rows] == [
        ("third", "stopped", 0.75, 3), ("second", "finished", 0.9, 1),
        ("first", "finished", 0.75, 3),
    ]  # fmt: skip
    assert {r["backbone"] for r in rows} == {"squeezenet1_1"}
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["run"] for row in csv.DictReader(file)] == [r["run"] for r in rows]
    words = shell("runs", "list", data).out
    assert "squeezenet1_1" in words
    assert "90.0%" in words


def test_a_folder_without_runs_says_so(shell: Shell, tmp_path: Path) -> None:
    said = shell("runs", "list", tmp_path)
    assert (said.code, said.out) == (0, "There are no runs yet.\n")
    assert shell("runs", "list", tmp_path / "nowhere").code == 2


def test_show_tells_settings_and_epochs(shell: Shell, data: Path) -> None:
    values = shell("runs", "show", data, "second", "--json").json
    assert values["config"]["learning_rate"] == 0.01
    assert [point["val_accuracy"] for point in values["curves"]] == [0.9]
    words = shell("runs", "show", data, "fi").out
    assert "learning_rate" in words
    assert "2*" in words
    assert "None" not in words


def test_compare_tells_only_what_differs(shell: Shell, data: Path, tmp_path: Path) -> None:
    values = shell(
        "runs", "compare", data, "first", "second", "--csv", tmp_path / "c.csv", "--json"
    ).json
    assert values["differences"] == [
        {"knob": "epochs", "values": [10, 7]},
        {"knob": "learning_rate", "values": [0.001, 0.01]},
    ]
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["run"] for row in csv.DictReader(file)] == ["first"] * 3 + ["second"]
    assert "settings are the same" in shell("runs", "compare", data, "first", "third").out
    said = shell("runs", "compare", data, "first")
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_runs_are_renamed_deleted_and_brought_back(shell: Shell, data: Path) -> None:
    said = shell("runs", "rename", data, "first", "Cold days", "--notes", "snow", "--json")
    assert said.json == {"run": "first", "name": "Cold days", "notes": "snow"}
    assert shell("runs", "rename", data, "first", "Colder", "--json").json["notes"] == "snow"
    assert shell("runs", "show", data, "colder", "--json").json["notes"] == "snow"
    deleted = shell("runs", "delete", data, "colder", "second", "colder", "--json").json["deleted"]
    assert deleted == ["first", "second"]
    assert names(shell, data) == ["third"]
    assert names(shell, data, "--deleted") == ["second", "first"]
    assert shell("runs", "restore", data, "colder", "--json").json["restored"] == ["first"]
    assert names(shell, data) == ["third", "first"]


def test_a_run_that_was_never_deleted_stays_where_it_is(
    shell: Shell, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = write_run(tmp_path / "disk", "clirun", config=CONFIG)
    register_run(open_project(data), run.path)
    monkeypatch.chdir(tmp_path / "disk")
    for command, why in (("restore", "is not deleted"), ("delete", "outside the data set's own")):
        said = shell("runs", command, data, "clirun")
        assert (said.code, said.out) == (2, "")
        assert why in said.err
    assert run.config_file.is_file()
    assert names(shell, data, "--deleted") == []
    assert len(names(shell, data)) == 4


def test_a_running_run_is_listed_as_such_and_not_deleted(shell: Shell, data: Path) -> None:
    run = find_run(data / ".shoeclassifier" / "runs", "third")
    with locked(run):
        rows = shell("runs", "list", data, "--json").json["runs"]
        assert [row["state"] for row in rows] == ["running", "finished", "finished"]
        said = shell("runs", "delete", data, "third")
    assert said.code == 2
    assert "is being trained" in said.err
    assert len(names(shell, data)) == 3


def test_a_run_that_goes_wrong_is_warned_of_with_the_option_that_helps(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    said = shell(
        "train", sample, "--out", tmp_path / "run", "--backbone", "squeezenet1_1", "--weights",
        "none", "--image-size", 32, "--batch-size", 16, "--epochs", 6, "--lr", 1e-7,
        "--patience", 0,
    )  # fmt: skip
    assert said.code == 0
    warnings = [line for line in said.err.splitlines() if line.startswith("Warning: ")]
    assert len(warnings) == 1
    assert warnings[0].endswith("probably too low. Start again with --lr 0.0003.")


def test_the_trash_is_emptied_only_after_a_yes(shell: Shell, data: Path) -> None:
    assert shell("runs", "empty-trash", data).out == "There are no deleted runs.\n"
    shell("runs", "delete", data, "first", "second")
    asked = shell("runs", "empty-trash", data)
    assert asked.code == 2
    assert "2 deleted runs would be removed for good" in asked.err
    assert names(shell, data, "--deleted") == ["second", "first"]
    done = shell("runs", "empty-trash", data, "--yes", "--json").json
    assert done["removed"] == 2
    assert done["bytes"] > 0
    assert names(shell, data, "--deleted") == []
    assert names(shell, data) == ["third"]


def test_trials_are_listed_when_they_are_asked_for(shell: Shell, data: Path) -> None:
    runs = data / ".shoeclassifier" / "runs"
    for name, best in (("first", False), ("second", True)):
        write_mark(runs / name, TrialMark("search", 0, best))
    assert names(shell, data) == ["third", "second"]
    assert "1 trial of a search is left out" in shell("runs", "list", data).out
    assert names(shell, data, "--trials") == ["third", "second", "first"]


def test_runs_written_elsewhere_are_listed_shown_and_missed(
    shell: Shell, data: Path, tmp_path: Path
) -> None:
    project = open_project(data)
    for name, begun in (("far", 2.5e9), ("lost", 1.0)):
        register_run(project, write_run(tmp_path / "disk", name, config=CONFIG, begun=begun).path)
    shutil.rmtree(tmp_path / "disk" / "lost")
    assert names(shell, data) == ["third", "far", "second", "first"]
    shell("runs", "rename", data, "second", "\uc2e0\ubc1c")
    words = shell("runs", "list", data).out
    titles, *rows = words.split("\n\n")[0].splitlines()
    assert [row.endswith(str(tmp_path / "disk" / "far")) for row in rows].count(True) == 1
    for row in rows:  # Each stands below its title; a Hangul syllable takes two columns.
        wide = sum(letter in "\uc2e0\ubc1c" for letter in row)
        assert row[titles.index("state") - wide :].startswith(("finished ", "stopped "))
    assert "1 run is not where training wrote it" in words
    assert str(tmp_path / "disk" / "lost") in words
    assert shell("runs", "show", data, "far", "--json").json["run"] == "far"
    assert shell("runs", "list", data, "--forget-missing", "--json").json["missing"] == []
    assert "lost" not in shell("runs", "list", data).out
