"""The recommendation for five planted sets, and what plans cost on this machine."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import read_picture
from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.plan_costs import CostMemory
from shoeclassifier_gui.core.runs.recommendation import (
    Case,
    LookProgress,
    PlanEstimate,
    PlanReport,
    WarningKind,
)
from shoeclassifier_gui.learn.advice.planning import estimate_events, plan_events
from shoeclassifier_gui.learn.computing.device import Device, card_bytes
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore
from tests.learn.small import SMALL
from tests.learn.test_other_models import write_model

_SIDE = 96
Read = Callable[[Path], Dataset]
Events = Iterator[LookProgress | PlanReport]


@pytest.fixture(autouse=True)
def _one_way_to_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(network: Classifier, device: Device, *rest: object, **how: object) -> Execution:
        assert network is not None
        assert rest
        assert how
        return Execution(device, "float32", channels_last=False)

    monkeypatch.setattr("shoeclassifier_gui.learn.training.setting_up.fastest_execution", plain)


@pytest.fixture
def store(test_data: Path) -> WeightsStore:
    return WeightsStore([test_data / "weights"])


def write(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imencode(path.suffix, picture)[1].tofile(str(path))


def plant_photographs(source: Path, folder: Path, classes: int, each: int) -> Path:
    for kind in sorted(path for path in source.iterdir() if path.is_dir())[:classes]:
        for path in sorted(kind.iterdir())[:each]:
            target = folder / kind.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return folder


def plant_textures(folder: Path, each: int) -> Path:
    """Classes of noise over clouds of any colour, that only the noise's strength tells apart."""
    random = np.random.default_rng(0)
    for kind in range(3):
        for number in range(each):
            noise = random.normal(size=(_SIDE, _SIDE, 3)) * (14 + 5 * kind)
            few = random.uniform(58, 198, (5, 5, 3))
            clouds = cv2.resize(few, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
            picture = (noise + clouds).clip(0, 255).astype(np.uint8)
            write(folder / f"grain {kind}" / f"{number}.png", picture)
    return folder


def plant_leak(source: Path, folder: Path) -> Path:
    """What is validated with was learned from, only smaller."""
    plain = plant_photographs(source, folder / "train", 2, 12)
    for path in sorted(plain.rglob("*.jpg")):
        picture = cv2.cvtColor(read_picture(path), cv2.COLOR_RGB2BGR)
        smaller = cv2.resize(picture, None, fx=0.9, fy=0.9, interpolation=cv2.INTER_AREA)
        write(folder / "val" / path.parent.name / f"{path.stem}.png", np.asarray(smaller))
    return folder


def first_report(dataset: Dataset, store: WeightsStore, **asked: str) -> PlanReport:
    """The recommendation, before anything is timed."""
    events: Events = plan_events(dataset, TrainConfig(**asked), Control(), store)  # type: ignore[arg-type]
    report = next(event for event in events if isinstance(event, PlanReport))
    events.close()  # type: ignore[attr-defined]
    return report


def test_few_photographs_want_a_new_last_layer(
    test_data: Path, tmp_path: Path, read: Read, store: WeightsStore
) -> None:
    folder = plant_photographs(test_data / "data" / "flowers5", tmp_path / "few", 3, 20)
    report = first_report(read(folder), store)
    said, ratios = report.recommendation, report.facts.ratios
    assert ratios is not None
    assert ratios.pictures > 0.75 * ratios.things
    assert said.case is Case.SMALL_SIMILAR
    assert (said.config.plan, said.config.cut) == ("fast", None)
    assert said.config.backbone == "squeezenet1_1"  # The only one whose weights are here.
    assert "So your pictures are like the photographs" in " ".join(said.reasons)


def test_many_photographs_want_fine_tuning(
    test_data: Path, tmp_path: Path, read: Read, store: WeightsStore
) -> None:
    folder = plant_photographs(test_data / "data" / "flowers5", tmp_path / "many", 2, 290)
    said = first_report(read(folder), store).recommendation
    assert said.case is Case.LARGE_SIMILAR
    assert said.config.plan == "best"
    assert "there are enough of them" in said.reasons[-1]


@pytest.mark.parametrize(
    ("each", "case"),
    [*((few, Case.SMALL_DIFFERENT) for few in (20, 40, 60, 100)), (290, Case.LARGE_DIFFERENT)],
)
def test_textures_are_of_another_kind(
    tmp_path: Path, read: Read, store: WeightsStore, each: int, case: Case
) -> None:
    report = first_report(read(plant_textures(tmp_path / "textures", each)), store)
    config = report.recommendation.config
    assert report.recommendation.case is case
    assert "they are far from the photographs" in " ".join(report.recommendation.reasons)
    assert report.facts.ratios is not None
    assert report.facts.ratios.pictures < 0.5 * report.facts.ratios.things
    if case is Case.SMALL_DIFFERENT:
        assert config.cut == report.facts.best_cut
        assert config.plan == "fast"
    else:
        assert (config.plan, config.freeze) == ("best", 0)


def test_a_leak_is_warned_of(
    test_data: Path, tmp_path: Path, read: Read, store: WeightsStore
) -> None:
    folder = plant_leak(test_data / "data" / "flowers5", tmp_path / "leak")
    report = first_report(read(folder), store)
    assert report.facts.leak > 0.9
    assert WarningKind.LEAK in {warning.kind for warning in report.recommendation.warnings}


def test_without_weights_scratch_is_recommended_and_timed(dataset: Dataset, tmp_path: Path) -> None:
    *_, last = plan_events(dataset, TrainConfig(), Control(), WeightsStore([tmp_path]))
    assert isinstance(last, PlanReport)
    assert last.recommendation.case is Case.NO_WEIGHTS
    assert last.recommendation.config.weights == SCRATCH
    assert "vgg16" in last.recommendation.warnings[0].sentence
    (estimate,) = last.estimates
    assert estimate.plan == "balanced"
    assert 0 < estimate.first_model_s < estimate.total_s
    assert estimate.memory > 4 * 14_000_000  # At least the weights.


def test_a_plan_that_cannot_be_run_is_left_out(dataset: Dataset, tmp_path: Path) -> None:
    """Some layers of the deeper network know nothing: a head alone would not do."""
    write_model(tmp_path / "a", TrainConfig(backbone="vgg11"), dataset.classes)
    asked = TrainConfig(weights=str(tmp_path / "a"), backbone="vgg13")
    *_, last = plan_events(dataset, asked, Control(), WeightsStore([tmp_path]))
    assert isinstance(last, PlanReport)
    assert {estimate.plan for estimate in last.estimates} == {"balanced", "best"}
    assert last.recommendation.config.plan != "fast"
    assert (last.facts.separations, last.facts.ratios) == ((), None)
    assert "some of its layers know nothing" in last.recommendation.reasons[1]


def test_longer_plans_cost_more_and_the_first_model_comes_early(
    test_data: Path, tmp_path: Path, read: Read, store: WeightsStore
) -> None:
    dataset = read(plant_photographs(test_data / "data" / "zappos3", tmp_path / "small", 2, 12))
    *_, last = plan_events(dataset, TrainConfig(), Control(), store)
    assert isinstance(last, PlanReport)
    fast, balanced, best = last.estimates
    assert fast.total_s < balanced.total_s < best.total_s
    assert fast.freeze > balanced.freeze
    assert last.knobs()["freeze"] == fast.freeze == last.facts.convolutions
    assert fast.disk < balanced.disk < best.disk
    assert fast.memory <= balanced.memory < best.memory
    assert balanced.first_model_s < balanced.total_s


def test_the_memory_holds_the_look_of_the_frozen_layers(
    test_data: Path, tmp_path: Path, read: Read, store: WeightsStore
) -> None:
    dataset = read(plant_photographs(test_data / "data" / "zappos3", tmp_path / "small", 2, 6))
    found = {}
    for size in (64, 128):
        config = TrainConfig(backbone="squeezenet1_1", plan="fast", image_size=size)
        first = next(iter(estimate_events(dataset, config, Control(), store)))
        found[size] = first.memory
    # Sixteen pictures between two layers of 64 channels of half the side, in 32 bits.
    for size, memory in found.items():
        assert memory > 16 * 2 * 64 * (size // 2 - 1) ** 2 * 4
    assert found[128] > 2 * found[64]


def estimates(dataset: Dataset, costs: CostMemory, **knobs: object) -> dict[str, PlanEstimate]:
    config = dataclasses.replace(SMALL, **knobs)  # type: ignore[arg-type]
    found = estimate_events(dataset, config, Control(), WeightsStore([]), costs)
    return {each.plan: each for each in found}


def test_estimates_follow_every_knob_that_costs(dataset: Dataset) -> None:
    costs = CostMemory()
    usual = estimates(dataset, costs)
    assert usual.keys() == {"balanced"}  # From scratch the other plans make no sense.
    before = len(costs.stages), len(costs.plans)
    cheap = estimates(dataset, costs, learning_rate=0.3, watch="macro_f1", epochs=30)["balanced"]
    assert (len(costs.stages), len(costs.plans)) == before  # What costs nothing is not timed again.
    short = usual["balanced"]
    assert 5 < (cheap.total_s - short.first_model_s) / short.total_s < 12
    assert cheap.disk == short.disk
    large = estimates(dataset, costs, image_size=128)["balanced"]
    assert large.disk > short.disk
    assert large.memory > short.memory
    assert large.total_s > short.total_s


def test_a_run_that_goes_on_from_a_model_has_it_before_the_first_epoch(
    dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(tmp_path / "run")
    list(train(dataclasses.replace(SMALL, epochs=1), dataset, run, Control()))
    known = estimates(dataset, CostMemory(), weights=str(run.model), epochs=1)["balanced"]
    assert known.first_model_s < known.total_s


def test_a_reproducible_run_is_estimated_as_it_will_compute(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the way that is fastest just now."""
    monkeypatch.delattr("shoeclassifier_gui.learn.training.setting_up.fastest_execution")
    assert estimates(dataset, CostMemory(), reproducible=True, device="cpu")
    with pytest.raises(NameError):
        estimates(dataset, CostMemory(), device="cpu")


def test_folds_take_time_but_no_measurement(dataset: Dataset) -> None:
    costs = CostMemory()
    usual = estimates(dataset, costs, epochs=20)["balanced"]
    before = len(costs.stages), len(costs.plans)
    folded = estimates(dataset, costs, epochs=20, folds=5)["balanced"]
    assert (len(costs.stages), len(costs.plans)) == before
    # Five folds learn from four fifths each, before the training of the model that is kept.
    assert 4.5 < folded.total_s / usual.total_s < 6.5
    assert folded.first_model_s > 0.75 * folded.total_s  # Folds leave no model.
    assert folded.disk == usual.disk


def test_folds_share_what_the_frozen_layers_saw(dataset: Dataset) -> None:
    costs = CostMemory()
    usual = estimates(dataset, costs, epochs=2, freeze=5, views=2)["balanced"]
    (cost,) = costs.plans.values()
    (begin,) = cost.stages
    folded = estimates(dataset, costs, epochs=2, freeze=5, views=2, folds=5)["balanced"]
    train, val = len(dataset.of_split(Split.TRAIN)), len(dataset.of_split(Split.VAL))
    learning = 2 * (begin.learning * train + begin.validating * val)
    answering = (begin.looking + begin.validating) * (train + val)
    decoding = costs.decoding[32] * (train + val)
    further = folded.total_s - usual.total_s
    assert further == pytest.approx(4 * learning + answering + decoding)


@pytest.mark.parametrize(("flips", "views"), [(True, 10), (False, 5)])
def test_as_many_views_are_reckoned_with_as_there_are(
    dataset: Dataset, flips: bool, views: int
) -> None:
    costs = CostMemory()
    one = estimates(dataset, costs, flips=flips)["balanced"]
    several = estimates(dataset, costs, flips=flips, test_crops=10)["balanced"]
    (cost,) = costs.plans.values()
    answer = cost.stages[0].looking + cost.stages[0].validating
    count = views * len(dataset.of_split(Split.VAL))
    assert several.total_s - one.total_s == pytest.approx(count * answer)


def test_the_disk_is_that_of_pictures_views_and_checkpoints(
    dataset: Dataset, tmp_path: Path
) -> None:
    config = dataclasses.replace(SMALL, freeze=5, views=2, epochs=2, average=0.9)
    costs = CostMemory()
    (told,) = estimate_events(dataset, config, Control(), WeightsStore([]), costs)
    run = RunFolder(tmp_path / "run")
    list(train(config, dataset, run, Control()))
    kept = run.last_checkpoint.stat().st_size + run.best_checkpoint.stat().st_size
    assert told.kept == pytest.approx(kept, rel=0.05)
    plain = estimates(dataset, costs, epochs=2, average=0.9)["balanced"]
    count = len(dataset.items)
    assert told.disk - told.kept > plain.disk - plain.kept  # Remembered views.
    assert plain.disk - plain.kept == pytest.approx(count * 3 * 40**2, rel=0.5)


def test_a_stop_ends_the_look(dataset: Dataset, tmp_path: Path) -> None:
    control = Control()
    events = plan_events(dataset, TrainConfig(), control, WeightsStore([tmp_path]))
    assert isinstance(next(events), LookProgress)
    control.stop()
    with pytest.raises(Stopped):
        list(events)


@pytest.mark.parametrize("free", [1_000_000_000, 70_000_000_000])
def test_a_batch_suits_the_card_and_not_what_others_leave_of_it(
    monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _device: "Card")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (free, 80_000_000_000))
    memory = card_bytes("cuda")
    assert settle_basics(TrainConfig(), 5000, memory).batch_size == 64
