"""Training as users meet it: events, files, stop, resume, and the true VGG16."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import (
    DatasetError,
    RunError,
    WeightsError,
)
from shoeclassifier_gui.core.pictures import read_picture
from shoeclassifier_gui.core.runs.config import Optimizer, TrainConfig
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    NoticeGiven,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.training.run import resume, train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore
from tests.learn.small import SMALL


def numbers(events: list[TrainEvent]) -> list[tuple[float, ...]]:
    return [
        (e.epoch, e.train_loss, e.train_accuracy, e.val_loss, e.val_accuracy)
        for e in events
        if isinstance(e, EpochFinished)
    ]


def stop_after(steps: int, control: Control, events: Iterator[TrainEvent]) -> list[TrainEvent]:
    seen = []
    for event in events:
        seen.append(event)
        if isinstance(event, StepsFinished) and event.step >= steps:
            control.stop()
    return seen


@pytest.fixture(autouse=True)
def _report_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.training.training._REPORT_EVERY_S", 0.0)


def test_events_come_in_order_and_the_folder_is_complete(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    events = list(train(SMALL, dataset, run, Control()))
    kinds = [type(e).__name__ for e in events if not isinstance(e, StepsFinished | NoticeGiven)]
    work = [kind for kind in kinds if kind != "Preparing"]
    assert work == ["RunStarted", *["EpochFinished"] * 3, "GuardianSpoke", "RunFinished"]
    started = next(e for e in events if isinstance(e, RunStarted))
    steps = [e for e in events if isinstance(e, StepsFinished)]
    assert steps[-1].step == 3 * started.steps_per_epoch
    assert sum(len(e.losses) for e in steps) == 3 * started.steps_per_epoch
    assert steps[-1].seconds_left < steps[0].seconds_left
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.scores is not None
    assert finished.scores.count == len(dataset.of_split(Split.VAL))
    best = max(e.val_accuracy for e in events if isinstance(e, EpochFinished))
    assert finished.scores.accuracy == pytest.approx(best)
    names = {
        path.relative_to(run.path).as_posix() for path in run.path.rglob("*") if path.is_file()
    }
    assert names == {
        "config.json", "events.jsonl", "curves.csv", "scores.json", "splits.csv",
        "last.safetensors", "best.safetensors", "model/model.json", "model/model.safetensors",
        "model/README.md", "model/splits.csv", "lock",
    }  # fmt: skip
    assert run.curves_file.read_text().count("\n") == 4
    assert [e["event"] for e in run.events()][-1] == "run_finished"
    assert run.finished
    assert list_runs(tmp_path)[0].path == run.path


@pytest.mark.parametrize("steps", [1, 4, 6, 9])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_resumed_run_gives_the_numbers_of_an_uninterrupted_one(
    dataset: Dataset, tmp_path: Path, steps: int, optimizer: Optimizer
) -> None:
    config = dataclasses.replace(SMALL, optimizer=optimizer)
    whole = list(train(config, dataset, RunFolder(tmp_path / "whole"), Control()))
    run, control = RunFolder(tmp_path / "run"), Control()
    first = stop_after(steps, control, train(config, dataset, run, control))
    assert isinstance(first[-1], RunFinished)
    assert first[-1].reason == "stopped"
    assert not run.finished
    second = list(resume(run, dataset, Control()))
    assert numbers(first) + numbers(second) == numbers(whole)
    assert run.curves_file.read_text().count("\n") == 4
    recorded = [e for e in run.events() if e["event"] == "epoch_finished"]
    assert [e["epoch"] for e in recorded] == [1, 2, 3]


@pytest.mark.parametrize("channels_last", [True, False])
def test_a_resumed_run_is_exact_in_either_memory_order(
    dataset: Dataset, tmp_path: Path, channels_last: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fused optimizers read raw memory: restored moments must lie as their weights do."""
    execution = Execution(choose_device("cpu"), "float32", channels_last)
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.training.setting_up.fastest_execution", lambda *_, **__: execution
    )
    whole = list(train(SMALL, dataset, RunFolder(tmp_path / "whole"), Control()))
    run, control = RunFolder(tmp_path / "run"), Control()
    first = stop_after(5, control, train(SMALL, dataset, run, control))
    second = list(resume(run, dataset, Control()))
    assert numbers(first) + numbers(second) == numbers(whole)


