"""The time that a run takes, on a clock that only the network's blocks and pauses move."""

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    RunFinished,
    StepsFinished,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.computing.device import Device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.remembering.sources import FreshPictures, RememberedActivations
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.training.training import Training

# Seconds that a block, and the head, take for a picture; gradients take twice as long.
BLOCK_S = 0.01
HEAD_S = 0.05
# Changing a picture at random; one that is shown as it is needs none of it.
CHANGE_S = 0.2


class Clock:
    """Stands still unless somebody works."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.perf_counter", clock)
    see, scores, changed = RememberedActivations._see, Classifier.scores, FreshPictures.changed

    def slow_see(self: RememberedActivations, shown: Sequence[tuple[int, int]]) -> torch.Tensor:
        changed = sum(view > 0 for _, view in shown)
        clock.now += BLOCK_S * self.passed * len(shown) + CHANGE_S * changed
        return see(self, shown)

    def slow_scores(self: Classifier, activations: torch.Tensor, passed: int) -> torch.Tensor:
        learning = BLOCK_S * (len(self.blocks) - self.frozen_blocks) + HEAD_S
        again = BLOCK_S * (self.frozen_blocks - passed)
        clock.now += ((3 if self.training else 1) * learning + again) * len(activations)
        return scores(self, activations, passed)

    def slow_changed(
        self: FreshPictures, positions: Sequence[int], epoch: int, generator: torch.Generator
    ) -> torch.Tensor:
        clock.now += CHANGE_S * len(positions)
        return changed(self, positions, epoch, generator)

    def block_seconds(network: Classifier, *rest: object) -> list[float]:
        assert rest
        return [BLOCK_S] * len(network.blocks)

    def plain_execution(
        network: Classifier, device: Device, *rest: object, **how: object
    ) -> Execution:
        assert network is not None
        assert rest
        assert how
        return Execution(device, "float32", channels_last=False)

    # On a clock that stands still all ways to compute are equally fast.
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.training.setting_up.fastest_execution", plain_execution
    )
    monkeypatch.setattr(RememberedActivations, "_see", slow_see)
    monkeypatch.setattr(FreshPictures, "changed", slow_changed)
    monkeypatch.setattr(Classifier, "scores", slow_scores)
    outlook = "shoeclassifier_gui.learn.training.outlook"
    monkeypatch.setattr(f"{outlook}.block_seconds", block_seconds)
    monkeypatch.setattr(f"{outlook}.changing_seconds", lambda *_: CHANGE_S)
    return clock


@pytest.fixture
def config(tmp_path: Path) -> TrainConfig:
    torch.manual_seed(0)
    path = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), path)
    return TrainConfig(
        backbone="squeezenet1_1", weights=str(path), image_size=32, batch_size=16, patience=0
    )


def told_and_true(
    config: TrainConfig, dataset: Dataset, clock: Clock, folder: Path
) -> tuple[float, float]:
    """The time left that was told last in the first epoch, and what was left."""
    told, at = 0.0, 0.0
    epochs = 0
    for event in train(config, dataset, RunFolder(folder), Control()):
        epochs += isinstance(event, EpochFinished) and event.epoch > 0
        if isinstance(event, StepsFinished) and epochs == 0:
            told, at = event.seconds_left, clock.now
    return told, clock.now - at


@pytest.mark.parametrize(
    "knobs",
    [
        {"plan": "balanced", "epochs": 6, "freeze": 25},
        {"plan": "balanced", "epochs": 3, "views": 0},
        {"plan": "best", "epochs": 6, "views": 2},
    ],
    ids=["head only", "no views", "stages"],
)
def test_after_the_first_epoch_the_time_left_is_right_within_30_percent(
    config: TrainConfig, dataset: Dataset, clock: Clock, tmp_path: Path, knobs: dict[str, object]
) -> None:
    config = dataclasses.replace(config, **knobs)  # type: ignore[arg-type]
    told, true = told_and_true(config, dataset, clock, tmp_path / "run")
    assert told == pytest.approx(true, rel=0.3)


def test_without_flips_there_are_no_more_than_five_views_to_answer_with(
    config: TrainConfig, dataset: Dataset, clock: Clock, tmp_path: Path
) -> None:
    told = []
    for most in (5, 10):
        knobs = dataclasses.replace(config, epochs=1, views=0, flips=False, test_crops=most)
        told.append(told_and_true(knobs, dataset, clock, tmp_path / f"{most}")[0])
    assert told[0] == pytest.approx(told[1])


def test_what_an_earlier_run_looked_at_is_not_counted_again(
    config: TrainConfig, dataset: Dataset, clock: Clock, tmp_path: Path
) -> None:
    config = dataclasses.replace(config, epochs=5)
    first, first_true = told_and_true(config, dataset, clock, tmp_path / "first")
    assert first == pytest.approx(first_true, rel=0.3)
    told, true = told_and_true(config, dataset, clock, tmp_path / "second")
    assert told == pytest.approx(true, rel=0.3)
    assert told < 0.9 * first


class _Nap(threading.Event):
    """A pause that is over as soon as somebody waits for its end."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is None
        if not self.is_set():
            self.clock.now += 1000.0
            self.set()
        return True


@pytest.mark.parametrize("where", ["looks", "validation"])
def test_a_pause_is_no_work_wherever_it_falls(
    config: TrainConfig,
    dataset: Dataset,
    clock: Clock,
    tmp_path: Path,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner, name = (RememberedActivations, "_see") if where == "looks" else (Training, "answer")
    control, work, pauses = Control(), getattr(owner, name), []
    control._running = _Nap(clock)
    control.resume()

    def pausing(*arguments: object) -> object:
        control.pause()
        pauses.append(clock.now)
        return work(*arguments)

    monkeypatch.setattr(owner, name, pausing)
    config = dataclasses.replace(config, epochs=2, views=2)
    begun = clock.now
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), control))
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert len(pauses) >= 3
    naps = clock.now - begun - finished.seconds
    assert naps == pytest.approx(1000.0 * round(naps / 1000.0))
    assert naps >= 2000.0
    epochs = [event.seconds for event in events if isinstance(event, EpochFinished)]
    assert 0 < sum(epochs) <= finished.seconds < 1000.0
    first = next(event for event in events if isinstance(event, FirstModelReady))
    assert 0 < first.seconds < finished.seconds
