"""Every knob of learning can be turned from the command line."""

import json
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.balance import ask_for_balance
from shoeclassifier_gui.core.dataset.project import open_project
from tests.cli.conftest import Shell
from tests.core.dataset.tiny import do, read

SCRATCH = ("--backbone", "squeezenet1_1", "--weights", "none", "--image-size", 32, "--epochs", 1)
TURNED = {
    "loss": "hinge",
    "balance": "sampling",
    "mix": "cutmix",
    "warm_up": 0.2,
    "clip": 1.5,
    "average": 0.9,
    "watch": "balanced_accuracy",
    "schedule": "one_cycle",
    "learning_rate": 0.002,
    "illumination": 0.4,
    "deformation": 0.6,
    "occlusion": 0.2,
    "clutter": 0.1,
}


def test_every_option_arrives_in_the_run(shell: Shell, sample: Path, tmp_path: Path) -> None:
    options = [part for knob, value in TURNED.items() for part in (_option(knob), value)]
    switches = ("--scale-jitter", "--no-flips", "--no-crops")
    run = tmp_path / "run"
    said = shell("train", sample, "--out", run, *SCRATCH, *options, *switches)
    assert said.code == 0
    assert "balanced accuracy" in said.err + said.out
    config = json.loads((run / "config.json").read_text())
    assert {knob: config[knob] for knob in TURNED} == TURNED
    assert (config["scale_jitter"], config["flips"], config["crops"]) == (True, False, False)


def test_a_run_follows_the_data_set_unless_it_is_told_otherwise(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    project = open_project(sample)
    do(project, ask_for_balance(read(project)))
    for name, options in (("asked", ()), ("told", ("--balance", "none"))):
        said = shell("train", sample, "--out", tmp_path / name, *SCRATCH, *options)
        assert said.code == 0, said.err
    found = [json.loads((tmp_path / n / "config.json").read_text()) for n in ("asked", "told")]
    assert [config["balance"] for config in found] == ["sampling", "none"]


@pytest.mark.parametrize(
    ("option", "value"), [("--loss", "magic"), ("--clip", -1), ("--average", 1), ("--warm-up", 2)]
)
def test_what_makes_no_sense_is_one_sentence(
    shell: Shell, sample: Path, tmp_path: Path, option: str, value: object
) -> None:
    said = shell("train", sample, "--out", tmp_path / "run", *SCRATCH, option, value)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert not (tmp_path / "run").exists()


def _option(knob: str) -> str:
    return {"learning_rate": "--lr"}.get(knob, f"--{knob.replace('_', '-')}")
