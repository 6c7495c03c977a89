"""Pictures come to the page from its menu, by dragging and by pasting."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.services.collect import CollectService
from shoeclassifier_gui.services.importing import ImportService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.dataset.picture_sources import PictureSources
from shoeclassifier_gui.ui.importing.dialog import ImportDialog


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Path]]:
    """What the import dialog was opened with."""
    found: list[Sequence[Path]] = []
    monkeypatch.setattr(ImportDialog, "open_with", lambda _dialog, paths: found.append(paths))
    return found


@pytest.fixture
def page(qtbot: QtBot, sample: Path) -> Iterator[DatasetPage]:
    library, thumbnails = LibraryService(), ThumbnailService()
    page = DatasetPage(library, thumbnails)
    PictureSources(page, library, ImportService(library), CollectService(library))
    page.resize(1200, 700)
    qtbot.addWidget(page)
    page.show()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    yield page
    qtbot.waitUntil(lambda: not living_jobs())


def drop(page: DatasetPage, data: QMimeData) -> None:
    place, actions = QPoint(300, 300), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(place, actions, data, buttons, keys))
    QApplication.sendEvent(page, QDropEvent(QPointF(place), actions, data, buttons, keys))


def urls(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def test_the_menu_names_three_ways(page: DatasetPage) -> None:
    button = page.findChild(QPushButton, "add_pictures")
    assert button is not None
    assert button.isVisible()
    texts = [action.text() for action in button.menu().actions()]
    assert texts == ["Files, folders or videos…", "From the web…", "With the camera"]


def test_dropped_files_are_looked_at_by_the_import(
    page: DatasetPage, sample: Path, opened: list[Sequence[Path]]
) -> None:
    drop(page, urls(sample.as_uri()))
    assert opened == [[sample]]


def test_pasted_files_too(page: DatasetPage, sample: Path, opened: list[Sequence[Path]]) -> None:
    QGuiApplication.clipboard().setMimeData(urls(sample.as_uri()))
    page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    # The clipboard outlives Python, and must not hold an object of it then.
    QGuiApplication.clipboard().clear()
    assert opened == [[sample]]


def test_dropped_addresses_wait_for_a_click(page: DatasetPage, qtbot: QtBot) -> None:
    drop(page, urls("http://127.0.0.1:9/shoe.jpg"))
    dialog = page.window().findChild(QDialog, "collect_dialog")
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    service = dialog.findChild(QComboBox, "collect_service")
    assert service is not None
    assert service.currentData() == "urls"
    start = dialog.findChild(QPushButton, "collect_start")
    assert start is not None
    assert start.isEnabled()
    dialog.close()
