"""The guardian over real trainings of seconds: runs that go wrong, and one that does not."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import Diverged
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    RunFinished,
    StepsFinished,
    TrainEvent,
    Trouble,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.history import RunState, read_record
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.training.run import resume, train
from shoeclassifier_gui.learn.training.training import Training
from tests.learn.small import SMALL

Read = Callable[[Path], Dataset]
PLAIN = TrainConfig(
    backbone="squeezenet1_1", weights="none", image_size=32, epochs=10, batch_size=8, patience=0,
    dropout=0, flips=False, crops=False, illumination=0, deformation=0, schedule="constant",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _report_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training._REPORT_EVERY_S", 0.0)


def run(config: TrainConfig, dataset: Dataset, folder: Path) -> list[TrainEvent]:
    events = []
    try:
        for event in train(config, dataset, RunFolder(folder), Control()):
            events.append(event)  # noqa: PERF402 - kept also when the run fails
    except Diverged:
        pass
    return events


def kinds(events: list[TrainEvent]) -> list[Trouble]:
    assert isinstance(events[-1], RunFinished)
    return [event.kind for event in events if isinstance(event, GuardianSpoke)]


def draw(folder: Path, count: int, seed: int, colour: tuple[int, int, int] | None = None) -> None:
    """Pictures of noise, around a colour where one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    for number in range(count):
        noise = random.integers(0, 255, (48, 48, 3))
        pixels = noise if colour is None else np.clip(noise / 4 + colour, 0, 255)
        Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{seed}-{number}.png")


def test_a_healthy_run_hears_nothing(tmp_path: Path, read: Read) -> None:
    for place, part in enumerate(("train", "val")):
        for index, colour in enumerate(((150, 20, 20), (20, 20, 150))):
            draw(tmp_path / part / str(index), 16, 10 * place + index, colour)
    assert kinds(run(PLAIN, read(tmp_path), tmp_path / "run")) == []


def test_a_healthy_run_over_remembered_views_hears_nothing(tmp_path: Path, read: Read) -> None:
    """Strongly changed pictures are harder than plain ones: no epoch may have these alone."""
    for place, (part, count) in enumerate((("train", 48), ("val", 16))):
        for index, colour in enumerate(((150, 20, 20), (20, 20, 150))):
            draw(tmp_path / part / str(index), count, 10 * place + index, colour)
    torch.manual_seed(0)
    weights = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), weights)
    config = replace(PLAIN, weights=str(weights), views=2, illumination=1.0, learning_rate=1e-4)
    assert kinds(run(config, read(tmp_path), tmp_path / "run")) == []


def test_the_usual_small_run_hears_only_that_it_was_small(dataset: Dataset, tmp_path: Path) -> None:
    assert kinds(run(SMALL, dataset, tmp_path / "run")) == [Trouble.HARDLY_USABLE]


def test_an_absurd_rate_diverges(dataset: Dataset, tmp_path: Path) -> None:
    config = replace(SMALL, optimizer="sgd", learning_rate=10.0)
    events = run(config, dataset, tmp_path / "run")
    assert Trouble.DIVERGING in kinds(events)
    said = [event for event in RunFolder(tmp_path / "run").events() if "remedy" in event]
    assert said[-1]["remedy"] == {"learning_rate": 1.0}


