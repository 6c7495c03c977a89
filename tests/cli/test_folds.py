"""Training with folds as a user types it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.errors import Diverged
from shoeclassifier_gui.core.runs.fold_events import FoldStarted
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.training.cross_validation import train_checked
from tests.core.dataset.tiny import read
from tests.learn.small import SMALL

Shell = Callable[..., Any]
OPTIONS = (
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", 32, "--epochs", 1,
    "--patience", 0,
)  # fmt: skip


def test_folds_are_told_line_by_line_and_stay_in_the_history(shell: Shell, sample: Path) -> None:
    run = open_project(sample).runs / "checked"
    said = shell("train", sample, "--out", run, *OPTIONS, "--folds", 2, "--json")
    assert said.code == 0, said.err
    lines = said.lines
    names = [line["event"] for line in lines]
    assert names[0] == "folds_started"
    assert names.count("fold_finished") == 2
    assert names.count("run_finished") == 1
    assert names[-1] == "run_finished"
    (result,) = (line for line in lines if line["event"] == "folds_finished")
    assert 0 <= result["interval"][0] <= result["pooled"]["accuracy"] <= result["interval"][1] <= 1
    assert sum(map(sum, result["pooled"]["confusion"])) == result["pooled"]["count"]
    epochs = [line for line in lines if line["event"] == "epoch_finished"]
    assert [line.get("fold") for line in epochs] == [1, 2, None]
    (row,) = shell("runs", "list", sample, "--json").json["runs"]
    assert (row["folds"], row["folds_accuracy"]) == (2, result["accuracy"]["mean"])
    words = shell("runs", "show", sample, "checked").out
    assert f"{result['accuracy']['mean']:.1%} ± " in words
    assert "95 % interval" in words
    shown = shell("runs", "show", sample, "checked", "--json").json
    assert shown["cross_validation"]["pooled"]["count"] == result["pooled"]["count"]


def test_folds_in_words(shell: Shell, sample: Path, tmp_path: Path) -> None:
    said = shell("train", sample, "--out", tmp_path / "run", *OPTIONS, "--folds", 2)
    assert said.code == 0
    assert "Checking with 2 folds" in said.err
    assert "right over 2 folds" in said.err
    assert "no margin of error" in said.err
    assert "is \\ was called" in said.err
    assert said.out.count("\n") == 1
    assert "The model is in" in said.out


def test_a_fold_that_diverges_ends_the_run_in_words(
    shell: Shell, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*_: object) -> None:
        raise Diverged("The loss is no number any more.")

    monkeypatch.setattr("shoeclassifier_gui.learn.training.training.Training.step", diverge)
    said = shell("train", sample, "--out", tmp_path / "run", *OPTIONS, "--folds", 2)
    assert said.code == 2
    assert said.out == "Stopped: the loss exploded in fold 1. There is no model.\n"
    assert "--resume" not in said.out + said.err


def test_a_killed_check_is_resumed(shell: Shell, sample: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    dataset = read(open_project(sample))
    config = replace(SMALL, epochs=1, folds=2)
    events = train_checked(config, dataset, run, Control())
    next(e for e in events if isinstance(e, FoldStarted) and e.fold == 2)
    events.close()  # type: ignore[attr-defined]
    said = shell("train", "--resume", run.path, "--json")
    assert said.code == 0, said.err
    started = json.loads(said.out.splitlines()[0])
    assert [fold["fold"] for fold in started["earlier"]] == [1]
    assert said.lines[-1]["model"] == str(run.model)


@pytest.mark.parametrize(
    ("folds", "sentence"),
    [
        (1, "nothing to learn from"),
        (11, "cannot be divided into 11 folds"),
        (-1, "between 0 and 20"),
    ],
)
def test_wrong_numbers_of_folds_are_refused_in_a_sentence(
    shell: Shell, sample: Path, tmp_path: Path, folds: int, sentence: str
) -> None:
    said = shell("train", sample, "--out", tmp_path / "run", *OPTIONS, "--folds", folds)
    assert said.code == 2
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert not (tmp_path / "run").exists()
