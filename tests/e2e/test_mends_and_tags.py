"""The data doctor mends, sides are tagged, and all of it outlives a restart: the real program."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QListView,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.balance import wants_balance
from shoeclassifier_gui.core.dataset.coach import coach
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.doctor.findings import FindingKind
from shoeclassifier_gui.core.pictures import picture_header, write_picture
from shoeclassifier_gui.services import engine, weights
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.balance_wish import BalanceWish
from shoeclassifier_gui.ui.doctor.panel import DoctorPanel
from shoeclassifier_gui.ui.main_window import MainWindow
from shoeclassifier_gui.ui.page_names import Page
from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme
from shoeclassifier_gui.ui.train.page import TrainPage
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from shoeclassifier_gui.ui.widgets.buttons import PrimaryButton
from tests.core.doctor.conftest import scene
from tests.ui.dataset.bench import open_menu, trigger

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Kind = TypeVar("Kind", bound=QObject)
Start = Callable[[Path], Application]
LEFT, NONE, CTRL = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
)
LONG, LYING = "boot/long.jpg", "sandal/phone.jpg"


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = engine._EngineLoaded("CPU, 2 threads", ("auto",))
    monkeypatch.setattr(engine, "_load", lambda _control: iter([loaded]))
    monkeypatch.setattr(weights, "_list", lambda _control: iter(()))
    monkeypatch.setattr(MainWindow, "build_rest", lambda _window: None)


@pytest.fixture
def shoes(tmp_path: Path) -> Path:
    """24 boots, 3 sandals, one more boot that is very long, one more sandal stored lying."""
    folder = tmp_path / "shoes"
    for number in range(27):
        name = "boot" if number < 24 else "sandal"
        write_picture(folder / name / f"{number:03}.jpg", scene(number))
    write_picture(folder / LONG, np.ascontiguousarray(scene(50)[:64]))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(scene(51)[:200]).save(folder / LYING, exif=exif)
    return folder


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Opens a folder in the program; a second start comes after the end of the first."""
    running: list[Application] = []
    # What needs a network is not looked for; importing it would take seconds.
    monkeypatch.setattr("shoeclassifier_gui.services.doctor.DoctorService.set_engine_ready", _rest)

    def begin(folder: Path) -> Application:
        while running:
            end(running.pop(), qtbot)
        running.append(Application.create(qapp, folder=folder))
        window = running[0].window
        window.resize(1280, 800)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        library = running[0].services.library
        qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
        return running[0]

    yield begin
    end(running.pop(), qtbot)


def _rest(_doctor: object) -> None:
    return


def end(application: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.closed):
        application.close()
    current_theme().set_mode(ThemeMode.SYSTEM)
    application.window.deleteLater()
    application.deleteLater()


def data(application: Application) -> Dataset:
    dataset = application.services.library.state.dataset
    assert dataset is not None
    return dataset


def left_out(application: Application) -> set[str]:
    return {item.relative for item in data(application).items if item.left_out}


def find(application: Application, kind: type[Kind], name: str) -> Kind:
    found = application.window.findChild(kind, name)
    assert found is not None, name
    return found


def click(widget: QWidget) -> None:
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, LEFT)