def test_stopped_in_the_first_epoch_there_is_no_model_but_a_way_on(
    dataset: Dataset, tmp_path: Path
) -> None:
    run, control = RunFolder(tmp_path / "run"), Control()
    last = stop_after(1, control, train(SMALL, dataset, run, control))[-1]
    assert isinstance(last, RunFinished)
    assert last.model is None
    assert run.last_checkpoint.is_file()
    assert not run.model.exists()


def test_a_killed_run_goes_on_from_its_last_epoch(dataset: Dataset, tmp_path: Path) -> None:
    whole = list(train(SMALL, dataset, RunFolder(tmp_path / "whole"), Control()))
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    for event in events:  # Dies in the middle of the second epoch, without a word.
        if isinstance(event, StepsFinished) and event.epoch == 2:
            break
    events.close()  # type: ignore[attr-defined]
    second = list(resume(run, dataset, Control()))
    assert numbers(second) == numbers(whole)[1:]


def test_a_run_without_a_checkpoint_begins_again(dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    next(event for event in events if isinstance(event, StepsFinished))
    events.close()  # type: ignore[attr-defined]
    again = list(resume(run, dataset, Control()))
    assert len(numbers(again)) == 3
    said = [event.sentence for event in again if isinstance(event, NoticeGiven)]
    assert said[0] == "The run had no checkpoint yet: it begins again with its settings."
    steps = [event["step"] for event in run.events() if event["event"] == "steps_finished"]
    assert steps == sorted(set(steps)), "What was begun in vain is not told twice."


def test_resuming_over_changed_pictures_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    run, control = RunFolder(tmp_path / "run"), Control()
    stop_after(1, control, train(SMALL, dataset, run, control))
    first, rest = dataset.items[0], dataset.items[1:]
    for items, said in (
        ((first._replace(digest="another"), *rest), "has changed"),
        (rest, "was removed"),
    ):
        changed = dataclasses.replace(dataset, items=items)
        with pytest.raises(RunError, match=f"{first.relative} {said} since the run began"):
            list(resume(run, changed, Control()))


def test_a_damaged_checkpoint_is_a_sentence(dataset: Dataset, tmp_path: Path) -> None:
    run, control = RunFolder(tmp_path / "run"), Control()
    stop_after(1, control, train(SMALL, dataset, run, control))
    run.last_checkpoint.write_bytes(run.last_checkpoint.read_bytes()[:1000])
    with pytest.raises(RunError, match="damaged"):
        list(resume(run, dataset, Control()))


def test_a_run_without_its_best_weights_does_not_go_on(dataset: Dataset, tmp_path: Path) -> None:
    """What it learns from there on would be called the best, and the run finished."""
    run = RunFolder(tmp_path / "run")
    events = train(SMALL, dataset, run, Control())
    next(event for event in events if isinstance(event, StepsFinished) and event.epoch == 2)
    events.close()  # type: ignore[attr-defined]
    run.best_checkpoint.unlink()
    for _ in range(2):
        with pytest.raises(RunError, match="best weights of the run are missing"):
            list(resume(run, dataset, Control()))
    assert not run.finished


def test_eight_pictures_are_learned_by_heart(
    tmp_path: Path, read: Callable[[Path], Dataset]
) -> None:
    random = np.random.default_rng(0)
    for name in ("a", "b"):
        for part, count in (("train", 4), ("val", 2)):
            (tmp_path / part / name).mkdir(parents=True)
            for index in range(count):
                noise = random.integers(0, 255, (64, 64, 3), np.uint8)
                Image.fromarray(noise).save(tmp_path / part / name / f"{index}.png")
    config = TrainConfig(
        backbone="vgg11_bn", weights="none", image_size=32, epochs=40, patience=0, dropout=0,
        flips=False, crops=False, illumination=0, deformation=0, schedule="constant",
    )  # fmt: skip
    events = list(train(config, read(tmp_path), RunFolder(tmp_path / "run"), Control()))
    assert numbers(events)[-1][2] == 1.0


def test_vgg16_itself_is_trained_saved_loaded_and_asked(dataset: Dataset, tmp_path: Path) -> None:
    """The real shapes at 224 px, with random weights in a file: 10 layers frozen, 3 learn."""
    from safetensors.torch import load_file, save_file

    from shoeclassifier_gui.learn.networks.backbones import build_backbone, empty_network

    blocks = build_backbone("vgg16").blocks
    names = [n for n in empty_network("vgg16").state_dict() if n.startswith("features.")]
    weights = dict(zip(names, blocks.state_dict().values(), strict=True))
    save_file(weights, tmp_path / "vgg16-random.safetensors")
    store = WeightsStore([tmp_path])
    few = [*dataset.of_split(Split.TRAIN)[::8], *dataset.of_split(Split.VAL)[::6]]
    config = TrainConfig(epochs=1, batch_size=4)
    run = RunFolder(tmp_path / "run")
    small = dataclasses.replace(dataset, items=tuple(few))
    events = list(train(config, small, run, Control(), store))
    assert isinstance(events[-1], RunFinished)
    settled, _ = run.read_config()
    assert (settled.backbone, settled.freeze, settled.image_size) == ("vgg16", 10, 224)
    predictor = Predictor.load(run.model)
    before = dict(zip(predictor.classifier.blocks.state_dict(), weights.values(), strict=True))
    # The best epoch may well be the one before the blocks learn; the last tells what they learned.
    last = load_file(run.last_checkpoint)
    learned = {name: last[f"network.blocks.{name}"] for name in before}
    changed = {name for name in learned if not learned[name].equal(before[name])}
    assert changed == {name for name in learned if int(name.split(".")[0]) >= 10}
    picture = read_picture(few[0].path)
    one = predictor.classify([picture])
    assert one.shape == (1, 5)
    assert one.sum() == pytest.approx(1, abs=1e-4)
    assert ModelCard.read(run.path).classes == dataset.classes


def test_early_stopping_ends_a_run_without_gain(dataset: Dataset, tmp_path: Path) -> None:
    config = dataclasses.replace(SMALL, epochs=30, learning_rate=1e-7, patience=2)
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].reason == "no_gain"
    assert len(numbers(events)) < 30


