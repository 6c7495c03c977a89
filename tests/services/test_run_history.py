"""The list of runs behind the window: reading, naming, deleting with undo, exporting."""

import csv
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.about import About
from shoeclassifier_gui.core.runs.deleting import deleted_place
from shoeclassifier_gui.core.runs.history import RunState
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.services.run_history import RunHistoryService
from tests.core.runs.past import write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    for number, name in enumerate(("a", "b", "c"), 1):
        write_run(tmp_path / "runs", name, begun=1e9 + number)
    return tmp_path / "runs"


@pytest.fixture
def history(runs: Path, qtbot: QtBot) -> RunHistoryService:
    service = RunHistoryService()
    with qtbot.waitSignal(service.changed):
        service.open(runs)
    return service


def names(service: RunHistoryService) -> list[str]:
    return [record.name for record in service.records]


def test_runs_are_read_when_a_project_is_opened(
    history: RunHistoryService, runs: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert names(history) == ["c", "b", "a"]
    write_run(tmp_path / "other", "x")
    history.open(tmp_path / "other")
    assert names(history) == []
    qtbot.waitUntil(lambda: names(history) == ["x"])
    history.open(None)
    assert names(history) == []


def test_an_earlier_project_that_answers_late_is_not_heard(
    runs: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    write_run(tmp_path / "other", "x")
    service = RunHistoryService()
    seen: list[list[str]] = []
    service.changed.connect(lambda: seen.append(names(service)))
    service.open(runs)
    service.open(tmp_path / "other")
    qtbot.waitUntil(lambda: names(service) == ["x"])
    qtbot.waitUntil(lambda: service._job is None)
    assert seen == [["x"]]


def test_a_refresh_finds_what_changed(history: RunHistoryService, runs: Path, qtbot: QtBot) -> None:
    run = write_run(runs, "d", reason="", begun=2e9)
    with locked(run), qtbot.waitSignal(history.changed):
        history.refresh()
        history.refresh()
    assert names(history) == ["d", "c", "b", "a"]
    assert history.records[0].state is RunState.RUNNING
    qtbot.waitUntil(lambda: history._job is None)


def test_deleted_runs_come_back(history: RunHistoryService, runs: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignals([history.deleted, history.changed], order="strict"):
        history.delete([runs / "a", runs / "c"])
    assert names(history) == ["b"]
    with qtbot.waitSignal(history.changed):
        history.undo_delete()
        history.undo_delete()
    assert names(history) == ["c", "b", "a"]


def test_what_was_removed_for_good_is_not_offered_back(
    history: RunHistoryService, runs: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignals([history.deleted, history.undo_lost], order="strict"):
        history.delete([runs / "a"])
        history.empty_deleted()
    qtbot.waitUntil(lambda: history._job is None)
    history.undo_delete()
    assert history._job is None
    assert names(history) == ["c", "b"]
    assert not deleted_place(runs).exists()


def test_a_running_run_is_not_deleted(history: RunHistoryService, runs: Path, qtbot: QtBot) -> None:
    with (
        locked(write_run(runs, "busy", reason="")),
        qtbot.waitSignal(history.failed) as failed,
    ):
        history.delete([runs / "busy"])
    assert isinstance(failed.args[0], RunError)
    assert (runs / "busy").is_dir()
    qtbot.waitUntil(lambda: history._job is None)


def test_names_are_kept(history: RunHistoryService, runs: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(history.changed):
        history.rename(runs / "b", About("Cold days", "snow"))
    assert names(history) == ["c", "Cold days", "a"]
    with qtbot.waitSignal(history.renamed) as renamed:
        history.rename(runs / "b", About(" Warm  days"))
    assert renamed.args == [runs / "b", About("Warm days")]
    qtbot.waitUntil(lambda: history._job is None)


def test_tables_are_written(history: RunHistoryService, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(history.exported):
        history.export_table(history.records, tmp_path / "runs.csv")
    with qtbot.waitSignal(history.exported) as exported:
        history.export_curves(history.records[:1], tmp_path / "curves.csv")
    assert exported.args == [tmp_path / "curves.csv"]
    for name, count in (("runs", 3), ("curves", 3)):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) == count
    qtbot.waitUntil(lambda: history._job is None)
