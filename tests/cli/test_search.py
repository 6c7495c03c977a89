"""`train --lr-find` and `sweep` as a user types them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shoeclassifier_gui.learn.search import lr_finder

Shell = Callable[..., Any]
SCRATCH = (
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size", "16",
)  # fmt: skip


def test_lr_find_prints_rates_and_a_suggestion(
    shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lr_finder, "STEPS", 40)
    calm = ("--no-flips", "--no-crops", "--illumination", 0, "--deformation", 0, "--dropout", 0)
    words = (*SCRATCH[:-2], "--batch-size", 64, *calm)
    told = shell("train", sample, "--lr-find", *words, "--json").json
    assert len(told["rates"]) == len(told["losses"])
    assert told["rule"] in {"steepest", "tenth"}
    said = shell("train", sample, "--lr-find", *words)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split() == ["rate", "loss"]
    assert lines[1].split()[0] == "1.00e-06"
    assert lines[-1].startswith("Suggested: --lr ")
    assert not (sample / ".shoeclassifier" / "runs").exists()


@pytest.mark.parametrize("extra", ["--out", "--resume"])
def test_lr_find_makes_no_run(shell: Shell, sample: Path, tmp_path: Path, extra: str) -> None:
    said = shell("train", sample, "--lr-find", extra, tmp_path / "run")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "no run" in said.err


def test_sweep_prints_every_trial_and_goes_on(shell: Shell, sample: Path) -> None:
    words = ("--knobs", "learning_rate=0.0001:0.01,optimizer=adam:sgd", "--epochs", 1, *SCRATCH)
    said = shell("sweep", sample, "--minutes", 30, "--trials", 2, *words, "--json")
    assert said.code == 0
    kinds = [line["event"] for line in said.lines if line["event"] != "trial_progressed"]
    trial = ["trial_started", "trial_finished"]
    assert kinds == ["sweep_started", *trial, *trial, "sweep_finished"]
    last = said.lines[-1]
    assert last["reason"] == "trials"
    scores = [line["score"] for line in said.lines if line["event"] == "trial_finished"]
    assert last["best"]["score"] == max(scores)
    assert 0.0001 <= last["best"]["knobs"]["learning_rate"] <= 0.01
    again = shell("sweep", sample, "--minutes", 30, "--trials", 3, "--resume")
    assert again.code == 0
    assert "after 3 trials. Best: trial" in again.out
    assert [line for line in again.err.splitlines() if line.startswith("Trial 3: learning_rate")]
    runs = (sample / ".shoeclassifier" / "runs").iterdir()
    [best] = [run for run in runs if (run / "model").is_dir()]  # The others' weights are cleared.
    assert shell("evaluate", best, sample, "--split", "test").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--minutes", 0), "some time"),
        (("--minutes", "nan"), "some time"),
        (("--minutes", "inf"), "some time"),
        (("--minutes", 1, "--knobs", "magic"), "cannot be searched for"),
        (("--minutes", 1, "--knobs", "dropout=0.5"), "cannot be read"),
        (("--minutes", 1, "--resume"), "was begun"),
        (("--minutes", 1, "--resume", "--epochs", 3), "own settings"),
        (("--minutes", 1, "--resume", "--no-flips"), "own settings"),
        (("--minutes", 1, *SCRATCH, "--head", "classic"), "has no classic head"),
    ],
)
def test_a_sweep_that_cannot_begin_says_why(
    shell: Shell, sample: Path, words: tuple[object, ...], told: str
) -> None:
    said = shell("sweep", sample, *words)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert told in said.err
    assert not (sample / ".shoeclassifier" / "sweeps").exists()


@pytest.mark.parametrize("words", [("train", "--lr-find"), ("sweep", "--minutes", "1")])
def test_a_search_is_made_by_one_process(
    sample: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "0")
    told = shell(words[0], sample, *words[1:])
    assert told.code == 2
    assert "single process" in told.err
    assert not (sample / ".shoeclassifier" / "sweeps").exists()
