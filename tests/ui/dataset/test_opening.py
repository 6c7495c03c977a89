"""A known folder is shown as it was at once, and as it is after it was compared."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import index
from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.comparing import Comparison, compare
from shoeclassifier_gui.core.dataset.index import index_project
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import READING, LibraryService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.theme.theme import current_theme
from tests.ui.dataset.bench import find


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Event:
    """The comparison waits until this is set."""
    free = Event()

    def held(project: Project, catalogue: Catalogue, control: Control) -> Comparison:
        while not free.is_set():
            control.sleep(0.001)
        return compare(project, catalogue, control)

    monkeypatch.setattr(index, "compare", held)
    return free


@pytest.fixture
def library() -> LibraryService:
    return LibraryService()


@pytest.fixture
def known(sample: Path, compared: Event) -> Path:
    """The sample, read before."""
    compared.set()
    list(index_project(open_project(sample), Control()))
    compared.clear()
    return sample


@pytest.fixture
def grid(
    library: LibraryService, known: Path, qapp: QApplication, qtbot: QtBot
) -> Iterator[QListView]:
    """Of a page over the known folder, which is not open yet."""
    current_theme().apply(qapp)
    thumbnails = ThumbnailService()
    thumbnails.use_folder(open_project(known).thumbnails)
    page = DatasetPage(library, thumbnails)
    qtbot.addWidget(page)
    page.resize(1180, 720)
    page.show()
    yield find(page, QListView, "item_grid")
    library.stop()
    thumbnails.stop()
    qtbot.waitUntil(lambda: not living_jobs())


def names(grid: QListView) -> set[str]:
    model = grid.model()
    return {str(model.index(row, 0).data()) for row in range(model.rowCount())}


def test_pictures_are_shown_before_the_folder_was_compared(
    library: LibraryService, grid: QListView, known: Path, qtbot: QtBot
) -> None:
    library.open_folder(known)
    qtbot.waitUntil(lambda: grid.isVisible() and grid.model().rowCount() == 120)
    first = grid.model().index(0, 0)
    qtbot.waitUntil(lambda: isinstance(first.data(Qt.ItemDataRole.DecorationRole), QImage))
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    classes = find(grid.window(), QAbstractItemView, "class_list")
    classes.setCurrentIndex(classes.model().index(1, 0))
    assert grid.model().rowCount() == 24
    assert library.state.busy == READING


def test_what_was_deleted_and_added_meanwhile_is_seen_after_it_was_compared(
    library: LibraryService, grid: QListView, known: Path, compared: Event, qtbot: QtBot
) -> None:
    gone = next((known / "boot").glob("*.jpg"))
    gone.rename(gone.with_name("newcomer.jpg"))
    deleted = next((known / "loafer").glob("*.jpg"))
    deleted.unlink()
    library.open_folder(known)
    qtbot.waitUntil(lambda: grid.model().rowCount() == 120)
    assert {gone.name, deleted.name} <= names(grid)
    compared.set()
    qtbot.waitUntil(lambda: not library.state.busy)
    assert grid.model().rowCount() == 119
    assert "newcomer.jpg" in names(grid)
    assert not {gone.name, deleted.name} & names(grid)


def test_a_folder_that_is_as_it_was_is_not_shown_twice(
    library: LibraryService, grid: QListView, known: Path, compared: Event, qtbot: QtBot
) -> None:
    library.open_folder(known)
    qtbot.waitUntil(lambda: grid.model().rowCount() == 120)
    shown_again: list[bool] = []
    grid.model().modelReset.connect(lambda: shown_again.append(True))
    compared.set()
    qtbot.waitUntil(lambda: not library.state.busy)
    assert not shown_again
    assert grid.model().rowCount() == 120
