"""What a run remembers of its pictures: views, their turns, and small maps."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, NoticeGiven
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.remembering.sources import (
    Pictures,
    RememberedActivations,
    activations_folder,
)
from shoeclassifier_gui.learn.training.plan import settle
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore
from tests.learn.small import SMALL

COUNT = 40
SMALL_EPOCHS = 3
VIEWS = 4


@pytest.fixture
def config(tmp_path: Path) -> TrainConfig:
    """Of a run with frozen layers."""
    torch.manual_seed(0)
    path = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), path)
    return dataclasses.replace(SMALL, weights=str(path), epochs=SMALL_EPOCHS)


def remembered(config: TrainConfig, dataset: Dataset) -> RememberedActivations:
    """A source over made-up pictures of another content each."""
    preprocessing = Preprocessing(64)
    shape = (COUNT, *[preprocessing.square_side] * 2, 3)
    squares = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    digests = tuple(content_digest(square.tobytes()) for square in squares)
    pictures = Pictures(Squares(squares), digests, preprocessing, Augmentation.of(config))
    execution = Execution(choose_device("cpu"), "float32", channels_last=False)
    plan = settle(dataclasses.replace(config, freeze=8), dataset, WeightsStore())
    execution.place(plan.classifier)
    return RememberedActivations(pictures, plan.classifier.eval(), execution, views=VIEWS)


def rows(source: RememberedActivations, epoch: int) -> torch.Tensor:
    list(source.look(range(COUNT), epoch, Control()))
    return source.changed(range(COUNT), epoch, torch.Generator())


def test_every_epoch_shows_all_views_and_every_picture_comes_in_each_of_its_own(
    config: TrainConfig, dataset: Dataset
) -> None:
    """Epochs of plain pictures among others would make the training loss go up and down."""
    source = remembered(config, dataset)
    list(source.look(range(COUNT), None, Control()))
    plain = source.plain(range(COUNT))
    epochs = [rows(source, epoch) for epoch in range(VIEWS)]
    for seen in epochs:
        as_it_is = (seen == plain).flatten(1).all(dim=1).float().mean()
        assert as_it_is == 1 / VIEWS
    for place in range(COUNT):
        shown = {tuple(seen[place].flatten().tolist()) for seen in epochs}
        assert len(shown) == VIEWS
    again = [rows(source, epoch) for epoch in range(VIEWS, 2 * VIEWS)]
    different = {tuple(seen.flatten().tolist()) for seen in (*epochs, *again)}
    assert len(different) == 2 * VIEWS, "every k-th epoch shows the same"
    assert torch.equal(rows(source, 0), epochs[0])


def test_what_is_still_to_be_looked_at_is_what_is_looked_at(
    config: TrainConfig, dataset: Dataset
) -> None:
    source = remembered(config, dataset)
    list(source.look(range(COUNT), None, Control()))
    for epochs in (range(2), range(2, 9)):
        foretold = source.still_to_look_at(range(COUNT), epochs)
        looks = [list(source.look(range(COUNT), epoch, Control())) for epoch in epochs]
        assert foretold == sum(events[-1].done for events in looks if events) > 0


@pytest.mark.parametrize("channels_last", [True, False])
def test_the_smallest_pictures_are_remembered_in_either_memory_order(
    dataset: Dataset,
    config: TrainConfig,
    tmp_path: Path,
    channels_last: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Behind the frozen layers their maps have one place."""
    execution = Execution(choose_device("cpu"), "float32", channels_last)
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.training.setting_up.fastest_execution", lambda *_, **__: execution
    )
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert sum(isinstance(event, EpochFinished) for event in events) == 1 + SMALL_EPOCHS


def on_disk() -> int:
    return sum(file.stat().st_size for file in activations_folder().rglob("*.rows"))


def test_runs_that_differ_in_their_random_changes_share_the_budget(
    dataset: Dataset, config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other runs remembered makes room for this one, though it lies in the same folder."""
    config = dataclasses.replace(config, epochs=2, views=2, freeze=8)
    sizes = []
    for number, illumination in enumerate((0.1, 0.2, 0.3)):
        run = RunFolder(tmp_path / str(number))
        changed = dataclasses.replace(config, illumination=illumination)
        events = list(train(changed, dataset, run, Control()))
        assert not any("room" in e.sentence for e in events if isinstance(e, NoticeGiven))
        sizes.append(on_disk())
        if number == 0:
            monkeypatch.setattr(
                "shoeclassifier_gui.learn.remembering.feeding._BUDGET", int(1.05 * sizes[0])
            )
    assert max(sizes) <= 1.05 * sizes[0]


def test_a_run_under_way_keeps_what_it_remembered(
    dataset: Dataset, config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(config, epochs=3, views=2, freeze=8)
    alone = list(train(config, dataset, RunFolder(tmp_path / "alone"), Control()))
    budget = "shoeclassifier_gui.learn.remembering.feeding._BUDGET"
    monkeypatch.setattr(budget, int(1.05 * on_disk()))
    run, others = train(config, dataset, RunFolder(tmp_path / "run"), Control()), []
    events = []
    for event in run:
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch == 2:
            other = dataclasses.replace(config, illumination=0.9)
            others = list(train(other, dataset, RunFolder(tmp_path / "other"), Control()))
    assert [e.train_loss for e in events if isinstance(e, EpochFinished)] == [
        e.train_loss for e in alone if isinstance(e, EpochFinished)
    ]
    assert any("room" in e.sentence for e in others if isinstance(e, NoticeGiven))


def notices(config: TrainConfig, dataset: Dataset, folder: Path) -> str:
    events = train(config, dataset, RunFolder(folder), Control())
    return " ".join(event.sentence for event in events if isinstance(event, NoticeGiven))


def test_a_budget_for_one_view_switches_random_changes_off_and_says_so(
    dataset: Dataset, config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(config, epochs=1, views=1, freeze=8)
    assert "random changes of the settings are not used" in notices(
        config, dataset, tmp_path / "one"
    )
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.remembering.feeding._BUDGET", int(1.2 * on_disk())
    )
    said = notices(dataclasses.replace(config, views=3), dataset, tmp_path / "three")
    assert "room for 1 remembered view" in said
    assert "random changes are not used" in said
    plain = {"flips": False, "crops": False, "illumination": 0.0, "deformation": 0.0}
    config = dataclasses.replace(config, **plain)  # type: ignore[arg-type]
    assert "random changes" not in notices(config, dataset, tmp_path / "plain")


@pytest.mark.parametrize(("strength", "said"), [(0.3, False), (0.9, True)])
def test_the_head_alone_says_that_it_uses_no_random_changes_to_whoever_asked_for_some(
    dataset: Dataset, config: TrainConfig, strength: float, said: bool
) -> None:
    fast = dataclasses.replace(config, plan="fast", epochs=None, illumination=strength)
    notices = settle(fast, dataset, WeightsStore()).notices
    assert any("not used" in sentence for sentence in notices) is said
