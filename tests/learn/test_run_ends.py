"""How runs end: failed, stopped, held by another program, and what they leave."""

import dataclasses
import gc
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import (
    BrokenPicture,
    Diverged,
    RunError,
    StorageError,
)
from shoeclassifier_gui.core.runs.config import Optimizer
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.lock import is_locked
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.training.divergence import Divergence
from shoeclassifier_gui.learn.training.order import batch_count, cut_into_batches
from shoeclassifier_gui.learn.training.run import resume, train
from shoeclassifier_gui.learn.training.training import Training
from tests.learn.small import SMALL


@pytest.fixture(autouse=True)
def _report_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training._REPORT_EVERY_S", 0.0)


def test_a_diverging_run_is_said_in_a_sentence(dataset: Dataset, tmp_path: Path) -> None:
    config = dataclasses.replace(SMALL, optimizer="sgd", learning_rate=10.0, epochs=30)
    run = RunFolder(tmp_path / "run")
    seen: list[TrainEvent] = []
    with pytest.raises(RunError, match="exploded"):
        seen.extend(train(config, dataset, run, Control()))
    assert run.ending == "failed"
    assert run.finished
    with pytest.raises(RunError, match="cannot go on"):
        list(resume(run, dataset, Control()))


def test_a_step_whose_loss_is_no_number_is_told(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = Training.step

    def lose_one(
        training: Training, batch: Sequence[int], factor: float
    ) -> tuple[torch.Tensor, torch.Tensor, int]:
        loss, right, pictures = step(training, batch, factor)
        return (loss * math.nan if training.steps_done == 1 else loss), right, pictures

    monkeypatch.setattr(Training, "step", lose_one)
    config = dataclasses.replace(SMALL, epochs=1)
    run = RunFolder(tmp_path / "run")
    events = list(train(config, dataset, run, Control()))
    losses = [loss for e in events if isinstance(e, StepsFinished) for loss in e.losses]
    assert [math.isnan(loss) for loss in losses] == [True, *[False] * (len(losses) - 1)]
    (said,) = (event for event in events if isinstance(event, GuardianSpoke))
    assert "no number" in said.sentence
    assert "NaN" not in run.events_file.read_text()


def moved_by_steps(training: Training) -> list[torch.Tensor]:
    """Copies of weights, statistics and moments."""
    moments = [
        value
        for values in training.optimizer.state.values()
        for value in values.values()
        if torch.is_tensor(value)
    ]
    statistics = training.network.statistics().values()
    moved = (*training.network.parameters(), *statistics, *moments)
    return [tensor.detach().clone() for tensor in moved]


@pytest.mark.parametrize("lost_step", [0, 2])
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw", "rmsprop"])
def test_a_step_that_ends_in_no_number_changes_nothing(
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    optimizer: Optimizer,
    lost_step: int,
) -> None:
    """Neither weights, nor momentum, nor what normalisation counts."""
    scores, step = Classifier.scores, Training.step
    broken: list[tuple[bool, bool]] = []

    def broken_scores(self: Classifier, activations: torch.Tensor, passed: int) -> torch.Tensor:
        return scores(self, activations * math.nan, passed)

    def watch(
        training: Training, batch: Sequence[int], factor: float
    ) -> tuple[torch.Tensor, torch.Tensor, int]:
        lost = training.steps_done == lost_step
        with monkeypatch.context() as patch:
            if lost:
                patch.setattr(Classifier, "scores", broken_scores)
            before = moved_by_steps(training)
            done = step(training, batch, factor)
        same = all(map(torch.equal, before, moved_by_steps(training)))
        broken.append((bool(done[0].isnan()), same))
        return done

    monkeypatch.setattr(Training, "step", watch)
    config = dataclasses.replace(SMALL, epochs=1, average=0.9, weight_decay=0.1)
    config = dataclasses.replace(config, optimizer=optimizer)
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert broken == [(number == lost_step, number == lost_step) for number in range(len(broken))]
    assert len(broken) > 3
    (epoch,) = (event for event in events if isinstance(event, EpochFinished))
    assert math.isfinite(epoch.val_loss)


def test_a_diverged_run_tells_its_end_before_the_error(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    next(event for event in events if isinstance(event, EpochFinished))

    def diverge(*arguments: object) -> None:
        raise Diverged("The loss is beyond all bounds.")

    monkeypatch.setattr("shoeclassifier_gui.learn.training.training.Training.step", diverge)
    said, finished = next(events), next(events)
    assert isinstance(said, GuardianSpoke)
    assert isinstance(finished, RunFinished)
    assert (finished.reason, finished.best_epoch, finished.model) == ("failed", 1, run.model)
    with pytest.raises(Diverged):
        next(events)


def test_a_model_bears_the_epoch_whose_weights_it_has(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full when the second epoch, which is better, shall be kept."""
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    next(event for event in events if isinstance(event, EpochFinished))

    def full(*arguments: object) -> None:
        raise StorageError("The disk is full.")

    def all_right(training: Training) -> tuple[float, list[int]]:
        return 0.0, training._material.labels[list(training._material.val)].tolist()

    monkeypatch.setattr("shoeclassifier_gui.learn.training.work.save_best", full)
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training.Training.validate", all_right)
    with pytest.raises(StorageError):
        list(events)
    assert ModelCard.read(run.path).best_epoch == 1


def test_a_run_is_trained_by_one_program_at_a_time(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    next(event for event in events if isinstance(event, RunStarted))
    assert is_locked(run)
    with pytest.raises(RunError, match="being trained by another program"):
        next(resume(run, dataset, Control()))
    events.close()  # type: ignore[attr-defined]
    assert not is_locked(run)


def test_a_run_is_free_again_when_its_end_is_told(dataset: Dataset, tmp_path: Path) -> None:
    run, control = RunFolder(tmp_path / "run"), Control()
    for event in train(SMALL, dataset, run, control):
        if isinstance(event, StepsFinished):
            control.stop()
        assert is_locked(run) is not isinstance(event, RunFinished)


@pytest.mark.parametrize("way", ["stopped", "failed"])
def test_a_run_that_never_began_leaves_no_folder(
    dataset: Dataset, tmp_path: Path, way: str
) -> None:
    run, control = RunFolder(tmp_path / "run"), Control()
    if way == "stopped":
        control.stop()
    else:
        dataset.of_split(Split.TRAIN)[0].path.unlink()
    with pytest.raises(Stopped if way == "stopped" else BrokenPicture):
        list(train(SMALL, dataset, run, control))
    assert not run.path.exists()


def test_nothing_of_the_network_is_left_when_memory_is_given_back(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []

    def count() -> None:
        gc.collect()
        left.append(sum(type(thing) is Classifier for thing in gc.get_objects()))

    monkeypatch.setattr("shoeclassifier_gui.learn.training.run.release_memory", count)
    gc.collect()  # A classifier of an earlier test may lie in a ring of references.
    before = sum(type(thing) is Classifier for thing in gc.get_objects())
    config = dataclasses.replace(SMALL, epochs=1)
    list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert left == [before]


@pytest.mark.parametrize("batch_size", [2, 3, 7, 13, 59, 60, 61, 1000])
def test_steps_are_counted_as_batches_are_made(batch_size: int) -> None:
    for pictures in range(1, 62):
        batches = cut_into_batches(range(pictures), batch_size)
        assert batch_count(pictures, batch_size) == len(batches)


def test_a_run_that_fails_keeps_its_best_model(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    next(event for event in events if isinstance(event, EpochFinished))

    def diverge(*arguments: object) -> None:
        raise RunError("The loss is beyond all bounds.")

    monkeypatch.setattr("shoeclassifier_gui.learn.training.training.Training.step", diverge)
    with pytest.raises(RunError):
        list(events)
    assert ModelCard.read(run.path).best_epoch == 1


def test_a_full_disk_ends_the_run_with_a_sentence(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, size: int) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("shoeclassifier_gui.learn.tensor_files.require_space", full)
    with pytest.raises(StorageError):
        list(train(SMALL, dataset, RunFolder(tmp_path / "run"), Control()))
    assert not list((tmp_path / "run").glob("*.part"))


@pytest.mark.parametrize("loss", [1e6, float("inf"), float("nan")])
def test_a_hopeless_loss_is_told_as_what_it_is(loss: float) -> None:
    with pytest.raises(Diverged, match="beyond all bounds"):
        Divergence(3).watch([loss] * 3)
