"""How long reading still takes, as the status bar says it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.services.all_services import build_services
from shoeclassifier_gui.services.library import READING, LibraryState
from shoeclassifier_gui.ui.background_work import BackgroundWork
from shoeclassifier_gui.ui.status_bar import StatusBar
from shoeclassifier_gui.ui.widgets import time_left
from shoeclassifier_gui.ui.widgets.time_left import TimeLeft


class Clock:
    """Stands still unless it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time_left, "monotonic", clock)
    return clock


def test_it_follows_from_what_is_done(clock: Clock) -> None:
    left = TimeLeft()
    assert left.words(0, 1000) == ""
    clock.now += 1
    assert left.words(50, 1000) == ""  # Too early to tell.
    clock.now += 9
    assert left.words(500, 1000) == "about 10 s left"
    clock.now += 1000
    assert left.words(520, 1000) == "about 16 min left"
    assert left.words(1000, 1000) == ""


def test_what_was_done_before_it_began_does_not_count(clock: Clock) -> None:
    left = TimeLeft()
    assert left.words(900, 1000) == ""
    clock.now += 10
    assert left.words(950, 1000) == "about 10 s left"


def test_another_count_begins_anew(clock: Clock) -> None:
    left = TimeLeft()
    left.words(0, 1000)
    clock.now += 100
    assert left.words(10, 1000)
    assert left.words(0, 1000) == ""
    clock.now += 10
    assert left.words(500, 1000) == "about 10 s left"
    assert left.words(500, 800) == ""


def test_the_status_bar_says_how_far_reading_is_and_how_long_it_takes(
    tmp_path: Path, clock: Clock, qtbot: QtBot
) -> None:
    parent = QObject()
    services = build_services(parent)
    work = BackgroundWork(services, parent)
    base = services.engine, services.library, services.prediction
    bar = StatusBar(*base, work, data_age=services.data_age)
    qtbot.addWidget(bar)
    bar.show()
    project = Project(tmp_path, tmp_path / ".shoeclassifier")
    for done in (0, 25):
        services.library._set(LibraryState(project, busy=READING, done=done, total=100))
        clock.now += 60
    line = bar.findChild(QWidget, "status_work")
    assert line is not None
    words = [label.text() for label in line.findChildren(QLabel) if label.isVisible()]
    assert words == ["Reading pictures, 25 of 100", "about 3 min left"]
    services.library.stop()
    assert not line.isVisible()
