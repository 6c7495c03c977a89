"""Pictures are labelled, the change is undone, and done again after a restart: the real program."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.services import engine, weights
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.main_window import MainWindow
from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme
from tests.core.importing.bench import Importer, photos

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = engine._EngineLoaded("CPU, 2 threads", ("auto",))
    monkeypatch.setattr(engine, "_load", lambda _control: iter([loaded]))
    monkeypatch.setattr(weights, "_list", lambda _control: iter(()))
    monkeypatch.setattr(MainWindow, "build_rest", lambda _window: None)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[Path], Application]]:
    """Opens a folder in the program; a second start comes after the end of the first."""
    running: list[Application] = []

    def begin(folder: Path) -> Application:
        while running:
            end(running.pop(), qtbot)
        running.append(Application.create(qapp, folder=folder))
        window = running[0].window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        library = running[0].services.library
        qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
        return running[0]

    yield begin
    end(running.pop(), qtbot)


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


def classes_of(application: Application) -> dict[str, str]:
    dataset = data(application)
    return {item.digest: dataset.classes[item.class_index] for item in dataset.items}


def press(application: Application, qtbot: QtBot, key: Qt.Key, keys: Qt.KeyboardModifier) -> None:
    """Presses keys in the grid and waits for the change that they bring."""
    grid = view(application)
    grid.setFocus()
    with qtbot.waitSignal(application.services.library.edited):
        QTest.keyClick(grid, key, keys)


def view(application: Application) -> QListView:
    grid = application.window.findChild(QListView, "item_grid")
    assert grid is not None
    return grid


def select_first_boots(application: Application) -> None:
    grid = view(application)
    for row, keys in ((0, Qt.KeyboardModifier.NoModifier), (2, SHIFT)):
        place = grid.visualRect(grid.model().index(row, 0)).center()
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, keys, place)


def entry(application: Application, name: str) -> QAction:
    action = application.window.findChild(QAction, name)
    assert action is not None
    return action


def words(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisible()]


def test_labels_are_undone_and_done_again_after_a_restart(
    start: Callable[[Path], Application], sample: Path, qtbot: QtBot
) -> None:
    first = start(sample)
    before = classes_of(first)
    assert not entry(first, "menu_undo").isEnabled()
    select_first_boots(first)
    moved = {item.digest for item in data(first).items[:3]}
    second_class = data(first).classes[1]
    press(first, qtbot, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier)
    after = classes_of(first)
    assert {digest for digest in before if before[digest] != after[digest]} == moved
    assert {after[digest] for digest in moved} == {second_class}
    assert f"3 pictures moved to {second_class}." in words(first.window)
    name = f"“Move 3 pictures to {second_class}”"
    assert entry(first, "menu_undo").text() == f"&Undo {name}"
    press(first, qtbot, Qt.Key.Key_Z, CTRL)
    assert classes_of(first) == before
    assert not entry(first, "menu_undo").isEnabled()
    again = start(sample)
    assert entry(again, "menu_redo").text() == f"&Redo {name}"
    press(again, qtbot, Qt.Key.Key_Z, CTRL | SHIFT)
    assert classes_of(again) == after


def test_deleted_pictures_come_back_from_the_trash(
    start: Callable[[Path], Application], sample: Path, qtbot: QtBot
) -> None:
    application = start(sample)
    before = classes_of(application)
    select_first_boots(application)
    press(application, qtbot, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert len(data(application).items) == len(before) - 3
    put_all_back(application, qtbot, 3)
    assert classes_of(application) == before


def test_an_emptied_trash_takes_its_undo_with_it_and_no_other(
    start: Callable[[Path], Application], sample: Path, qtbot: QtBot
) -> None:
    application = start(sample)
    select_first_boots(application)
    press(application, qtbot, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert entry(application, "menu_undo").text() == "&Undo “Delete 3 pictures”"
    kept = classes_of(application)
    select_first_boots(application)
    press(application, qtbot, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier)
    empty_the_trash(application, qtbot)
    assert "3 deleted pictures removed for good." in words(application.window)
    assert "Move 3 pictures" in entry(application, "menu_undo").text()
    press(application, qtbot, Qt.Key.Key_Z, CTRL)
    assert classes_of(application) == kept
    assert not entry(application, "menu_undo").isEnabled()
    again = start(sample)
    assert not entry(again, "menu_undo").isEnabled()
    assert "Move 3 pictures" in entry(again, "menu_redo").text()


def empty_the_trash(application: Application, qtbot: QtBot) -> None:
    entry(application, "menu_trash").trigger()
    dialog = application.window.findChild(QWidget, "trash")
    assert dialog is not None
    button = dialog.findChild(QPushButton, "empty_trash")
    assert button is not None
    qtbot.waitUntil(button.isEnabled)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    yes = dialog.findChild(QPushButton, "empty_trash_yes")
    assert yes is not None
    with qtbot.waitSignal(application.services.library.edited):
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)


def test_pictures_of_an_undone_import_come_back_from_the_trash_after_a_restart(
    start: Callable[[Path], Application], sample: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    new = photos(tmp_path / "new", [f"boot/{number}.png" for number in range(2)])
    Importer(sample).take(new)
    first = start(sample)
    imported = classes_of(first)
    press(first, qtbot, Qt.Key.Key_Z, CTRL)
    select_first_boots(first)
    press(first, qtbot, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert not entry(first, "menu_redo").isEnabled()
    again = start(sample)
    put_all_back(again, qtbot, 5)
    assert classes_of(again) == imported


def put_all_back(application: Application, qtbot: QtBot, count: int) -> None:
    """Puts everything back that lies in the trash."""
    entry(application, "menu_trash").trigger()
    dialog = application.window.findChild(QWidget, "trash")
    assert dialog is not None
    rows = dialog.findChild(QListView)
    assert rows is not None
    qtbot.waitUntil(lambda: rows.model().rowCount() == count)
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_A, CTRL)
    button = dialog.findChild(QPushButton, "put_back")
    assert button is not None
    assert button.text() == f"Put back {count} pictures"
    with qtbot.waitSignal(application.services.library.edited):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_change_that_is_not_possible_is_said_in_a_sentence(
    start: Callable[[Path], Application], sample: Path, qtbot: QtBot
) -> None:
    application = start(sample)
    library = application.services.library
    from shoeclassifier_gui.ui.dataset.editor import Editor

    editor = Editor(library)
    one, other = data(application).classes[:2]
    with qtbot.waitSignal(library.failed):
        editor.rename_class(one, other)
    assert f"There is a class {other} already." in words(application.window)
    assert "Merge the two classes instead." in words(application.window)
