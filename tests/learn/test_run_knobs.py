"""The knobs of learning in whole runs."""

import dataclasses
import json
from pathlib import Path

import pytest
from safetensors.torch import load_file

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, RunFinished, TrainEvent
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.training.run import resume, train
from tests.learn.small import SMALL
from tests.learn.test_run import numbers, stop_after

EVERYTHING = dataclasses.replace(
    SMALL, loss="hinge", balance="sampling", mix="cutmix", clip=1.0, average=0.9,
    schedule="one_cycle", watch="macro_f1", scale_jitter=True, deformation=0.5, occlusion=0.5,
    clutter=0.5,
)  # fmt: skip
OTHERS = dataclasses.replace(
    SMALL, balance="weights", mix="mixup", warm_up=0.3, average=0.99, watch="loss"
)


@pytest.fixture(autouse=True)
def _the_same_way_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told of every step, and computing in one number format: a busy machine measures anew."""
    execution = Execution(choose_device("cpu"), "float32", channels_last=True)
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.training.setting_up.fastest_execution", lambda *_, **__: execution
    )
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training._REPORT_EVERY_S", 0.0)


def epochs_of(events: list[TrainEvent]) -> list[EpochFinished]:
    return [event for event in events if isinstance(event, EpochFinished)]


@pytest.mark.parametrize("config", [EVERYTHING, OTHERS], ids=["everything", "others"])
def test_a_resumed_run_is_exact_with_every_knob(
    dataset: Dataset, tmp_path: Path, config: TrainConfig
) -> None:
    whole = list(train(config, dataset, RunFolder(tmp_path / "whole"), Control()))
    run, control = RunFolder(tmp_path / "run"), Control()
    first = stop_after(6, control, train(config, dataset, run, control))
    second = list(resume(run, dataset, Control()))
    assert numbers(first) + numbers(second) == numbers(whole)
    both = [epoch.watched for epoch in epochs_of([*first, *second])]
    assert both == [epoch.watched for epoch in epochs_of(whole)]


def test_an_open_batch_size_is_recorded_and_kept_by_a_resumed_run(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(SMALL, batch_size=None)
    whole = list(train(config, dataset, RunFolder(tmp_path / "whole"), Control()))
    run, control = RunFolder(tmp_path / "run"), Control()
    first = stop_after(3, control, train(config, dataset, run, control))
    assert run.read_config()[0].batch_size == 32
    # On another machine, or by another version of the program, the rule may say something else.
    monkeypatch.setattr("shoeclassifier_gui.core.runs.defaults._batch_size", lambda *_: 2)
    second = list(resume(run, dataset, Control()))
    assert numbers(first) + numbers(second) == numbers(whole)


def test_the_watched_score_chooses_what_is_kept(dataset: Dataset, tmp_path: Path) -> None:
    for watch in ("loss", "balanced_accuracy", "macro_f1"):
        config = dataclasses.replace(SMALL, watch=watch, learning_rate=0.01)
        run = RunFolder(tmp_path / watch)
        events = list(train(config, dataset, run, Control()))
        epochs, finished = epochs_of(events), events[-1]
        assert isinstance(finished, RunFinished)
        sign = -1 if watch == "loss" else 1
        best = max(epochs, key=lambda epoch: (sign * (epoch.watched or 0), -epoch.val_loss))
        assert finished.best_epoch == best.epoch
        kept = Scores.from_dict(json.loads(run.scores_file.read_text()))
        value = {
            "loss": best.val_loss,
            "balanced_accuracy": kept.balanced_accuracy,
            "macro_f1": kept.macro_f1,
        }
        assert best.watched == pytest.approx(value[watch])


def test_the_average_weights_are_what_is_kept(dataset: Dataset, tmp_path: Path) -> None:
    """One epoch of four steps: the model holds the average, the checkpoint both."""
    config = dataclasses.replace(SMALL, average=0.9, epochs=1)
    run = RunFolder(tmp_path / "run")
    list(train(config, dataset, run, Control()))
    last = load_file(run.last_checkpoint)
    kept = load_file(run.best_checkpoint)
    name = "head.4.weight"
    assert kept[name].equal(last[f"average.{name}"])
    assert not kept[name].equal(last[f"network.{name}"])


def test_a_gradient_limit_keeps_a_wild_rate_in_check(dataset: Dataset, tmp_path: Path) -> None:
    wild = dataclasses.replace(SMALL, optimizer="sgd", learning_rate=2.0, epochs=1)
    losses = {}
    for clip in (0.0, 0.001):
        config = dataclasses.replace(wild, clip=clip)
        events = list(train(config, dataset, RunFolder(tmp_path / str(clip)), Control()))
        losses[clip] = epochs_of(events)[0].train_loss
    assert losses[0.001] < losses[0.0]
