"""What the command line says of ends that are no success."""

from pathlib import Path

import pytest
from safetensors.torch import save_file

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import RunFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.weights import weights_store
from tests.cli.conftest import Shell

NAME = "squeezenet1_1"


def test_a_diverged_run_does_not_go_on(shell: Shell, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(TrainConfig(), tmp_path)
    run.append(RunFinished(None, Ending.FAILED, 0, 1.0, None))
    said = shell("train", "--resume", run.path)
    assert said.code == 2
    assert "smaller learning rate" in said.err


def test_an_import_that_changes_nothing_says_so(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_file(make_network(NAME).state_dict(), tmp_path / "mine.safetensors")
    first = tmp_path / "weights" / f"{NAME}.safetensors"
    first.parent.mkdir()
    first.touch()
    monkeypatch.setattr(weights_store, "program_folder", lambda: tmp_path)
    said = shell("weights", "import", tmp_path / "mine.safetensors")
    assert said.code == 0
    assert f"{first} comes first and is still used" in said.out
    first.unlink()
    assert "still used" not in shell("weights", "import", tmp_path / "mine.safetensors").out
