"""Runs that must give the same numbers do so whatever the clock would choose."""

import dataclasses
import itertools
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.training.checkpoints import load_start
from shoeclassifier_gui.learn.training.run import resume, train
from tests.learn.small import SMALL
from tests.learn.test_run import numbers, stop_after

COMPUTING = "shoeclassifier_gui.learn.computing.execution"


@pytest.fixture(autouse=True)
def _fickle_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine another way is the fastest each time, and none is remembered."""
    ways = itertools.cycle(["bfloat16 last", "float32 first", "bfloat16 first"])
    monkeypatch.setattr(f"{COMPUTING}._measure", lambda *_, **__: next(ways))
    monkeypatch.setattr(f"{COMPUTING}._remembered", dict)
    monkeypatch.setattr(f"{COMPUTING}.is_quiet", lambda: False)
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training._REPORT_EVERY_S", 0.0)


def test_a_reproducible_run_is_computed_alike_each_time(dataset: Dataset, tmp_path: Path) -> None:
    config = dataclasses.replace(SMALL, reproducible=True, epochs=1, device="cpu")
    told = []
    for name in ("a", "b"):
        run = RunFolder(tmp_path / name)
        told.append(numbers(list(train(config, dataset, run, Control()))))
        assert load_start(run.last_checkpoint).number_format == "float32"
    assert told[0] == told[1]


@pytest.mark.parametrize("reproducible", [True, False])
def test_a_resumed_run_keeps_the_format_it_began_with(
    dataset: Dataset, tmp_path: Path, *, reproducible: bool
) -> None:
    config = dataclasses.replace(SMALL, reproducible=reproducible, epochs=2, device="cpu")
    run, control = RunFolder(tmp_path / "run"), Control()
    stop_after(2, control, train(config, dataset, run, control))
    before = load_start(run.last_checkpoint)
    list(resume(run, dataset, Control()))
    assert load_start(run.last_checkpoint) == before
    assert before.number_format == ("float32" if reproducible else "bfloat16")
