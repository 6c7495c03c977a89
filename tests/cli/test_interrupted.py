"""Training from the command line that is interrupted, or killed, goes on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import SCRATCH

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


def test_interrupted_training_is_saved_and_goes_on(sample: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shoeclassifier_gui", "train"]
    arguments = [str(sample), "--out", str(tmp_path / "run"), *SCRATCH, "--epochs", "400", "--json"]
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "epoch_finished":
                process.send_signal(signal.SIGINT)
                break
        rest = [json.loads(line) for line in process.stdout]
        assert process.wait(timeout=60) == 130
    assert rest[-1]["reason"] == "stopped"
    assert (tmp_path / "run" / "model" / "model.safetensors").is_file()
    assert (tmp_path / "run" / "last.safetensors").is_file()


def test_training_that_was_killed_goes_on_with_the_same_numbers(
    sample: Path, tmp_path: Path
) -> None:
    """With a real SIGKILL in the second epoch: at most that epoch is lost."""
    train = [sys.executable, "-m", "shoeclassifier_gui", "train", "--json"]
    knobs = [*SCRATCH, "--epochs", "12", "--patience", "0", "--reproducible", "--device", "cpu"]

    def losses(out: Path) -> list[float]:
        lines = (out / "events.jsonl").read_text(encoding="utf-8").splitlines()
        told = [json.loads(line) for line in lines]
        return [each["val_loss"] for each in told if each["event"] == "epoch_finished"]

    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run([*train, str(sample), "--out", str(whole), *knobs], check=True)
    arguments = [*train, str(sample), "--out", str(killed), *knobs]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("epoch") == 2:
                process.kill()
                break
        process.wait(timeout=60)
    assert len(losses(killed)) < 12
    subprocess.run([*train, "--resume", str(killed)], check=True)
    assert losses(killed) == losses(whole)
    assert len(losses(whole)) == 12
