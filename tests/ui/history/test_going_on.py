"""Going on with stopped and killed runs from the history."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.run_history import RunHistoryService
from shoeclassifier_gui.ui.history.panel import HistoryPanel
from shoeclassifier_gui.ui.history.runs_table import RunsTable
from tests.core.runs.past import write_run
from tests.ui.train.desk import Desk, find, running

CONFIG = TrainConfig(backbone="squeezenet1_1", epochs=9)


class Shelf:
    """The history over a finished run that came after three that were not."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.runs = desk, desk.project.runs
        endings = {"stopped": "stopped", "killed": "", "unborn": "", "done": "done"}
        for number, (name, reason) in enumerate(endings.items(), 1):
            run = write_run(self.runs, name, config=CONFIG, reason=reason, begun=1e9 + number)
            if name != "unborn":
                run.last_checkpoint.touch()
        service = RunHistoryService()
        self.panel = HistoryPanel(service, desk.library, desk.training)  # type: ignore[arg-type]
        self.panel.resume_requested.connect(desk.page.resume)
        desk.page.set_history(self.panel)
        desk.open_data()
        self.tabs = find(desk.page, QTabWidget, "train_tabs")
        self.tabs.setCurrentWidget(self.panel)
        self.table = find(self.panel, RunsTable)
        qtbot.waitUntil(lambda: self.table.model().rowCount() == len(endings))
        qtbot.waitUntil(lambda: service._job is None)

    def select(self, *names: str) -> QAbstractButton:
        self.table.select([self.runs / name for name in names])
        return find(self.panel, QAbstractButton, "resume_run")


@pytest.fixture
def shelf(desk: Desk, qtbot: QtBot) -> Shelf:
    return Shelf(desk, qtbot)


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("stopped", "Go on", "after 3 epochs"),
        ("killed", "Go on", "after 3 epochs"),
        ("unborn", "Begin again", "it begins again with its settings"),
    ],
)
def test_a_run_goes_on_although_another_one_finished_since(
    shelf: Shelf, name: str, said: str, why: str
) -> None:
    shelf.desk.make_ready()
    button = shelf.select(name)
    assert button.text() == said
    assert why in find(shelf.panel, QLabel, "resume_run_sentence").text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shelf.desk.training.asked[-1] == shelf.runs / name
    assert shelf.tabs.currentIndex() == 0, "The run is shown."
    assert shelf.desk.page.config == CONFIG


def test_only_one_run_that_did_not_end_by_itself_can_go_on(shelf: Shelf) -> None:
    shelf.desk.make_ready()
    assert not shelf.select("done").isVisible()
    assert not shelf.select("stopped", "killed").isVisible()
    assert shelf.select("killed").isEnabled()
    shelf.desk.training.play(running(shelf.desk))
    assert not shelf.select("killed").isEnabled(), "One training at a time."


def test_before_the_engine_is_loaded_it_is_said_why_it_cannot(shelf: Shelf) -> None:
    before = list(shelf.desk.training.asked)
    QTest.mouseClick(shelf.select("killed"), Qt.MouseButton.LeftButton)
    assert shelf.desk.training.asked == before
    texts = [label.text() for label in shelf.desk.page.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Getting ready") for text in texts)
