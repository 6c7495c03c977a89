"""`train --lr-find` and `sweep` as a user types them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shoeclassifier_gui.learn import lr_finder

Shell = Callable[..., Any]
SCRATCH = (
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size", "16",
)  # fmt: skip


def test_lr_find_prints_rates_and_a_suggestion(
    shell: Shell, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lr_finder, "STEPS", 40)
    told = shell("train", sample, "--lr-find", *SCRATCH, "--json").json
    assert len(told["rates"]) == len(told["losses"])
    assert told["rule"] in {"steepest", "tenth"}
    said = shell("train", sample, "--lr-find", *SCRATCH)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split() == ["rate", "loss"]
    assert lines[1].split() == ["1.00e-06", f"{told['losses'][0]:.4f}"]
    assert f"--lr {told['suggestion']:.2g} " in lines[-1]
    assert not (sample / ".shoeclassifier" / "runs").exists()


@pytest.mark.parametrize("extra", ["--out", "--resume"])
def test_lr_find_makes_no_run(shell: Shell, sample: Path, tmp_path: Path, extra: str) -> None:
    said = shell("train", sample, "--lr-find", extra, tmp_path / "run")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "no run" in said.err
