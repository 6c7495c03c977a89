"""The whole window, worked as a user works it; only the engine is a stand-in."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import FirstModelReady, RunFinished
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.services import engine, weights
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import DRAWING
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.main_window import MainWindow
from shoeclassifier_gui.ui.page_names import Page
from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme

Kind = TypeVar("Kind", bound=QObject)
DEVICE = "CPU, 2 threads"


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = engine._EngineLoaded(DEVICE, ("auto",))
    monkeypatch.setattr(engine, "_load", lambda _control: iter([loaded]))
    monkeypatch.setattr(weights, "_list", lambda _control: iter(()))
    # Pages that no test opens are not made: it takes half a second.
    monkeypatch.setattr(MainWindow, "build_rest", lambda _window: None)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[], Application]]:
    """Starts the program; a second start comes after the end of the first."""
    running: list[Application] = []

    def begin() -> Application:
        while running:
            end(running.pop(), qtbot)
        running.append(Application.create(qapp))
        return running[0]

    yield begin
    end(running.pop(), qtbot)


@pytest.fixture
def application(start: Callable[[], Application], qtbot: QtBot) -> Application:
    application = start()
    with qtbot.waitExposed(application.window):
        pass
    return application


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "Winter shop"
    for name in ("boot", "loafer"):
        for number in range(4):
            picture = np.full((24, 32, 3), 40 * number + len(name), np.uint8)
            write_picture(folder / name / f"{number}.png", picture)
    return folder


def end(application: Application, qtbot: QtBot) -> None:
    if application.window.isVisible() or living_jobs():
        with qtbot.waitSignal(application.closed, timeout=10_000):
            application.close()
    current_theme().set_mode(ThemeMode.SYSTEM)
    application.window.deleteLater()
    application.deleteLater()


def find(parent: QObject, kind: type[Kind], name: str = "") -> Kind:
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, name
    return found


def click(application: Application, name: str) -> None:
    widget = find(application.window, QWidget, name)
    assert widget.isVisible(), name
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def text(application: Application, name: str) -> str:
    return find(application.window, QLabel, name).text()


def shown(application: Application) -> str:
    page = application.window.page
    return page.value if page else "welcome"


def notice_words(application: Application) -> list[str]:
    notice = find(application.window, QWidget, "notice")
    return [label.text() for label in notice.findChildren(QLabel) if label.isVisible()]


def open_folder(application: Application, folder: Path, qtbot: QtBot) -> None:
    application.open_folder(folder)
    qtbot.waitUntil(lambda: application.services.library.state.dataset is not None, timeout=10_000)


def test_the_first_start_shows_three_doors_and_no_page(application: Application) -> None:
    doors = ["door_camera", "door_folder", "door_sample"]
    assert all(find(application.window, QWidget, door).isVisible() for door in doors)
    rail = application.window.findChildren(QToolButton)
    assert not any(button.isChecked() or button.hasFocus() for button in rail)
    assert text(application, "status_project") == "No project is open"
    assert text(application, "status_model") == "No model yet"


def test_the_device_is_told_once_the_engine_is_ready(
    application: Application, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: text(application, "status_device") == DEVICE)


def test_the_rail_and_its_keys_change_the_page(application: Application, qtbot: QtBot) -> None:
    click(application, "nav_results")
    assert shown(application) == "results"
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)
    QTest.keyClick(application.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert shown(application) == "train"
    assert find(application.window, QToolButton, "nav_train").isChecked()


def test_an_opened_folder_is_shown_named_and_opened_again_next_time(
    application: Application,
    photos: Path,
    start: Callable[[], Application],
    qtbot: QtBot,
) -> None:
    open_folder(application, photos, qtbot)
    assert application.window.page is Page.DATASET
    assert text(application, "status_project") == "Winter shop"
    grid = find(application.window, QListView, "item_grid")
    assert grid.isVisible()
    assert grid.model().rowCount() == 8
    again = start()
    assert text(again, "status_project") == "Winter shop"


def test_the_sample_door_draws_and_the_stop_button_stops_it(
    application: Application, qtbot: QtBot
) -> None:
    click(application, "door_sample")
    library = application.services.library
    assert application.window.page is Page.DATASET
    assert library.state.busy == DRAWING
    work = find(application.window, QWidget, "status_work")
    qtbot.waitUntil(work.isVisible)
    QTest.mouseClick(find(work, QToolButton), Qt.MouseButton.LeftButton)
    assert not library.state.busy
    qtbot.waitUntil(lambda: not work.isVisible())


def test_the_camera_door_begins_a_project_of_one_s_own(
    application: Application, home: Path, qtbot: QtBot
) -> None:
    click(application, "door_camera")
    assert application.window.page is Page.CAMERA
    assert text(application, "status_project") == "My shoes"
    assert (home / "documents" / "My shoes").is_dir()
    qtbot.waitUntil(lambda: application.services.library.state.dataset is not None)


def test_a_folder_that_cannot_be_opened_is_said_above_the_page(
    application: Application, qtbot: QtBot
) -> None:
    application.open_folder(Path("/no/such/folder"))
    assert notice_words(application)[0] == "There is no folder /no/such/folder."
    notice = find(application.window, QWidget, "notice")
    QTest.mouseClick(find(notice, QToolButton), Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_a_fault_of_the_program_has_details_to_copy(application: Application) -> None:
    application.services.uncaught.caught.emit(ZeroDivisionError("seven"))
    assert notice_words(application)[0] == "Something went wrong in the program."
    notice = find(application.window, QWidget, "notice")
    copy = next(b for b in notice.findChildren(QPushButton) if b.text() == "Copy details")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError: seven" in QGuiApplication.clipboard().text()


def test_a_failed_training_is_said_while_another_page_is_shown(application: Application) -> None:
    application.window.show_page(Page.DATASET)
    application.services.training.failed.emit(ValueError("nan"))
    assert notice_words(application)


def test_a_dropped_folder_is_opened(application: Application, photos: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photos))])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(99, 99), *arguments, none)
    QApplication.sendEvent(application.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(application.window, QDropEvent(QPointF(99, 99), *arguments, none))
    assert text(application, "status_project") == "Winter shop"


def test_a_dropped_file_is_refused(application: Application, photos: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photos / "boot" / "0.png"))])
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(99, 99), Qt.DropAction.CopyAction, data, button, none)
    enter.ignore()
    QApplication.sendEvent(application.window, enter)
    assert not enter.isAccepted()


def test_the_theme_menu_changes_and_keeps_the_theme(application: Application) -> None:
    find(application.window, QAction, "menu_theme_dark").trigger()
    assert current_theme().palette.name == "dark"
    assert application.services.settings.values.theme == "dark"
    assert find(application.window, QAction, "menu_theme_dark").isChecked()


def test_a_model_is_taken_into_use_as_soon_as_it_is_made(
    application: Application, photos: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(application, photos, qtbot)
    used: list[Path | None] = []
    monkeypatch.setattr(application.services.prediction, "use_model", used.append)
    project = application.services.library.state.project
    assert project is not None
    model = project.runs / "today" / "model"
    training, scores = application.services.training, Scores("val", 20, 0.9, 0.9, (), ())
    training.first_model_ready.emit(FirstModelReady(model, scores, 2.0))
    training.run_finished.emit(RunFinished(model, Ending.DONE, 1, 1.0, None))
    assert used == [model, model]


def test_closing_ends_all_work_and_keeps_the_size(
    application: Application,
    photos: Path,
    start: Callable[[], Application],
    qtbot: QtBot,
) -> None:
    open_folder(application, photos, qtbot)
    application.window.resize(800, 700)
    with qtbot.waitSignal(application.closed, timeout=10_000):
        application.window.close()
    assert not application.window.isVisible()
    assert not living_jobs()
    assert start().window.size().toTuple() == (800, 700)


def test_the_window_is_never_larger_than_the_screen(application: Application) -> None:
    window = application.window
    room = window.screen().availableGeometry().size()
    assert room.width() < 1024, "the screen of the tests is a small one"
    assert window.size().boundedTo(room) == window.size()
    assert window.minimumSize().boundedTo(room) == window.minimumSize()


def train(application: Application) -> None:
    training = application.services.training
    training._set(TrainingState(phase=TrainingPhase.RUNNING))


def test_closing_while_training_asks_and_can_be_taken_back(
    application: Application, qtbot: QtBot
) -> None:
    train(application)
    application.window.close()
    click(application, "close_keep")
    qtbot.waitUntil(lambda: application.window.findChild(QPushButton, "close_keep") is None)
    assert application.window.isVisible()
    assert application.services.training.state.active


def test_closing_while_training_stops_it_when_told_to(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(application)
    stopped: list[bool] = []
    monkeypatch.setattr(application.services.training, "stop", lambda: stopped.append(True))
    application.window.close()
    with qtbot.waitSignal(application.closed, timeout=10_000):
        click(application, "close_stop")
    assert stopped == [True]
    assert not application.window.isVisible()


def test_escape_keeps_working(application: Application, qtbot: QtBot) -> None:
    train(application)
    application.window.close()
    button = find(application.window, QPushButton, "close_keep")
    QTest.keyClick(button, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: application.window.findChild(QPushButton, "close_keep") is None)
    assert application.window.isVisible()


@pytest.mark.parametrize("name", ["help_dialog", "about_dialog"])
def test_help_and_about_open_once(application: Application, name: str, qtbot: QtBot) -> None:
    action = find(application.window, QAction, f"menu_{name.removesuffix('_dialog')}")
    action.trigger()
    action.trigger()
    dialogs = application.window.findChildren(QWidget, name)
    assert len(dialogs) == 1
    qtbot.waitUntil(lambda: not living_jobs(), timeout=10_000)
    dialogs[0].close()


_FIRST_PAINT = """
import sys
from PySide6.QtWidgets import QApplication
from shoeclassifier_gui.services.engine import EngineService

def load(self):
    heavy = {"torch", "torchvision", "pyqtgraph"} & set(sys.modules)
    print("heavy at first paint:", sorted(heavy))
    sys.exit(0)

EngineService.load = load
from shoeclassifier_gui.ui.application import Application
app = QApplication([])
application = Application.create(app)
application.window.build_rest = lambda: None
sys.excepthook = lambda *_: None
app.exec()
"""


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "heavy at first paint: []" in done.stdout, done.stderr
