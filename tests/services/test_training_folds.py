"""The training service while a check by folds is under way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    NoticeGiven,
    RunFinished,
    RunStarted,
    StepsFinished,
    Trouble,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldEvent,
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
    FoldTold,
    RunEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.folds_folder import FoldsFolder
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.services import training as module
from shoeclassifier_gui.services.training import TrainingService
from shoeclassifier_gui.services.training_state import TrainingPhase
from tests.core.dataset.tiny import read
from tests.learn.small import SMALL

SCORES = score("folds", ("a", "b"), np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]))


def started(run: Path) -> RunStarted:
    return RunStarted(run, "vgg16", "random", "CPU", ("a", "b"), 20, 4, 2, 3, 0)


def fold(number: int, run: Path) -> list[RunEvent]:
    epoch = EpochFinished(1, 1.0, 0.5, 1.1, 0.4, 2.0, best=True)
    return [
        FoldStarted(number, 12, 4, 4),
        FoldTold(number, NoticeGiven("Careful.")),
        FoldTold(number, started(run)),
        FoldTold(number, StepsFinished(1, 2, (0.5, 0.25 * number), 10.0, 3.0)),
        FoldTold(number, epoch),
        FoldFinished(number, SCORES, 6.0),
    ]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path / ".shoeclassifier")


Begin = Callable[[Callable[[Control], Iterator[RunEvent]]], TrainingService]


@pytest.fixture
def begin(project: Project, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Begin:
    def start(work: Callable[[Control], Iterator[RunEvent]]) -> TrainingService:
        monkeypatch.setattr(module, "_Train", lambda *_: work)
        service = TrainingService()
        service.start(TrainConfig(folds=2), project, Dataset(project.folder, ("a", "b"), ()))
        return service

    return start


def hold(control: Control) -> None:
    control.pause()
    control.checkpoint()


def test_a_check_from_start_to_end(project: Project, begin: Begin, qtbot: QtBot) -> None:
    run = project.runs / "r"
    result = CrossScores((SCORES, SCORES), SCORES)

    def work(control: Control) -> Iterator[RunEvent]:
        yield FoldsStarted(run, 2, ())
        yield from fold(1, run)
        yield from fold(2, run)[:4]
        hold(control)
        yield from fold(2, run)[4:]
        yield FoldsFinished(result)
        yield started(run)
        yield StepsFinished(1, 3, (0.125,), 10.0, 1.0)
        yield RunFinished(run / "model", Ending.DONE, 1, 2.0, SCORES)

    service = begin(work)
    ends: list[RunFinished] = []
    service.run_finished.connect(ends.append)
    qtbot.waitUntil(lambda: len(service.state.losses) == 2 and service.state.folds is not None)
    qtbot.waitUntil(lambda: service.state.folds is not None and len(service.state.folds.done) == 1)
    state = service.state
    assert state.folds is not None
    assert state.phase is TrainingPhase.RUNNING
    assert (state.folds.folds, state.folds.result) == (2, None)
    assert state.folds.running == FoldStarted(2, 12, 4, 4)
    assert state.losses.tolist() == [0.5, 0.5]  # Of this fold alone.
    assert state.epochs == ()
    assert state.progress == pytest.approx((1 + 2 / 6) / 3)
    assert state.folds.seconds_left(3.0) == pytest.approx(9.0)
    assert not ends
    assert service._job is not None
    service._job.control.resume()
    qtbot.waitUntil(lambda: not service.state.active)
    state = service.state
    assert state.folds is not None
    assert state.folds.result == result
    assert state.losses.tolist() == [0.125]
    assert [end.model for end in ends] == [run / "model"]
    assert [type(told.event).__name__ for told in state.told] == [
        "FoldStarted", "NoticeGiven", "FoldFinished", "FoldStarted", "FoldFinished",
        "FoldsFinished", "RunStarted", "RunFinished",
    ]  # fmt: skip


def test_what_a_fold_said_is_told_as_its_own_and_no_warning_outlives_it(
    project: Project, begin: Begin, qtbot: QtBot
) -> None:
    run = project.runs / "r"
    spoke = GuardianSpoke(Trouble.DIVERGING, "The run diverges.", {})

    def work(control: Control) -> Iterator[RunEvent]:
        yield FoldsStarted(run, 2, ())
        yield from fold(1, run)[:-1]
        yield FoldTold(1, spoke)
        hold(control)
        yield fold(1, run)[-1]
        yield from fold(2, run)
        yield FoldsFinished(CrossScores((SCORES, SCORES), SCORES))
        yield NoticeGiven("Careful.")
        yield started(run)
        yield RunFinished(run / "model", Ending.NO_GAIN, 1, 2.0, SCORES)

    service = begin(work)
    qtbot.waitUntil(lambda: service.state.warning == spoke)
    assert service._job is not None
    service._job.control.resume()
    qtbot.waitUntil(lambda: not service.state.active)
    assert service.state.warning is None
    assert not service.state.exploded
    said = [told for told in service.state.told if not isinstance(told.event, FoldEvent)]
    assert [(told.fold, told.event) for told in said[:3]] == [
        (1, NoticeGiven("Careful.")), (1, spoke), (0, NoticeGiven("Careful.")),
    ]  # fmt: skip
    assert said[-1].fold == 0


@pytest.mark.parametrize("reason", ["failed", "stopped"])
def test_a_run_that_ends_within_a_fold_is_told_to_end_there(
    project: Project, begin: Begin, qtbot: QtBot, reason: str
) -> None:
    run = project.runs / "r"

    def work(_: Control) -> Iterator[RunEvent]:
        yield FoldsStarted(run, 2, ())
        yield from fold(1, run)
        yield from fold(2, run)[:-1]
        yield RunFinished(None, Ending(reason), 0, 0.0, None)

    service = begin(work)
    qtbot.waitUntil(lambda: not service.state.active)
    assert (service.state.told[-1].fold, service.state.exploded) == (2, reason == "failed")


def test_a_check_that_goes_on_knows_the_earlier_folds(
    project: Project, begin: Begin, qtbot: QtBot
) -> None:
    run = project.runs / "r"

    def work(control: Control) -> Iterator[RunEvent]:
        yield FoldsStarted(run, 2, (FoldFinished(1, SCORES, 6.0),))
        yield fold(2, run)[0]
        hold(control)
        yield RunFinished(None, Ending.STOPPED, 0, 0.0, None)

    service = begin(work)
    qtbot.waitUntil(lambda: service.state.folds is not None and bool(service.state.folds.running))
    assert service.state.progress == pytest.approx(1 / 3)
    service.stop()
    assert service.state.phase is TrainingPhase.STOPPING
    qtbot.waitUntil(lambda: not service.state.active)
    assert service.state.folds is not None
    assert len(service.state.folds.done) == 1


def test_a_check_without_a_model_is_found_again(project: Project, qtbot: QtBot) -> None:
    run = RunFolder(project.runs / "r")
    config = TrainConfig(backbone="vgg16", folds=2)
    run.create(config, project.folder)
    FoldsFolder(run).part(1).create(config, project.folder)
    service = TrainingService()
    with qtbot.waitSignal(service.stopped_changed):
        service.look_for_stopped(project)
    assert service.stopped is not None
    assert (service.stopped.folder, service.stopped.config) == (run.path, config)


def test_the_knob_makes_a_run_begin_with_folds_and_go_on_with_them(sample: Path) -> None:
    project = open_project(sample)
    dataset, run = read(project), RunFolder(project.runs / "r")
    config = replace(SMALL, epochs=1, folds=2)
    events = iter(module._Train(config, dataset, run)(Control()))
    assert next(events) == FoldsStarted(run.path, 2, ())
    assert isinstance(next(events), FoldStarted)
    events.close()  # type: ignore[attr-defined]
    again = iter(module._Resume(run, dataset)(Control()))
    assert next(again) == FoldsStarted(run.path, 2, ())
    again.close()  # type: ignore[attr-defined]
