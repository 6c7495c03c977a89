"""What a run that was killed tells of itself is what its model answers."""

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.history import read_record
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard, model_folder
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.models.evaluation import choose_items, evaluate
from shoeclassifier_gui.learn.models.model_folder import write_model
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.training.checkpoints import load_progress
from shoeclassifier_gui.learn.training.run import resume, train
from tests.learn.small import SMALL
from tests.learn.test_run import numbers


class Killed(BaseException):
    """Nothing in the program catches this, as nothing catches a kill."""


@pytest.fixture(autouse=True)
def _report_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training._REPORT_EVERY_S", 0.0)


def killed_in(epoch: int, dataset: Dataset, run: RunFolder, watch: Watch) -> list[EpochFinished]:
    """The epochs that a run told before it was killed in the middle of another one."""
    config = dataclasses.replace(SMALL, epochs=8, watch=watch, seed=1)
    events = train(config, dataset, run, Control())
    told: list[TrainEvent] = []
    for event in events:
        told.append(event)
        if isinstance(event, StepsFinished) and event.epoch == epoch:
            break
    events.close()  # type: ignore[attr-defined]
    return [event for event in told if isinstance(event, EpochFinished)]


@pytest.mark.parametrize("watch", ["accuracy", "loss"])
@pytest.mark.parametrize("epoch", [2, 7])
def test_a_killed_run_holds_the_model_whose_score_it_tells(
    dataset: Dataset, tmp_path: Path, epoch: int, watch: Watch
) -> None:
    run = RunFolder(tmp_path / "run")
    best = [event for event in killed_in(epoch, dataset, run, watch) if event.best][-1]
    record = read_record(run)
    assert record.best is not None
    assert (record.best.epoch, record.best.val_accuracy) == (best.epoch, best.val_accuracy)
    assert ModelCard.read(run.path).best_epoch == best.epoch
    items = choose_items(run.path, dataset, "val")
    *_, evaluated = evaluate(Predictor.load(run.path), dataset, items, "val", Control())
    assert isinstance(evaluated, Evaluated)
    assert evaluated.scores.accuracy == pytest.approx(best.val_accuracy)
    assert record.macro_f1 == pytest.approx(evaluated.scores.macro_f1)


def write_epoch(run: RunFolder, epoch: int) -> None:
    """A model whose weights are the number of its epoch."""
    run.best_checkpoint.with_suffix(".fresh").write_text(str(epoch))
    run.best_checkpoint.with_suffix(".fresh").replace(run.best_checkpoint)
    card = ModelCard(
        "vgg16", "pool", ("a", "b"), Preprocessing(64), Scores("val", 0, 0.0, 0.0, (), ()), 0.5,
        "random", epoch, "", "", {},
    )  # fmt: skip
    write_model(run.model, run.best_checkpoint, card, SplitRecord(()))


def die_at(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kills before the given change of a file or folder."""
    left = [call]

    def deadly(change: Callable[..., object]) -> Callable[..., object]:
        def changed(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return change(*arguments, **named)

        return changed

    for place, name in (
        (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (Path, "open"), (Path, "unlink"),
        (os, "link"), (shutil, "rmtree"),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, deadly(getattr(place, name)))


def test_killed_between_any_two_writes_there_is_one_whole_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of the model and its weights are of one epoch, and the next one finds room."""
    seen: set[int] = set()
    for call in range(100):
        run = RunFolder(tmp_path / f"run {call}")
        run.create(SMALL, tmp_path)
        write_epoch(run, 1)
        died = False
        with monkeypatch.context() as deadly:
            die_at(call, deadly)
            try:
                write_epoch(run, 2)
            except Killed:
                died = True
        for named in (run.path, run.model):
            epoch = ModelCard.read(named).best_epoch
            assert (model_folder(named) / WEIGHTS_FILE).read_text() == str(epoch)
        seen.add(epoch)
        write_epoch(run, 3)
        assert ModelCard.read(run.path).best_epoch == 3
        assert [path.name for path in run.path.iterdir() if path.name.startswith("model")] == [
            "model"
        ]
        if not died:
            break
    assert not died
    assert seen == {1, 2}


@pytest.mark.parametrize("minute_is_over", [True, False])
def test_a_killed_epoch_goes_on_where_its_last_minute_ended(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, minute_is_over: bool
) -> None:
    whole = list(train(SMALL, dataset, RunFolder(tmp_path / "whole"), Control()))
    seconds = -1.0 if minute_is_over else 1e9
    monkeypatch.setattr("shoeclassifier_gui.learn.training.work._SAVE_EVERY_S", seconds)
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    told: list[TrainEvent] = []
    steps = 0
    while steps < 3:
        told.append(next(events))
        steps += isinstance(told[-1], StepsFinished) and told[-1].epoch == 2
    events.close()  # type: ignore[attr-defined]
    kept = load_progress(run.last_checkpoint)
    assert kept.epoch == 1
    assert kept.step == (2 if minute_is_over else 0)
    rest = list(resume(run, dataset, Control()))
    assert numbers(told) + numbers(rest) == numbers(whole)
