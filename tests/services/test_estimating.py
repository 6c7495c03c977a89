"""Estimates for the knobs at hand: what is asked for is measured, once, and the newest counts."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.plan_costs import CostMemory, costly_knobs
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate
from shoeclassifier_gui.services.estimating import EstimateService
from shoeclassifier_gui.services.job import living_jobs
from tests.ui.train.desk import small_dataset


class Source(QObject):
    """Stands for library, training and planning."""

    changed = Signal()
    busy = False
    costs = CostMemory()
    possible_dataset: Dataset | None = None


class Clockwork:
    """Takes the place of the real timing: a second each epoch; waits until it is let go."""

    def __init__(self) -> None:
        self.asked: list[TrainConfig] = []
        self.hold = False

    def __call__(
        self, dataset: Dataset, config: TrainConfig, control: Control, *, costs: CostMemory
    ) -> Iterator[PlanEstimate]:
        assert dataset.items
        assert costs is Source.costs
        self.asked.append(config)
        while self.hold:
            control.sleep(0.01)
        control.checkpoint()
        seconds = float(config.epochs or 10) * (config.folds + 1)
        yield PlanEstimate(config.plan, 1.0, seconds, 1, 1, 0, 32, 1)


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clockwork = Clockwork()
    monkeypatch.setattr("shoeclassifier_gui.learn.advice.planning.estimate_events", clockwork)
    monkeypatch.setattr("shoeclassifier_gui.services.estimating._SETTLE_MS", 10)
    return clockwork


@pytest.fixture
def source(tmp_path: object) -> Source:
    source = Source()
    source.possible_dataset = small_dataset(tmp_path)  # type: ignore[arg-type]
    return source


@pytest.fixture
def service(source: Source, clockwork: Clockwork, qtbot: QtBot) -> Iterator[EstimateService]:
    assert not clockwork.asked
    yield EstimateService(source, source, source)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: not living_jobs())


def seconds(service: EstimateService) -> float:
    known = service.estimates.get("balanced")
    return known.total_s if known else 0.0


def test_an_edited_knob_brings_its_own_estimate(
    service: EstimateService, clockwork: Clockwork, qtbot: QtBot
) -> None:
    service.wish(TrainConfig())
    qtbot.waitUntil(lambda: seconds(service) == 10 and not service.busy)
    service.wish(TrainConfig(epochs=3))
    assert seconds(service) == 0.0  # That of other knobs is not shown any more.
    qtbot.waitUntil(lambda: seconds(service) == 3 and not service.busy)
    service.wish(TrainConfig(epochs=3, learning_rate=0.5, label_smoothing=0.1))
    assert not service.busy
    assert len(clockwork.asked) == 2
    service.wish(TrainConfig(epochs=3, folds=5))
    qtbot.waitUntil(lambda: seconds(service) == 18 and not service.busy)


def test_the_newest_wish_wins(service: EstimateService, clockwork: Clockwork, qtbot: QtBot) -> None:
    clockwork.hold = True
    service.wish(TrainConfig())
    qtbot.waitUntil(lambda: len(clockwork.asked) == 1)
    for epochs in (2, 3, 4):
        service.wish(TrainConfig(epochs=epochs))
    clockwork.hold = False
    qtbot.waitUntil(lambda: seconds(service) == 4 and not service.busy)
    assert [asked.epochs for asked in clockwork.asked] == [None, 4]


def test_it_waits_for_the_look_and_for_runs(
    service: EstimateService, source: Source, clockwork: Clockwork, qtbot: QtBot
) -> None:
    source.busy = True
    service.wish(TrainConfig())
    assert not service.busy
    source.busy = False
    source.changed.emit()
    clockwork.hold = True
    qtbot.waitUntil(lambda: len(clockwork.asked) == 1)
    dataset, source.possible_dataset = source.possible_dataset, None  # A run begins.
    source.changed.emit()
    qtbot.waitUntil(lambda: not living_jobs())
    assert not service.busy
    clockwork.hold = False
    source.possible_dataset = dataset
    source.changed.emit()
    qtbot.waitUntil(lambda: seconds(service) == 10)


def test_nothing_begins_anew_when_the_program_stops_it(
    service: EstimateService, clockwork: Clockwork, qtbot: QtBot
) -> None:
    clockwork.hold = True
    service.wish(TrainConfig())
    qtbot.waitUntil(lambda: len(living_jobs()) == 1)
    living_jobs()[0].stop()
    qtbot.waitUntil(lambda: not living_jobs())
    assert not service.busy
    assert seconds(service) == 0.0


def test_knobs_that_cost_nothing_are_told_from_those_that_do() -> None:
    usual = costly_knobs(TrainConfig())
    free = TrainConfig(learning_rate=0.1, seed=5, dropout=0.2, watch="loss", illumination=0.7)
    assert costly_knobs(free) == usual
    costly = (
        TrainConfig(epochs=3), TrainConfig(illumination=0.0), TrainConfig(average=0.9),
        TrainConfig(optimizer="sgd"),
    )  # fmt: skip
    assert usual not in map(costly_knobs, costly)
