import json
import os
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    NoticeGiven,
    Preparation,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.services import training as module
from shoeclassifier_gui.services.training import TrainingService
from shoeclassifier_gui.services.training_state import TrainingPhase

Work = Callable[[Control], Iterator[TrainEvent]]


def _epoch(number: int, *, best: bool = True) -> EpochFinished:
    return EpochFinished(number, 1.0, 0.5, 1.1, 0.4, 2.0, best)


def _started(run: Path) -> RunStarted:
    return RunStarted(run, "vgg16", "random", "CPU", ("a", "b"), 20, 4, 2, 3, 0)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path / ".shoeclassifier")


def _start(
    work: Work, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> TrainingService:
    monkeypatch.setattr(module, "_Train", lambda *_: work)
    service = TrainingService()
    service.start(TrainConfig(), project, Dataset(project.folder, ("a", "b"), ()))
    return service


def test_a_run_from_start_to_end(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[TrainEvent] = [
        Preparing(Preparation.PICTURES, 1, 2),
        NoticeGiven("Careful."),
        _started(project.runs / "r"),
        StepsFinished(1, 2, (0.5, 0.25), 10.0, 3.0),
        _epoch(1),
        StepsFinished(2, 3, (0.125,), 10.0, 1.0),
        RunFinished(None, Ending.DONE, 1, 2.0, None),
    ]
    phases = []
    service = _start(lambda _: iter(events), project, qtbot, monkeypatch)
    service.changed.connect(lambda: phases.append(service.state.phase))
    with qtbot.waitSignal(service.run_finished, timeout=5000):
        assert service.state.phase is TrainingPhase.PREPARING
    qtbot.waitUntil(lambda: not service.state.active)
    state = service.state
    assert state.losses.tolist() == [0.5, 0.25, 0.125]
    assert [type(told.event).__name__ for told in state.told] == [
        "NoticeGiven", "RunStarted", "EpochFinished", "RunFinished",
    ]  # fmt: skip
    assert state.progress == pytest.approx(0.5)
    assert phases[-1] is TrainingPhase.IDLE


def test_an_earlier_snapshot_keeps_its_losses(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(control: Control) -> Iterator[TrainEvent]:
        yield StepsFinished(1, 1, (1.0,), 1.0, 1.0)
        control.pause()
        control.checkpoint()
        yield StepsFinished(1, 5000, tuple([2.0] * 5000), 1.0, 1.0)

    service = _start(work, project, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: len(service.state.losses) == 1)
    early = service.state
    assert service._job is not None
    service._job.control.resume()
    qtbot.waitUntil(lambda: len(service.state.losses) == 5001)
    assert early.losses.tolist() == [1.0]
    assert service.state.losses[0] == 1.0
    qtbot.waitUntil(lambda: not service.state.active)


def test_pause_resume_stop(project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(control: Control) -> Iterator[TrainEvent]:
        yield _started(project.runs / "r")
        while True:
            control.checkpoint()
            control.sleep(0.005)
            yield StepsFinished(1, 1, (1.0,), 1.0, 1.0)

    service = _start(work, project, qtbot, monkeypatch)
    qtbot.waitUntil(lambda: service.state.phase is TrainingPhase.RUNNING)
    phases: list[TrainingPhase] = []
    service.changed.connect(lambda: phases.append(service.state.phase))
    service.pause()
    service.go_on()
    service.pause()
    service.stop()
    moved = [phase for phase, _ in groupby(phases)]
    assert moved == [
        TrainingPhase.PAUSED, TrainingPhase.RUNNING, TrainingPhase.PAUSED, TrainingPhase.STOPPING,
    ]  # fmt: skip
    qtbot.waitUntil(lambda: not service.state.active)


def test_a_failure_is_told_and_ends_the_run(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(control: Control) -> Iterator[TrainEvent]:
        yield _started(project.runs / "r")
        raise RunError("Diverged.", "Slower.")

    service = _start(work, project, qtbot, monkeypatch)
    with qtbot.waitSignal(service.failed, timeout=5000) as caught:
        pass
    assert caught.args is not None
    assert caught.args[0].sentence == "Diverged."
    qtbot.waitUntil(lambda: not service.state.active)


def _write_run(project: Project, reason: str | None) -> RunFolder:
    run = RunFolder(project.runs / "2026-01-31 14.02.11")
    run.create(TrainConfig(epochs=7), project.folder)
    run.append(_epoch(1))
    run.append(_epoch(2, best=False))
    if reason:
        run.append(RunFinished(None, Ending(reason), 1, 2.0, None))
    run.last_checkpoint.write_bytes(b"x")
    return run


@pytest.mark.parametrize("reason", ["stopped", None])
def test_a_stopped_or_crashed_run_is_found(
    project: Project, qtbot: QtBot, reason: str | None
) -> None:
    run = _write_run(project, reason)
    service = TrainingService()
    with qtbot.waitSignal(service.stopped_changed, timeout=5000):
        service.look_for_stopped(project)
    assert service.stopped is not None
    assert service.stopped.folder == run.path
    assert service.stopped.config.epochs == 7
    with qtbot.waitSignal(service.stopped_changed, timeout=5000):
        service.look_for_stopped(None)
    found = service.stopped
    assert not found
    qtbot.waitUntil(lambda: service._search is None)


def test_newer_runs_that_cannot_go_on_hide_no_older_one(project: Project, qtbot: QtBot) -> None:
    run = _write_run(project, "stopped")
    husk = RunFolder(project.runs / "2026-01-31 15.00.00")
    busy = RunFolder(project.runs / "2026-01-31 16.00.00")
    for later, newer in enumerate((husk, busy), start=1):
        newer.create(TrainConfig(), project.folder)
        time = run.config_file.stat().st_mtime + later
        os.utime(newer.config_file, (time, time))
    busy.last_checkpoint.write_bytes(b"x")
    service = TrainingService()
    with locked(busy), qtbot.waitSignal(service.stopped_changed):
        service.look_for_stopped(project)
    assert service.stopped is not None
    assert service.stopped.folder == run.path
    qtbot.waitUntil(lambda: service._search is None)


@pytest.mark.parametrize("reason", ["done", "failed"])
def test_a_finished_run_is_not_offered(project: Project, qtbot: QtBot, reason: str) -> None:
    _write_run(project, reason)
    service = TrainingService()
    service.look_for_stopped(project)
    qtbot.waitUntil(lambda: service._search is None)
    assert service.stopped is None


def test_a_resumed_run_tells_its_earlier_epochs_with_their_own_times(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _write_run(project, "stopped")
    lines = [json.loads(line) for line in run.events_file.read_text().splitlines()]
    times = [f"2024-05-06T07:08:0{number}+00:00" for number in range(len(lines))]
    kept = (json.dumps({**line, "at": at}) for line, at in zip(lines, times, strict=True))
    run.events_file.write_text("\n".join(kept) + "\n")
    monkeypatch.setattr("shoeclassifier_gui.learn.training.run.resume", lambda *_, **__: iter(()))
    service = TrainingService()
    service.resume(run.path, TrainConfig(), Dataset(project.folder, ("a", "b"), ()))
    qtbot.waitUntil(lambda: not service.state.active)
    assert service.state.epochs == (_epoch(1), _epoch(2, best=False))
    told = [(each.at.isoformat(), each.event) for each in service.state.told]
    assert told == list(zip(times, service.state.epochs, strict=False))
