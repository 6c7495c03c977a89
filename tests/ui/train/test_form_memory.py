"""What the form said is there again after a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.settings import Settings, load_settings, save_settings
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.train.page import TrainPage
from tests.ui.train.desk import Desk, find

Start = Callable[[], TrainPage]


@pytest.fixture
def start(desk: Desk, qtbot: QtBot) -> Start:
    """Starts the program: a page over what the settings file says."""
    desk.open_data()
    desk.make_ready()

    def begin() -> TrainPage:
        page = desk.build_page()
        qtbot.addWidget(page)
        page.remember_in(SettingsService(page))
        page.resize(1100, 760)
        page.show()
        qtbot.waitExposed(page)
        return page

    return begin


def press(page: TrainPage, name: str) -> None:
    target = find(page, QAbstractButton, name)
    assert target.isVisible(), name
    assert target.isEnabled(), name
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)


def test_scratch_and_all_settings_are_remembered(start: Start) -> None:
    page = start()
    press(page, "all_settings")
    press(page, "weights_scratch")
    rate = find(page, QAbstractSpinBox, "train_learning_rate")
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "0.02")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    wanted = TrainConfig(weights=SCRATCH, learning_rate=0.02)
    assert page.config == wanted
    page.close()
    again = start()
    assert again.config == wanted
    assert find(again, QWidget, "train_learning_rate").isVisible()
    press(again, "reset_settings")
    press(again, "all_settings")
    again.close()
    last = start()
    assert last.config == TrainConfig()
    assert not find(last, QWidget, "train_learning_rate").isVisible()


def test_without_closing_it_is_written_soon(start: Start, qtbot: QtBot) -> None:
    page = start()
    press(page, "weights_scratch")
    qtbot.waitUntil(lambda: load_settings().knobs == {"weights": "none"})
    assert load_settings().all_settings is False


@pytest.mark.parametrize(
    "knobs",
    [{"weights": "/gone/model"}, {"newer_knob": 1}, {"epochs": -3}, {"epochs": "x"}, {"shares": 1}],
)
def test_what_cannot_be_used_any_more_does_no_harm(start: Start, knobs: dict[str, object]) -> None:
    save_settings(Settings(knobs=knobs))
    assert start().config == TrainConfig()


@pytest.mark.parametrize("home", [False, True])
def test_a_model_that_is_still_there_is_started_from(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: bool
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "weights.pth").touch()
    weights = "~/weights.pth" if home else str(tmp_path / "weights.pth")
    save_settings(Settings(knobs={"weights": weights, "epochs": 3}))
    assert start().config == TrainConfig(weights=weights, epochs=3)
