"""The Dataset page with little room, and notices that are old."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QScrollArea, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.changes import Change, Kind
from shoeclassifier_gui.core.dataset.history import Done, Menu
from shoeclassifier_gui.ui.dataset import done_bar
from shoeclassifier_gui.ui.dataset.done_bar import DoneBar
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.dataset.words import broken_words, classless_words
from tests.ui.dataset.bench import find, grid


def test_a_narrow_page_shows_details_on_demand(page: DatasetPage, qtbot: QtBot) -> None:
    side, button = find(page, QTabWidget, "side"), find(page, QPushButton, "show_details")
    assert side.isVisible()
    assert not button.isVisible()
    page.resize(900, 600)
    assert not side.isVisible()
    assert button.isVisible()
    grid(page).setFocus()
    QTest.keyClick(grid(page), Qt.Key.Key_I)
    qtbot.waitUntil(side.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not side.isVisible()
    page.resize(1180, 720)
    assert side.isVisible()


def is_wider(widget: QWidget, width: int) -> bool:
    return widget.width() > width


def test_pickers_stay_readable_on_a_narrow_page(page: DatasetPage, qtbot: QtBot) -> None:
    page.resize(page.minimumSizeHint().width(), 600)
    for name in ("split_filter", "session_filter", "origin_filter", "sort_order"):
        picker = find(page, QComboBox, name)
        words = picker.fontMetrics().horizontalAdvance(picker.currentText())
        qtbot.waitUntil(partial(is_wider, picker, words + 28))  # The arrow's room.


@pytest.mark.parametrize("say", [classless_words, broken_words])
def test_the_left_column_has_room_for_its_words(
    page: DatasetPage, say: Callable[[int], str]
) -> None:
    button = find(page, QPushButton, "broken_button")
    button.setText(say(99_999))
    button.show()
    assert button.minimumSizeHint().width() <= find(page, QScrollArea, "left_side").width()


def test_old_news_go_by_themselves(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert done_bar._STAYS_MS >= 15_000
    monkeypatch.setattr(done_bar, "_STAYS_MS", 50)
    bar = DoneBar()
    qtbot.addWidget(bar)
    change = Change(Kind.SPLIT, words={"count": 20, "value": ""})
    bar.show_done(Done(1, change))
    bar.check(Menu(undo=change))
    assert bar.isVisible()
    undo = find(bar, QPushButton, "done_undo")
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    undo.setFocus()
    QTest.qWait(200)
    assert bar.isVisible()  # The keyboard is on it.
    undo.clearFocus()
    bar.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # Where the pointer of tests rests.
    qtbot.waitUntil(lambda: not bar.isVisible())