def click_row(view: QListView, row: int, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(
        view.viewport(), LEFT, keys, view.visualRect(view.model().index(row, 0)).center()
    )


def check(application: Application, qtbot: QtBot) -> None:
    """Asks the data doctor by mouse."""
    click(find(application, QPushButton, "data_doctor"))
    (button,) = [
        button
        for button in application.window.findChildren(PrimaryButton)
        if button.isVisible() and button.text() == "Check the pictures"
    ]
    click(button)
    qtbot.waitUntil(lambda: application.services.doctor.diagnosis is not None)
    qtbot.waitUntil(lambda: not application.services.doctor.busy)


def choose(application: Application, kind: FindingKind) -> None:
    view = find(application, QListView, "finding_list")
    values = [view.model().index(row, 0).data(0x101) for row in range(view.model().rowCount())]
    click_row(view, values.index(kind.value))


def mend(application: Application, qtbot: QtBot, kind: FindingKind) -> None:
    choose(application, kind)
    with qtbot.waitSignal(application.services.library.edited):
        click(find(application, QPushButton, "mend"))


def undo(application: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.services.library.edited):
        QTest.keyClick(application.window, Qt.Key.Key_Z, CTRL)


def test_odd_and_lying_pictures_are_mended_by_a_click_and_come_back_by_undo(
    start: Start, shoes: Path, qtbot: QtBot
) -> None:
    application = start(shoes)
    stored = (shoes / LYING).read_bytes()
    check(application, qtbot)
    mend(application, qtbot, FindingKind.ODD_SHAPE)
    assert left_out(application) == {LONG}
    mend(application, qtbot, FindingKind.EXIF_TURNED)
    assert picture_header(shoes / LYING).orientation == 1
    mend(application, qtbot, FindingKind.IMBALANCE)
    assert wants_balance(data(application))
    mended = {FindingKind.ODD_SHAPE, FindingKind.EXIF_TURNED, FindingKind.IMBALANCE}
    diagnosis = application.services.doctor.diagnosis
    assert diagnosis is not None
    assert not mended & {finding.kind for finding in diagnosis.findings}
    undo(application, qtbot)
    assert not wants_balance(data(application))
    undo(application, qtbot)
    assert (shoes / LYING).read_bytes() == stored
    undo(application, qtbot)
    assert left_out(application) == set()


def test_the_wish_for_balance_is_shown_and_taken_back_where_it_is_shown(
    start: Start, shoes: Path, qtbot: QtBot
) -> None:
    application = start(shoes)
    check(application, qtbot)
    mend(application, qtbot, FindingKind.IMBALANCE)
    withdraw(application, qtbot, DoctorPanel)
    assert not wants_balance(data(application))
    choose(application, FindingKind.IMBALANCE)
    undo(application, qtbot)
    application.window.show_page(Page.TRAIN)
    form = application.window.findChild(SettingsForm)
    assert form is not None
    form.show_all(True)
    withdraw(application, qtbot, TrainPage)
    assert not wants_balance(data(application))


def withdraw(application: Application, qtbot: QtBot, place: type[QWidget]) -> None:
    """Takes the wish back by a click on the notice that tells it; it is told no more."""
    parent = application.window.findChild(place)
    assert parent is not None
    notice = parent.findChild(BalanceWish)
    assert notice is not None
    assert notice.isVisible()
    scroll = parent.findChild(QScrollArea, "settings_scroll")
    if scroll is not None:
        scroll.ensureWidgetVisible(notice)
    (button,) = [each for each in notice.findChildren(QPushButton) if each.isVisible()]
    with qtbot.waitSignal(application.services.library.edited):
        click(button)
    assert not notice.isVisible()


def test_a_tiny_class_leads_to_the_camera(start: Start, shoes: Path, qtbot: QtBot) -> None:
    application = start(shoes)
    check(application, qtbot)
    choose(application, FindingKind.TINY_CLASS)
    click(find(application, QPushButton, "mend"))
    assert application.window.page is Page.CAMERA
    assert find(application, QComboBox, "record_class").currentText() == "sandal"


def test_what_is_left_out_and_tagged_in_the_grid_outlives_a_restart(
    start: Start, shoes: Path, qtbot: QtBot
) -> None:
    application = start(shoes)
    grid = find(application, QListView, "item_grid")
    click_row(grid, 0)
    choose_in_menu(application, qtbot, "picture_leave_out")
    click_row(grid, 1)
    click_row(grid, 2, CTRL)
    choose_in_menu(application, qtbot, "side_menu", "picture_side_heel")
    assert coach(data(application))[0].sides == {"heel": 2}

    application = start(shoes)
    assert len(left_out(application)) == 1
    assert coach(data(application))[0].sides == {"heel": 2}
    grid = find(application, QListView, "item_grid")
    splits = find(application, QComboBox, "split_filter")
    splits.setCurrentIndex(splits.findText("Left out of training"))
    assert grid.model().rowCount() == 1
    undo(application, qtbot)
    assert coach(data(application))[0].sides == {}
    undo(application, qtbot)
    assert left_out(application) == set()
    assert grid.model().rowCount() == 0


def choose_in_menu(application: Application, qtbot: QtBot, *names: str) -> None:
    """Clicks an entry of the grid's menu, or of a menu below it, for what is selected."""
    grid = find(application, QListView, "item_grid")
    menu = open_menu(grid, grid.currentIndex().row(), "picture_menu")
    for name in names[:-1]:
        below = menu.findChild(QMenu, name)
        assert below is not None
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(below.menuAction()).center())
        qtbot.waitUntil(below.isVisible)
        menu = below
    with qtbot.waitSignal(application.services.library.edited):
        trigger(menu, names[-1])
