"""The History part of the Train page, over real run folders."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.about import About, write_about
from shoeclassifier_gui.core.runs.deleting import deleted_place
from shoeclassifier_gui.core.runs.folder import list_runs
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.core.runs.trials import TrialMark, write_mark
from shoeclassifier_gui.ui.history.runs_table import RunsModel
from shoeclassifier_gui.ui.history.wording import value_text
from tests.core.runs.past import write_run
from tests.ui.history.shelf import FASTER, History, row
from tests.ui.train.desk import find, running


def press(qtbot: QtBot, parent: QObject, name: str) -> None:
    QTest.mouseClick(find(parent, QPushButton, name), Qt.MouseButton.LeftButton)


def dialog_of(history: History, name: str) -> QDialog:
    return find(history.panel, QDialog, name)


def test_the_table_tells_what_was_reached(history: History) -> None:
    assert row(history, "fast")[1:10] == [
        "finished", "90 %", "–", "0.600", "73 %", "balanced", "vgg16", "2", "4 s",
    ]  # fmt: skip
    assert row(history, "unlucky")[1:6] == ["loss exploded", "–", "–", "–", "–"]
    assert row(history, "fast")[10] == row(history, "slow")[10] != ""


def test_a_click_on_a_title_sorts_with_runs_without_a_score_last(history: History) -> None:
    header = history.table.horizontalHeader()
    history.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert history.names() == ["fast", "slow", "unlucky"]
    assert header.sortIndicatorSection() == 2
    history.table.sortByColumn(4, Qt.SortOrder.AscendingOrder)
    assert history.names()[-1] == "unlucky"


def test_selected_runs_are_drawn_over_each_other_with_a_legend(history: History) -> None:
    assert any("Select runs in the table" in text for text in history.texts())
    history.select("fast", "slow")
    legend = [label.text() for label in history.panel.findChildren(QLabel, "run_in_legend")]
    assert legend == ["fast", "slow"]
    assert len(history.panel._curves._accuracy._lines) == 4
    x, y = history.panel._curves._accuracy._lines[1].getData()
    assert (list(x), list(y)) == ([1, 2], [80.0, 90.0])
    history.select("unlucky")
    assert history.panel._curves._accuracy._lines == []
    assert any("No epoch was finished" in text for text in history.texts())


def test_only_what_makes_sense_can_be_pressed(history: History) -> None:
    assert history.enabled() == set()
    history.select("fast")
    assert history.enabled() == {"use_settings", "name_run", "delete_runs"}
    history.select("fast", "slow")
    assert history.enabled() == {"compare", "delete_runs"}
    history.desk.training.play(running(history.desk))
    history.select("fast")
    assert "use_settings" not in history.enabled()


def test_compare_shows_only_what_differs(history: History, qtbot: QtBot) -> None:
    history.select("fast", "slow")
    history.click("compare")
    table = find(dialog_of(history, "compare_runs"), QTableWidget, "run_differences")
    cells = [[_cell(table, r, c) for c in range(3)] for r in range(table.rowCount())]
    assert cells == [["Learning rate", "0.01", "0.001"], ["Mirrored pictures", "no", "yes"]]
    dialog_of(history, "compare_runs").close()


def test_settings_of_a_run_are_taken_for_the_next(history: History) -> None:
    history.select("fast")
    history.click("use_settings")
    assert history.desk.page._form.config == FASTER
    assert history.tabs.currentIndex() == 0


def test_a_run_gets_a_name_and_notes(history: History, qtbot: QtBot) -> None:
    history.select("slow")
    history.click("name_run")
    dialog = dialog_of(history, "about_run")
    find(dialog, QLineEdit, "run_name").setText("Cold days")
    find(dialog, QPlainTextEdit, "run_notes").setPlainText("with\nsnow")
    press(qtbot, dialog, "keep_about")
    history.wait_for("unlucky", "fast", "Cold days")
    assert row(history, "Cold days")[-1] == "with snow"
    assert [record.name for record in history.table.selected] == ["Cold days"]


def test_deleting_is_offered_to_be_undone_in_place(history: History, qtbot: QtBot) -> None:
    history.select("fast", "unlucky")
    history.click("delete_runs")
    history.wait_for("slow")
    qtbot.waitUntil(lambda: "2 runs were deleted." in history.texts())
    assert [run.path.name for run in list_runs(history.runs)] == ["slow"]
    notice = find(history.panel, QWidget, "history_notice")
    undo = next(b for b in notice.findChildren(QPushButton) if b.text() == "Undo")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    history.wait_for("unlucky", "fast", "slow")
    assert not notice.isVisible()


def test_deleted_runs_tell_their_room_and_are_removed_after_asking(
    history: History, qtbot: QtBot
) -> None:
    told = find(history.panel, QPushButton, "empty_deleted_runs")
    assert not told.isVisible()
    (history.runs / "fast" / "best.safetensors").write_bytes(bytes(3_000_000))
    history.select("fast")
    history.click("delete_runs")
    qtbot.waitUntil(told.isVisible)
    assert told.text() == "1 deleted run: 3 MB…"
    for answer, left in (("no", True), ("yes", False)):
        history.click("empty_deleted_runs")
        box = find(history.desk.page, QDialog, "empty_deleted_runs_question")
        assert "3 MB become free" in find(box, QLabel, "qt_msgbox_informativelabel").text()
        press(qtbot, box, f"empty_deleted_runs_{answer}")
        qtbot.waitUntil(
            lambda: not history.desk.page.findChild(QDialog, "empty_deleted_runs_question")
        )
        qtbot.waitUntil(told.isVisible if left else told.isHidden)
        assert (deleted_place(history.runs) / "fast").exists() is left
    assert "The run was deleted." not in history.texts()
    history.wait_for("unlucky", "slow")


def test_no_undo_is_offered_of_what_is_removed_meanwhile(history: History, qtbot: QtBot) -> None:
    offered = QSignalSpy(history.service.deleted)
    history.select("fast")
    history.click("delete_runs")
    history.service.empty_deleted()
    history.wait_for("unlucky", "slow")
    assert offered.count() == 1
    assert not find(history.panel, QWidget, "history_notice").isVisible()


def exported_runs(history: History, monkeypatch: pytest.MonkeyPatch, file: Path) -> int:
    """Exports the table; how many runs the file tells of."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    table, *_ = find(history.panel, QPushButton, "export_runs").menu().actions()
    table.trigger()
    history.qtbot.waitUntil(lambda: f"{file.name} is written." in history.texts())
    return file.read_text(encoding="utf-8-sig").count("\n") - 1


