"""The three plans: a model in seconds, better ones after it, nothing computed twice."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import RunError, StorageError
from shoeclassifier_gui.core.preprocessing import CORNER
from shoeclassifier_gui.core.runs.config import Head, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    NoticeGiven,
    Preparation,
    Preparing,
    RunFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.model_card import CARD_FILE, ModelCard
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.remembering.activations import ActivationStore
from shoeclassifier_gui.learn.training.checkpoints import load_progress, load_start
from shoeclassifier_gui.learn.training.plan import settle
from shoeclassifier_gui.learn.training.run import resume, train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore
from tests.learn.test_run import numbers, stop_after


def unchanged(config: TrainConfig) -> TrainConfig:
    return dataclasses.replace(config, flips=False, crops=False, illumination=0.0, deformation=0.0)


def looked(events: list[TrainEvent]) -> int:
    """How many pictures the frozen layers looked at."""
    counts = [e for e in events if isinstance(e, Preparing) and e.what is Preparation.VIEWS]
    return sum(event.total for event in counts if event.done == event.total)


def test_fast_gives_a_model_without_an_epoch(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(pretrained, plan="fast", epochs=None)
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    epochs = [event for event in events if isinstance(event, EpochFinished)]
    assert [event.epoch for event in epochs] == [0]
    assert epochs[0].train_accuracy > 1.5 / len(dataset.classes)
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.model is not None
    assert finished.reason == "done"
    assert Predictor.load(finished.model).card.classes == dataset.classes


@pytest.mark.parametrize("plan", ["balanced", "best"])
def test_the_first_model_comes_before_the_first_epoch_and_can_be_used(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, plan: PlanName
) -> None:
    config = dataclasses.replace(pretrained, plan=plan, test_crops=1)
    events = train(config, dataset, RunFolder(tmp_path / "run"), Control())
    seen: list[TrainEvent] = []
    for event in events:
        seen.append(event)
        if isinstance(event, FirstModelReady):
            assert Predictor.load(event.model).card.best_epoch == 0
    kinds = [type(e) for e in seen if isinstance(e, EpochFinished | FirstModelReady | RunFinished)]
    assert kinds == [EpochFinished, FirstModelReady, *[EpochFinished] * 3, RunFinished]
    best = max(event.val_accuracy for event in seen if isinstance(event, EpochFinished))
    finished = seen[-1]
    assert isinstance(finished, RunFinished)
    assert finished.scores is not None
    assert finished.scores.accuracy == pytest.approx(best)


@pytest.mark.parametrize("head", ["pool", "dense"])
def test_a_dense_layer_learns_from_its_own_start_after_the_first_model(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, head: Head
) -> None:
    config = dataclasses.replace(pretrained, head=head, average=0.9)
    run = RunFolder(tmp_path / "run")
    fresh = settle(config, dataset, WeightsStore()).classifier.head.state_dict()
    events = train(config, dataset, run, Control())
    next(event for event in events if isinstance(event, FirstModelReady))
    kept, going_on = load_file(run.best_checkpoint), load_file(run.last_checkpoint)
    goes_on_from_it = [kept[f"head.{n}"].equal(going_on[f"network.head.{n}"]) for n in fresh]
    begins_anew = [tensor.equal(going_on[f"network.head.{n}"]) for n, tensor in fresh.items()]
    assert all(goes_on_from_it) is (head == "pool")
    assert all(begins_anew) is (head == "dense")
    average = {n: t for n, t in going_on.items() if n.startswith("average.head.")}
    assert average
    names = {name: f"network{name.removeprefix('average')}" for name in average}
    assert all(tensor.equal(going_on[names[name]]) for name, tensor in average.items())


def test_fast_goes_on_from_what_balanced_made(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(dataclasses.replace(pretrained, epochs=1), dataset, run, Control()))
    again = TrainConfig(plan="fast", weights=str(run.path))
    *_, finished = train(again, dataset, RunFolder(tmp_path / "again"), Control())
    assert isinstance(finished, RunFinished)
    assert finished.reason == "done"
    assert ModelCard.read(tmp_path / "again").head == "dense"


def test_a_run_from_an_earlier_model_sees_what_that_one_saw(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(dataclasses.replace(pretrained, epochs=1), dataset, run, Control()))
    card = json.loads((run.model / CARD_FILE).read_text())
    del card["preprocessing"]["share"]
    (run.model / CARD_FILE).write_text(json.dumps(card))
    plan = settle(TrainConfig(weights=str(run.path)), dataset, WeightsStore())
    assert plan.preprocessing.share == CORNER


def test_a_run_of_an_earlier_version_goes_on_as_it_began(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(dataclasses.replace(pretrained, epochs=2), dataset, run, Control()))
    tensors = load_file(run.last_checkpoint)
    with safe_open(run.last_checkpoint, framework="pt") as file:
        notes = file.metadata()
    start, progress = json.loads(notes["start"]), json.loads(notes["progress"])
    del start["origin"]["share"]
    for name in ("gained_at", "learned_gain", "learned_loss"):
        del progress[name]
    earlier = {**notes, "start": json.dumps(start), "progress": json.dumps(progress)}
    save_file(tensors, run.last_checkpoint, earlier)
    assert load_start(run.last_checkpoint).origin.share == CORNER
    read = load_progress(run.last_checkpoint)
    assert (read.gained_at, read.learned_gain) == (read.best_epoch, read.best_gain)


def test_frozen_layers_look_once_at_each_view_and_never_again(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(pretrained, views=2)
    first = list(train(config, dataset, RunFolder(tmp_path / "a"), Control()))
    pictures = len(dataset.of_split(Split.TRAIN))
    assert looked(first) == 2 * pictures + len(dataset.of_split(Split.VAL))
    again = dataclasses.replace(config, learning_rate=1e-4)
    assert looked(list(train(again, dataset, RunFolder(tmp_path / "b"), Control()))) == 0


def test_clutter_comes_from_other_pictures_of_the_step_so_nothing_is_remembered(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(pretrained, clutter=1.0, epochs=1)
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert looked(events) == 0
    assert any("Clutter" in e.sentence for e in events if isinstance(e, NoticeGiven))
    without = dataclasses.replace(config, clutter=0.0, views=0)
    plain = list(train(without, dataset, RunFolder(tmp_path / "plain"), Control()))
    assert numbers(events)[-1] != numbers(plain)[-1]


def test_remembered_activations_give_what_the_whole_network_gives(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    """One plain view and no augmentation: both ways learn from the same numbers."""
    plain = dataclasses.replace(unchanged(pretrained), views=1)
    cached = list(train(plain, dataset, RunFolder(tmp_path / "cached"), Control()))
    fresh_config = dataclasses.replace(plain, views=0)
    fresh = list(train(fresh_config, dataset, RunFolder(tmp_path / "fresh"), Control()))
    for one, other in zip(numbers(cached), numbers(fresh), strict=True):
        assert one[1] == pytest.approx(other[1], rel=0.05)  # The losses that were learned from.


@pytest.mark.parametrize("plan", ["balanced", "best"])
@pytest.mark.parametrize("steps", [1, 7])
def test_a_resumed_plan_gives_the_numbers_of_an_uninterrupted_one(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, plan: PlanName, steps: int
) -> None:
    config = dataclasses.replace(pretrained, plan=plan)
    whole = list(train(config, dataset, RunFolder(tmp_path / "whole"), Control()))
    run, control = RunFolder(tmp_path / "run"), Control()
    first = stop_after(steps, control, train(config, dataset, run, control))
    second = list(resume(run, dataset, Control()))
    assert numbers(first) + numbers(second) == numbers(whole)


def test_best_thaws_more_and_more(
    pretrained: TrainConfig,
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    depths: list[int] = []
    freeze = Classifier.freeze

    def remember(self: Classifier, frozen_blocks: int) -> None:
        depths.append(frozen_blocks)
        freeze(self, frozen_blocks)

    monkeypatch.setattr(Classifier, "freeze", remember)
    config = dataclasses.replace(pretrained, plan="best")
    list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    learned = [depth for depth in depths if depth]
    assert len(set(learned)) == 3
    assert sorted(learned, reverse=True)[:3] == learned[:3]


def test_without_room_on_the_disk_pictures_are_looked_at_anew_and_it_is_said(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.remembering.feeding._BUDGET", 1000)
    events = list(train(pretrained, dataset, RunFolder(tmp_path / "run"), Control()))
    assert any("no room" in e.sentence for e in events if isinstance(e, NoticeGiven))
    assert looked(events) == 0
    assert isinstance(events[-1], RunFinished)


def test_a_disk_that_fills_up_meanwhile_ends_the_remembering_not_the_run(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(ActivationStore, "add", full)
    events = list(train(pretrained, dataset, RunFolder(tmp_path / "run"), Control()))
    assert any("The disk is full" in e.sentence for e in events if isinstance(e, NoticeGiven))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].model is not None


@pytest.mark.parametrize("changes", [{"plan": "fast"}, {"epochs": 0}])
def test_a_head_alone_needs_weights(
    dataset: Dataset, tmp_path: Path, changes: dict[str, object]
) -> None:
    config = dataclasses.replace(TrainConfig(weights="none"), **changes)  # type: ignore[arg-type]
    with pytest.raises(RunError, match="head alone"):
        list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert not (tmp_path / "run").exists()


def test_a_run_that_goes_on_from_a_model_ends_no_worse_than_it(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path
) -> None:
    # Every picture of a shoe in training has its twin in validation: random layers tell that much.
    dataset = dataclasses.replace(
        dataset,
        items=tuple(
            item._replace(split=Split.VAL if number % 2 else Split.TRAIN)
            for number, item in enumerate(dataset.items)
        ),
    )
    first = unchanged(pretrained)
    *_, known = train(first, dataset, RunFolder(tmp_path / "known"), Control())
    assert isinstance(known, RunFinished)
    assert known.scores is not None
    assert known.scores.accuracy > 1.5 / len(dataset.classes)
    ruinous = dataclasses.replace(
        first, weights=str(known.model), epochs=1, learning_rate=1.0, optimizer="sgd",
        pretrained_rate=1.0,
    )  # fmt: skip
    run = RunFolder(tmp_path / "run")
    events = list(train(ruinous, dataset, run, Control()))
    start, epoch = (event for event in events if isinstance(event, EpochFinished))
    assert start.epoch == 0
    assert start.val_accuracy == pytest.approx(known.scores.accuracy)
    assert start.train_accuracy > 1.5 / len(dataset.classes)
    assert epoch.val_accuracy < start.val_accuracy
    assert any(isinstance(event, FirstModelReady) for event in events), "The camera can use it."
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert (finished.best_epoch, finished.scores) == (0, known.scores)
    assert Predictor.load(run.model).card.best_epoch == 0


@pytest.mark.parametrize(
    ("changes", "learning"),
    [
        ({"freeze": 7}, 18),
        ({"plan": "fast"}, 0),
        ({"plan": "fast", "freeze": 7}, 18),
        ({"epochs": 0, "freeze": 7}, 0),
    ],
)
def test_layers_are_frozen_as_the_form_shows(
    pretrained: TrainConfig, dataset: Dataset, changes: dict[str, Any], learning: int
) -> None:
    plan = settle(dataclasses.replace(pretrained, **changes), dataset, WeightsStore())
    layers = [m for m in plan.classifier.blocks.modules() if isinstance(m, nn.Conv2d)]
    assert plan.config.freeze == len(layers) - learning
