"""The history over three runs, for tests of the panel and of the table."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QTabWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.run_history import RunHistoryService
from shoeclassifier_gui.ui.history.panel import HistoryPanel
from shoeclassifier_gui.ui.history.runs_table import RunsTable
from tests.core.runs.past import write_run
from tests.ui.train.desk import Desk, find

BASE = TrainConfig(backbone="vgg16", freeze=10)
FASTER = replace(BASE, learning_rate=0.01, flips=False)


class History:
    """The Train page with its history over three runs: slow, fast (the best) and unlucky."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot, self.runs = desk, qtbot, desk.project.runs
        write_run(self.runs, "slow", config=BASE, accuracies=(0.5, 0.6), begun=1e9)
        write_run(self.runs, "fast", config=FASTER, accuracies=(0.8, 0.9), begun=1.1e9)
        write_run(self.runs, "unlucky", config=BASE, accuracies=(), reason="failed", begun=1.2e9)
        self.service = RunHistoryService()
        self.panel = HistoryPanel(self.service, desk.library, desk.training)  # type: ignore[arg-type]
        self.panel.settings_chosen.connect(desk.page.use_settings)
        desk.page.set_history(self.panel)
        desk.open_data()
        self.tabs = find(desk.page, QTabWidget, "train_tabs")
        self.tabs.setCurrentWidget(self.panel)
        self.table = find(self.panel, RunsTable)
        self.wait_for("unlucky", "fast", "slow")

    def names(self) -> list[str]:
        model = self.table.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def wait_for(self, *names: str) -> None:
        self.qtbot.waitUntil(lambda: self.names() == list(names))
        self.qtbot.waitUntil(lambda: self.service._job is None)

    def select(self, *names: str) -> None:
        self.table.select([self.runs / name for name in names])

    def button(self, name: str) -> QAbstractButton:
        return find(self.panel, QAbstractButton, name)

    def click(self, name: str) -> None:
        assert self.button(name).isEnabled(), name
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def texts(self) -> list[str]:
        return [label.text() for label in self.panel.findChildren(QLabel) if label.isVisible()]

    def enabled(self) -> set[str]:
        names = ("use_settings", "compare", "name_run", "delete_runs")
        return {name for name in names if self.button(name).isEnabled()}


def titles(table: RunsTable) -> list[str]:
    """What stands above the columns, from the left."""
    model = table.model()
    across = Qt.Orientation.Horizontal
    return [str(model.headerData(place, across)) for place in range(model.columnCount())]


def row(history: History, name: str) -> list[str]:
    model = history.table.model()
    place = history.names().index(name)
    return [model.index(place, column).data() for column in range(model.columnCount())]