def test_a_run_that_diverges_and_ends_early_is_told_as_such(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss stays a number: patience ends the run, whose first epoch was its best."""
    config = replace(SMALL, optimizer="sgd", learning_rate=1e-5, epochs=8, patience=2)
    step = Training.step

    def lost(training: Training, batch: list[int], factor: float) -> object:
        loss, right, pictures = step(training, batch, factor)
        if training.progress.epoch == 0:
            return loss, right, pictures
        for weight in training.network.head.parameters():
            weight.data.zero_()  # From now on all pictures get one answer: no epoch gains.
        return loss * 0 + 40.0 * training.progress.epoch, right, pictures

    monkeypatch.setattr(Training, "step", lost)
    events = run(config, dataset, tmp_path / "run")
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.reason == "diverged"
    assert finished.best_epoch < max(e.epoch for e in events if isinstance(e, EpochFinished)) < 8
    assert finished.model is not None
    assert Trouble.DIVERGING in kinds(events)
    folder = RunFolder(tmp_path / "run")
    assert read_record(folder).state is RunState.DIVERGED
    assert folder.finished


def test_a_rate_that_is_much_too_high_jumps(dataset: Dataset, tmp_path: Path) -> None:
    config = replace(SMALL, learning_rate=1.0)
    assert kinds(run(config, dataset, tmp_path / "run"))[0] is Trouble.RATE_TOO_HIGH


def test_a_rate_that_is_much_too_low_crawls(dataset: Dataset, tmp_path: Path) -> None:
    config = replace(SMALL, learning_rate=1e-7, epochs=6)
    assert kinds(run(config, dataset, tmp_path / "run")) == [Trouble.RATE_TOO_LOW]


def test_a_plain_network_from_scratch_stays_at_chance(dataset: Dataset, tmp_path: Path) -> None:
    config = replace(SMALL, epochs=7)
    assert kinds(run(config, dataset, tmp_path / "run")) == [Trouble.CHANCE]


def test_what_holds_in_training_alone_is_learned_by_heart(tmp_path: Path, read: Read) -> None:
    """Each class has a colour of its own in training, and both colours in validation."""
    colours = ((150, 20, 20), (20, 20, 150))
    for index, colour in enumerate(colours):
        draw(tmp_path / "train" / str(index), 24, index, colour)
        for place, other in enumerate(colours):
            draw(tmp_path / "val" / str(index), 12, 10 + 2 * index + place, other)
    config = replace(PLAIN, epochs=12, learning_rate=3e-4)
    assert Trouble.OVERFITTING in kinds(run(config, read(tmp_path), tmp_path / "run"))


def test_a_class_without_a_look_of_its_own_is_never_named(tmp_path: Path, read: Read) -> None:
    looks = {"boot": (24, (150, 20, 20)), "heel": (24, (20, 20, 150)), "twin": (2, (20, 20, 150))}
    for seed, (name, (count, colour)) in enumerate(looks.items()):
        draw(tmp_path / "train" / name, count, seed, colour)
        draw(tmp_path / "val" / name, 6, 10 + seed, colour)
    events = run(replace(PLAIN, epochs=14, schedule="cosine"), read(tmp_path), tmp_path / "run")
    assert Trouble.CLASS_NEVER_NAMED in kinds(events)
    said = next(event for event in events if isinstance(event, GuardianSpoke))
    assert "twin" in said.sentence


def test_validation_that_stands_in_training_is_doubted(tmp_path: Path, read: Read) -> None:
    for index, colour in enumerate(((150, 20, 20), (20, 20, 150))):
        draw(tmp_path / "train" / str(index), 12, index, colour)
        shutil.copytree(tmp_path / "train" / str(index), tmp_path / "val" / str(index))
    assert kinds(run(PLAIN, read(tmp_path), tmp_path / "run")) == [Trouble.TOO_GOOD]


@pytest.mark.parametrize("killed_in", [2, 5])
def test_a_resumed_run_is_warned_when_an_uninterrupted_one_is_and_once(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_in: int
) -> None:
    """Validation is answered well, but never with the last class."""

    def all_but_one(training: Training) -> tuple[float, list[int]]:
        labels = training._material.labels[list(training._material.val)]
        return 0.5 - 0.01 * training.progress.epoch, (labels % 4).tolist()

    monkeypatch.setattr(Training, "validate", all_but_one)
    config = replace(SMALL, epochs=6)
    whole = [event for event in run(config, dataset, tmp_path / "whole") if told(event)]
    assert Trouble.CLASS_NEVER_NAMED in [e.kind for e in whole if isinstance(e, GuardianSpoke)]
    folder = RunFolder(tmp_path / "run")
    events, first = train(config, dataset, folder, Control()), list[TrainEvent]()
    for event in events:
        first.append(event)
        if isinstance(event, StepsFinished) and event.epoch == killed_in:
            break
    events.close()  # type: ignore[attr-defined]
    both = [*first, *resume(folder, dataset, Control())]
    assert list(map(told, filter(told, both))) == list(map(told, whole))


def told(event: TrainEvent) -> object:
    """What is compared: which epoch was done, or what was said."""
    if isinstance(event, EpochFinished):
        return f"epoch {event.epoch}"
    return event.kind if isinstance(event, GuardianSpoke) else None