def test_trials_of_searches_stand_back_until_they_are_wanted(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    box = find(history.panel, QCheckBox, "show_trials")
    assert not box.isVisible()
    for number, name in enumerate(("2026-01-01 10.00.00", "2026-01-01 10.01.00", "t3")):
        run = write_run(history.runs, name, begun=2e9 + number)
        write_mark(run.path, TrialMark("search", number, best=number == 1))
    write_about(history.runs / "t3", About("Mine"))  # Somebody cares for it.
    history.service.refresh()
    qtbot.waitUntil(box.isVisible)
    assert box.text() == "Show 1 further trial of a search"
    assert history.names()[:2] == ["Mine", "Best trial, 1 Jan 10:01"]
    assert len(history.names()) == 5
    assert exported_runs(history, monkeypatch, tmp_path / "seen.csv") == 5
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    begin = [name.split(",")[0] for name in history.names()[:3]]
    assert begin == ["Mine", "Best trial", "Trial 1"]
    assert exported_runs(history, monkeypatch, tmp_path / "all.csv") == 6
    history.select("2026-01-01 10.00.00")
    assert "use_settings" in history.enabled()


def test_a_running_run_is_shown_as_such_and_kept(history: History, qtbot: QtBot) -> None:
    with locked(write_run(history.runs, "busy", reason="", begun=2e9)):
        history.desk.training.play(running(history.desk))
        history.wait_for("busy", "unlucky", "fast", "slow")
        assert row(history, "busy")[1] == "running"
        history.select("busy")
        assert "delete_runs" not in history.enabled()


def test_tables_and_pictures_are_exported(
    history: History,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    place = tmp_path_factory.mktemp("exported")
    history.select("fast", "slow")
    actions = {
        a.text(): a for a in find(history.panel, QPushButton, "export_runs").menu().actions()
    }

    def export(text: str, name: str, written: str) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place / name), ""))
        actions[text].trigger()
        qtbot.waitUntil(lambda: f"{written} is written." in history.texts())

    export("Table as CSV…", "t.csv", "t.csv")
    export("Curves of the selected runs as CSV…", "c", "c.csv")
    export("Curves of the selected runs as PNG…", "p.png", "p.png")
    assert (place / "t.csv").read_text(encoding="utf-8-sig").count("\n") == 4
    assert (place / "c.csv").read_text(encoding="utf-8-sig").count("\n") == 5
    assert not QImage(str(place / "p.png")).isNull()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    actions["Table as CSV…"].trigger()
    nowhere = str(place / "none" / "p.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (nowhere, ""))
    actions["Curves of the selected runs as PNG…"].trigger()
    assert "p.png could not be written." in history.texts()


def test_no_picture_of_the_data_set_is_exported_over(
    history: History, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    history.select("fast", "slow")
    actions = {
        a.text(): a for a in find(history.panel, QPushButton, "export_runs").menu().actions()
    }
    folder = history.desk.project.folder
    picture = folder / "curves.png"
    picture.write_bytes(b"\x89PNG of somebody")
    table = folder / "sessions.csv"

    def export(text: str, named: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(named), ""))
        actions[text].trigger()
        qtbot.waitUntil(lambda: any(f"{named} was not written" in t for t in history.texts()))

    export("Curves of the selected runs as PNG…", picture)
    export("Table as CSV…", table)
    assert picture.read_bytes() == b"\x89PNG of somebody"
    assert not table.exists()


def test_a_project_without_runs_says_so(history: History, tmp_path: Path) -> None:
    project = replace(history.desk.project, hidden=tmp_path / "other")
    history.desk.library._set(replace(history.desk.library.state, project=project))
    assert find(history.panel, QWidget, "history_without_runs").isVisible()


def test_the_chart_draws_as_many_runs_as_can_be_told_apart(history: History, qtbot: QtBot) -> None:
    names = [f"more {number}" for number in range(9)]
    for number, name in enumerate(names):
        write_run(history.runs, name, begun=3e9 - number)
    history.service.refresh()
    history.wait_for(*names, "unlucky", "fast", "slow")
    history.select(*names)
    assert len(history.panel.findChildren(QLabel, "run_in_legend")) >= 8
    assert any("The first 8 of the selected" in text for text in history.texts())
    assert len(history.panel._curves._loss._lines) == 16


def test_it_fits_into_the_smallest_window(history: History) -> None:
    history.desk.page.resize(900, 560)
    assert history.desk.page.width() == 900
    assert history.desk.page.height() == 560


def test_two_hundred_runs_are_listed_and_scrolled(history: History, qtbot: QtBot) -> None:
    for number in range(200):
        write_run(history.runs, f"{number:03}", accuracies=(0.5,), reason="", begun=3e9 - number)
    history.service.refresh()
    qtbot.waitUntil(lambda: len(history.names()) == 203)
    history.table.scrollToBottom()
    last = history.table.model().index(202, 0)
    history.table.scrollTo(last, QAbstractItemView.ScrollHint.EnsureVisible)
    assert history.table.visualRect(last).isValid()


def test_the_model_keeps_qts_rules(history: History, qapp: object) -> None:
    write_about(history.runs / "slow", About("Named"))
    model = RunsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_records(history.service.records)
    model.show_records(())
    assert tester.model() is model


def test_values_are_written_for_people() -> None:
    assert [value_text(v) for v in (None, True, False, 0.001, 12, "sgd")] == [
        "automatic", "yes", "no", "0.001", "12", "sgd",
    ]  # fmt: skip


def _cell(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    assert item is not None
    return item.text()
