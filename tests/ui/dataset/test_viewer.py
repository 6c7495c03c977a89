"""Deciding picture by picture in the large view, with real keys on real files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.dataset.viewer import Viewer
from shoeclassifier_gui.ui.widgets.sign import Sign
from tests.ui.dataset.bench import CTRL, SHIFT, Thumbnails, click_row, find, grid, words

_EVENT = QKeyEvent.Type.KeyPress


@pytest.fixture
def project(sample: Path) -> Path:
    return sample


@pytest.fixture
def library(qtbot: QtBot, project: Path) -> LibraryService:
    library = LibraryService()
    library.open_folder(project)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    return library


@pytest.fixture
def page(library: LibraryService, qtbot: QtBot) -> DatasetPage:
    page = DatasetPage(library, Thumbnails())  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1180, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.waitUntil(lambda: grid(page).isVisible())
    QTest.qWait(1)
    return page


@pytest.fixture
def settled(library: LibraryService, qtbot: QtBot) -> Callable[[], None]:
    """Waits until everything that was asked for is done."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not library.state.busy and not living_jobs())

    return wait


def open_viewer(page: DatasetPage, row: int) -> Viewer:
    click_row(grid(page), row)
    QTest.keyClick(grid(page), Qt.Key.Key_Return)
    return find(page, Viewer, "viewer")


def paths(library: LibraryService) -> list[str]:
    assert library.state.dataset is not None
    return [item.relative for item in library.state.dataset.items]


def shown(page: DatasetPage) -> str:
    """The path of the picture in the large view."""
    item = grid(page).currentIndex().data(Qt.ItemDataRole.UserRole + 1)
    return str(item.relative)


def test_what_is_left_out_is_said_so_in_the_words_of_the_grid(
    page: DatasetPage, library: LibraryService, settled: Callable[[], None], qtbot: QtBot
) -> None:
    assert library.state.dataset is not None
    out = edits.leave_out(library.state.dataset, library.state.dataset.items[:1])
    with qtbot.waitSignal(library.edited):
        library.change(lambda _dataset: out)
    viewer = open_viewer(page, 0)
    sign = find(viewer, Sign, "viewer_left_out")
    assert sign.isVisible()
    assert "Left out of training" in " ".join(words(viewer))
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert not sign.isVisible()
    assert "Left out of training" not in " ".join(words(viewer))
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    QTest.keyClick(viewer, Qt.Key.Key_Z, CTRL)
    settled()
    assert not sign.isVisible()
    viewer.close()


def told(viewer: Viewer) -> str:
    return find(viewer, QLabel, "viewer_done").text()


def test_a_number_labels_the_shown_picture_and_shows_the_next(
    page: DatasetPage, library: LibraryService, project: Path, settled: Callable[[], None]
) -> None:
    first, second, third = paths(library)[:3]
    viewer = open_viewer(page, 0)
    QTest.keyClick(viewer, Qt.Key.Key_2)
    assert shown(page) == second
    QTest.keyClick(viewer, Qt.Key.Key_3)
    assert shown(page) == third
    settled()
    classes = library.state.dataset.classes if library.state.dataset else ()
    assert (project / classes[1] / Path(first).name).is_file()
    assert (project / classes[2] / Path(second).name).is_file()
    assert shown(page) == third
    assert told(viewer) == f"1 picture moved to {classes[2]}."
    viewer.close()


def test_only_the_shown_picture_is_meant_when_many_are_selected(
    page: DatasetPage, library: LibraryService, settled: Callable[[], None]
) -> None:
    before = paths(library)
    click_row(grid(page), 0)
    click_row(grid(page), 4, SHIFT)
    QTest.keyClick(grid(page), Qt.Key.Key_Return)
    viewer = find(page, Viewer, "viewer")
    at = shown(page)
    QTest.keyClick(viewer, Qt.Key.Key_Delete)
    settled()
    assert set(before) - set(paths(library)) == {at}
    viewer.close()


def test_delete_moves_to_the_trash_and_undo_shows_the_picture_again(
    page: DatasetPage, library: LibraryService, project: Path, settled: Callable[[], None]
) -> None:
    before = paths(library)
    viewer = open_viewer(page, 3)
    QTest.keyClick(viewer, Qt.Key.Key_Delete)
    assert shown(page) == before[4]
    settled()
    assert shown(page) == before[4]
    assert before[3] not in paths(library)
    assert not (project / before[3]).exists()
    assert told(viewer) == "1 picture moved to the trash."
    QTest.keyClick(viewer, Qt.Key.Key_Z, CTRL)
    settled()
    assert paths(library) == before
    assert (project / before[3]).is_file()
    assert shown(page) == before[3]
    assert told(viewer).startswith("Undone: ")
    QTest.keyClick(viewer, Qt.Key.Key_Z, CTRL | SHIFT)
    settled()
    assert before[3] not in paths(library)
    viewer.close()


def test_after_the_last_one_the_one_before_is_shown(
    page: DatasetPage, library: LibraryService, settled: Callable[[], None]
) -> None:
    before = paths(library)
    viewer = open_viewer(page, 0)
    QTest.keyClick(viewer, Qt.Key.Key_End)
    QTest.keyClick(viewer, Qt.Key.Key_Delete)
    settled()
    assert paths(library) == before[:-1]
    assert shown(page) == before[-2]
    viewer.close()


def test_when_none_is_left_the_view_closes(
    page: DatasetPage, library: LibraryService, settled: Callable[[], None]
) -> None:
    only = paths(library)[5]
    page.show_only([only])
    viewer = open_viewer(page, 0)
    closed: list[int] = []
    viewer.finished.connect(closed.append)
    QTest.keyClick(viewer, Qt.Key.Key_Delete)
    settled()
    assert only not in paths(library)
    assert closed


def test_a_key_without_a_class_and_a_held_key_do_nothing(
    page: DatasetPage, library: LibraryService, settled: Callable[[], None]
) -> None:
    before = paths(library)
    viewer = open_viewer(page, 2)
    QTest.keyClick(viewer, Qt.Key.Key_9)
    held = QKeyEvent(_EVENT, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(viewer, held)
    QTest.keyClick(viewer, Qt.Key.Key_2, CTRL)
    settled()
    assert shown(page) == before[2]
    assert paths(library) == before
    viewer.close()


def test_the_keys_are_named(page: DatasetPage, library: LibraryService) -> None:
    viewer = open_viewer(page, 0)
    classes = library.state.dataset.classes if library.state.dataset else ()
    keys = find(viewer, QLabel, "viewer_keys").text()
    assert keys.startswith(f"Del: trash · Ctrl+Z: undo · 1: {classes[0]} · 2: {classes[1]}")
    viewer.close()


def test_while_another_program_changes_the_project_one_can_only_look(
    page: DatasetPage, library: LibraryService, settled: Callable[[], None]
) -> None:
    settled()
    before = paths(library)
    library._set(replace(library.state, read_only=True))
    viewer = open_viewer(page, 0)
    assert not any("Del: trash" in word for word in words(viewer))
    for key in (Qt.Key.Key_2, Qt.Key.Key_Delete):
        QTest.keyClick(viewer, key)
    QTest.keyClick(viewer, Qt.Key.Key_Z, CTRL)
    settled()
    assert paths(library) == before
    assert shown(page) == before[0]
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert shown(page) == before[1]
    viewer.close()
