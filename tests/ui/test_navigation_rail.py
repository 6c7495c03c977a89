"""The rail at the left edge, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.widgets.navigation_rail import NavigationRail, RailEntry

PAGES = [
    RailEntry("camera", "Camera"),
    RailEntry("dataset", "Dataset"),
    RailEntry("train", "Train"),
    RailEntry("results", "Results"),
]


@pytest.fixture
def rail(qtbot: QtBot) -> NavigationRail:
    rail = NavigationRail(PAGES)
    qtbot.addWidget(rail)
    rail.show()
    rail.activateWindow()
    qtbot.waitUntil(rail.isActiveWindow)
    return rail


def rail_button(rail: NavigationRail, text: str) -> QToolButton:
    return next(button for button in rail.findChildren(QToolButton) if button.text() == text)


def test_a_click_chooses_a_page(rail: NavigationRail, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rail.page_chosen) as chosen:
        QTest.mouseClick(rail_button(rail, "Train"), Qt.MouseButton.LeftButton)
    assert chosen.args == [2]
    assert rail.selected() == 2


def test_control_and_a_digit_choose_a_page(rail: NavigationRail, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rail.page_chosen) as chosen:
        QTest.keyClick(rail, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [1]
    assert rail_button(rail, "Dataset").isChecked()


def test_arrow_keys_walk_along_the_rail(rail: NavigationRail, qtbot: QtBot) -> None:
    camera = rail_button(rail, "Camera")
    camera.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(rail.page_chosen) as chosen:
        QTest.keyClick(camera, Qt.Key.Key_Down)
    assert chosen.args == [1]


def test_selecting_from_the_program_is_no_choice(rail: NavigationRail, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(rail.page_chosen):
        rail.select(3)
    assert rail.selected() == 3
    assert not rail_button(rail, "Camera").isChecked()


def test_help_is_no_page(rail: NavigationRail, qtbot: QtBot) -> None:
    help_button = rail_button(rail, "Help")
    with qtbot.assertNotEmitted(rail.page_chosen), qtbot.waitSignal(rail.help_requested):
        QTest.mouseClick(help_button, Qt.MouseButton.LeftButton)
    assert rail.selected() == 0


def test_no_word_is_cut_off_when_its_page_is_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    current_theme().apply(qapp)
    rail = NavigationRail([RailEntry("dataset", "Conjunto de datos")])
    qtbot.addWidget(rail)
    rail.show()
    button = rail_button(rail, "Conjunto de datos")
    assert button.width() > button.fontMetrics().horizontalAdvance(button.text()) * 1.1
