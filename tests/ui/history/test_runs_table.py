"""The table of the history: order, widths, tooltips."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.about import About, write_about
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import EpochFinished, RunFinished
from tests.core.runs.past import SCORES, write_run
from tests.ui.history.shelf import History, row, titles


def click_title(history: History, name: str) -> None:
    """Sort by a column."""
    column = titles(history.table).index(name)
    header = history.table.horizontalHeader()
    history.table.horizontalScrollBar().setValue(header.sectionPosition(column))
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_unnamed_runs_are_sorted_by_day_and_losses_by_size(history: History, qtbot: QtBot) -> None:
    days = ("2026-02-10 08.00.00", "2026-01-11 08.00.00", "2025-12-30 08.00.00")
    for number, day in enumerate(days):
        run = write_run(history.runs, day, accuracies=(0.5,), reason="", begun=2e9 + number)
        loss = 10.0 ** (6 * number)
        run.append(EpochFinished(2, 1.0, 0.9, 90 * loss, 0.9, 2.0, best=True))
        run.append(RunFinished(run.model, Ending.DONE, 2, 4.0, SCORES))
    history.service.refresh()
    qtbot.waitUntil(lambda: len(history.names()) == 6)
    click_title(history, "Run")
    if history.table.horizontalHeader().sortIndicatorOrder() is Qt.SortOrder.DescendingOrder:
        click_title(history, "Run")
    months = [name.split()[1] for name in history.names()[:3]]
    assert months == ["Dec", "Jan", "Feb"]
    click_title(history, "Loss")
    losses = [row(history, name)[titles(history.table).index("Loss")] for name in history.names()]
    assert sorted(losses[:5], key=float) in (losses[:5], losses[4::-1])
    assert {"90.000", "9.00e7", "9.00e13"} < set(losses)


def test_what_a_column_has_no_room_for_is_in_its_tooltip(history: History, qtbot: QtBot) -> None:
    write_about(history.runs / "slow", About("A name " * 9, "Notes that go on " * 9))
    history.service.refresh()
    qtbot.waitUntil(lambda: any("A name" in name for name in history.names()))
    place = next(n for n, name in enumerate(history.names()) if "A name" in name)

    def tip(name: str) -> str:
        column = titles(history.table).index(name)
        said = history.table.model().index(place, column).data(Qt.ItemDataRole.ToolTipRole)
        assert isinstance(said, str)
        return said

    assert tip("Run").startswith(("A name " * 9).strip())
    assert str(history.runs / "slow") in tip("Run")
    assert tip("Network") == "vgg16"
    assert len(tip("Data")) > 6
    assert "Notes that go on Notes" in tip("Notes")


def test_no_column_cuts_its_title_or_its_numbers(history: History) -> None:
    header, model = history.table.horizontalHeader(), history.table.model()
    names = titles(history.table)
    assert history.table.isColumnHidden(names.index("Folds"))  # No run was checked with folds.
    for column in map(names.index, set(names) - {"Run", "Folds", "Notes"}):
        texts = [row(history, name)[column] for name in history.names()]
        texts.append(str(model.headerData(column, Qt.Orientation.Horizontal)))
        widest = max(map(history.table.fontMetrics().horizontalAdvance, texts))
        assert header.sectionSize(column) >= widest + 12, texts


@pytest.mark.parametrize("width", [940, 1100, 1516])
def test_no_column_is_cut_at_the_edge_whatever_the_width(history: History, width: int) -> None:
    history.desk.page.resize(1700, 800)
    history.desk.page.resize(width, 648)
    history.desk.page.grab()
    header, room = history.table.horizontalHeader(), history.table.viewport().width()
    ends = [header.sectionPosition(c) + header.sectionSize(c) for c in range(header.count())]
    assert room in ends or header.sectionSize(0) == 320
    assert ends[titles(history.table).index("Loss")] <= room  # The scores are in sight.


def test_a_column_stays_as_wide_as_it_was_drawn(history: History) -> None:
    header = history.table.horizontalHeader()
    before = header.sectionSize(0)
    edge = QPoint(header.sectionViewportPosition(1) - 1, header.height() // 2)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge - QPoint(30, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge - QPoint(30, 0))
    assert header.sectionSize(0) == before - 30
    history.desk.page.resize(1500, 800)
    history.desk.page.grab()
    assert header.sectionSize(0) == before - 30