def test_what_cannot_be_trained_is_refused_before_anything_is_written(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    one_class = dataclasses.replace(dataset, classes=("boot",), items=dataset.items[:24])
    with pytest.raises(DatasetError):
        list(train(SMALL, one_class, run, Control()))
    with pytest.raises(WeightsError, match="Three ways on"):
        list(train(TrainConfig(), dataset, run, Control(), WeightsStore([tmp_path])))
    small = dataclasses.replace(SMALL, backbone="alexnet")
    with pytest.raises(RunError, match="63 px"):
        list(train(small, dataset, run, Control()))
    with pytest.raises(RunError, match="not known"):
        list(train(dataclasses.replace(SMALL, backbone="vgg99"), dataset, run, Control()))
    deep = dataclasses.replace(SMALL, backbone="vgg16", freeze=14)
    with pytest.raises(RunError, match="13 convolution layers"):
        list(train(deep, dataset, run, Control()))
    assert not run.path.exists()


def test_a_taken_folder_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").touch()
    with pytest.raises(RunError, match="is taken"):
        list(train(SMALL, dataset, RunFolder(tmp_path / "run"), Control()))


def test_a_freeze_depth_inside_a_block_is_rounded_down_and_said(
    dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(SMALL, freeze=6, epochs=1)
    run = RunFolder(tmp_path / "run")
    events = list(train(config, dataset, run, Control()))
    assert any("the first 4 layers" in e.sentence for e in events if isinstance(e, NoticeGiven))
    assert json.loads(run.config_file.read_text())["freeze"] == 4


def test_the_smallest_last_batch_does_not_break_normalisation(
    dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(SMALL, batch_size=len(dataset.of_split(Split.TRAIN)) - 1)
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert len(numbers(events)) == 3
