"""The Dataset page with twelve pictures of three classes, over a stand-in library."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QListView,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.theme.theme import current_theme
from tests.ui.dataset.bench import Library, Thumbnails, dataset, find


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def page(
    library: Library, qapp: QApplication, qtbot: QtBot, project: Project
) -> Iterator[DatasetPage]:
    current_theme().apply(qapp)
    thumbnails = Thumbnails()
    page = DatasetPage(library, thumbnails)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1180, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    library.show(LibraryState(project, dataset(project.folder)))
    qtbot.waitUntil(lambda: find(page, QListView, "item_grid").isVisible())
    QTest.qWait(1)
    yield page
    qtbot.waitUntil(lambda: not living_jobs())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path / ".shoeclassifier")
