"""The searches for a rate and for settings, as the window uses them: one training at a time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import TrainEvent
from shoeclassifier_gui.core.runs.search_space import Budget, SearchSpace, parse_ranges
from shoeclassifier_gui.core.runs.sweep_events import SweepEnd
from shoeclassifier_gui.services import training as module
from shoeclassifier_gui.services.rate_search import RateSearchService
from shoeclassifier_gui.services.sweep import SweepService
from shoeclassifier_gui.services.training import TrainingService
from tests.learn.small import SMALL

SHORT = replace(SMALL, epochs=2)
SPACE = SearchSpace(SHORT, parse_ranges(["learning_rate", "dropout"]))


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(sample)


@pytest.fixture
def dataset(project: Project) -> Dataset:
    *_, last = index_project(project, Control())
    assert isinstance(last, DatasetIndexed)
    return last.dataset


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> TrainingService:
    def work(control: Control) -> Iterator[TrainEvent]:
        while True:
            control.checkpoint()
            control.sleep(0.005)
            yield from ()

    monkeypatch.setattr(module, "_Train", lambda *_: work)
    return TrainingService()


def test_a_rate_is_found_while_no_run_can_start(
    training: TrainingService,
    project: Project,
    dataset: Dataset,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.search.lr_finder.STEPS", 20)
    rates = RateSearchService(training)
    rates.start(SMALL, dataset)
    training.start(TrainConfig(), project, dataset)
    assert not training.state.active
    qtbot.waitUntil(lambda: not rates.state.active)
    result = rates.state.result
    assert result is not None
    assert result.rates[: len(rates.state.tried)] == tuple(t.rate for t in rates.state.tried)
    assert not training.busy


def test_a_rate_search_can_be_stopped(
    training: TrainingService, dataset: Dataset, qtbot: QtBot
) -> None:
    rates = RateSearchService(training)
    rates.start(SMALL, dataset)
    qtbot.waitUntil(lambda: rates.state.preparing is not None)
    rates.stop()
    qtbot.waitUntil(lambda: not rates.state.active)
    assert rates.state.result is None
    assert not training.busy


def test_settings_are_searched_stopped_and_gone_on_with(
    training: TrainingService, project: Project, dataset: Dataset, qtbot: QtBot
) -> None:
    sweep = SweepService(training)
    ended = []
    sweep.trial_finished.connect(lambda: ended.append(len(sweep.state.trials)))
    sweep.start(SPACE, project, dataset, Budget(60))
    qtbot.waitUntil(lambda: len(sweep.state.trials) == 1 and sweep.state.newest is not None)
    training.start(TrainConfig(), project, dataset)
    assert not training.state.active
    sweep.stop()
    assert sweep.state.stopping
    qtbot.waitUntil(lambda: not sweep.state.active)
    state = sweep.state
    assert state.finished is not None
    assert state.finished.reason is SweepEnd.STOPPED
    assert len(state.trials) == 2
    assert state.best in state.trials
    assert ended == [1, 2]
    qtbot.waitUntil(lambda: sweep.last is not None)
    assert sweep.last is not None
    assert sweep.last.space.ranges == SPACE.ranges
    sweep.go_on(project, dataset, Budget(60, 2))
    qtbot.waitUntil(lambda: not sweep.state.active)
    assert sweep.state.trials == state.trials


@pytest.mark.parametrize("kind", [RateSearchService, SweepService])
def test_while_a_run_is_active_no_search_begins(
    kind: type[RateSearchService | SweepService],
    training: TrainingService,
    project: Project,
    dataset: Dataset,
    qtbot: QtBot,
) -> None:
    training.start(TrainConfig(), project, dataset)
    service = kind(training)
    begin: Callable[[], None]
    if isinstance(service, RateSearchService):
        begin = lambda: service.start(SMALL, dataset)  # noqa: E731
    else:
        begin = lambda: service.start(SPACE, project, dataset, Budget(1))  # noqa: E731
    with qtbot.waitSignal(service.failed) as caught:
        begin()
    assert caught.args is not None
    assert caught.args[0].sentence == "Another training is under way."
    assert not service.state.active
    training.stop()
    qtbot.waitUntil(lambda: not training.busy)
    assert not project.sweeps.exists()
