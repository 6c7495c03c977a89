"""The Dataset page, worked with mouse and keys, over a stand-in library."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QListView,
    QPushButton,
    QSlider,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import BrokenFile, Dataset, Item, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import READING, LibraryState
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.theme.theme import current_theme
from tests.ui.dataset.bench import Thumbnails, find

CLASSES = ("boot", "loafer", "a class whose name is far longer than any card is wide")
SPLITS = (Split.TRAIN, Split.TRAIN, Split.VAL, Split.TEST)


class Library(QObject):
    """The state is what the test says."""

    changed = Signal()
    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = LibraryState()
        self.calls: list[str] = []

    def show(self, state: LibraryState) -> None:
        columns = Columns.of(state.dataset) if state.dataset else None
        self.state = replace(state, columns=columns)
        self.changed.emit()

    def refresh(self) -> None:
        self.calls.append("refresh")

    def stop(self) -> None:
        self.calls.append("stop")

    def undo(self) -> None:
        self.calls.append("undo")

    def redo(self) -> None:
        self.calls.append("redo")


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def page(library: Library, qapp: QApplication, qtbot: QtBot) -> Iterator[DatasetPage]:
    current_theme().apply(qapp)
    thumbnails = Thumbnails()
    page = DatasetPage(library, thumbnails)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1180, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    yield page
    qtbot.waitUntil(lambda: not living_jobs())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path / ".shoeclassifier")


def dataset(folder: Path, per_class: int = 4) -> Dataset:
    items = [
        Item(
            folder=folder,
            relative=f"{name}/{number}.png",
            class_index=index,
            session=f"{name} {number // 2}",
            digest=f"{index}-{number}",
            split=SPLITS[number % 4],
        )
        for index, name in enumerate(CLASSES)
        for number in range(per_class)
    ]
    return Dataset(folder, CLASSES, tuple(items))


def click(parent: QWidget, name: str) -> None:
    widget = find(parent, QWidget, name)
    assert widget.isVisible(), name
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def words(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisible()]


def names_in(grid: QListView) -> list[str]:
    model = grid.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def click_row(view: QListView, row: int) -> None:
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(place)
    )


def test_without_a_project_it_invites_to_open_a_folder(page: DatasetPage, qtbot: QtBot) -> None:
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible()]
    assert [button.text() for button in buttons] == ["Open a folder…"]
    with qtbot.waitSignal(page.open_requested):
        QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def test_reading_shows_how_far_it_is_and_can_be_stopped(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, None, READING, 64, 256))
    assert "64 of 256 pictures" in words(page)
    stop = next(b for b in page.findChildren(QWidget) if b.accessibleName() == "Stop this work")
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert library.calls == ["stop"]


def test_a_stopped_reading_can_go_on(page: DatasetPage, library: Library, project: Project) -> None:
    library.show(LibraryState(project))
    go_on = next(b for b in page.findChildren(QPushButton) if b.text() == "Go on reading")
    QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert library.calls == ["refresh"]


def test_an_empty_project_leads_to_the_camera(
    page: DatasetPage, library: Library, project: Project, qtbot: QtBot
) -> None:
    library.show(LibraryState(project, Dataset(project.folder, (), ())))
    camera = next(b for b in page.findChildren(QPushButton) if b.text() == "Go to the camera")
    assert camera.isVisible()
    with qtbot.waitSignal(page.camera_requested):
        QTest.mouseClick(camera, Qt.MouseButton.LeftButton)
    assert not find(page, QPushButton, "go_train").isVisible()


def test_the_header_counts_pictures_classes_and_sessions(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    assert project.folder.name in words(page)
    assert "12 pictures · 3 classes · 6 sessions" in words(page)


def test_a_click_on_a_class_shows_its_pictures_only(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    grid = find(page, QListView, "item_grid")
    assert len(names_in(grid)) == 12
    classes = find(page, QListView, "class_list")
    click_row(classes, 2)
    assert len(names_in(grid)) == 4
    assert grid.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("loafer")
    QTest.keyClick(classes, Qt.Key.Key_Home)
    assert len(names_in(grid)) == 12


def test_the_split_filter_narrows_the_class(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    click_row(find(page, QListView, "class_list"), 1)
    picker = find(page, QComboBox, "split_filter")
    picker.setFocus()
    QTest.keyClick(picker, Qt.Key.Key_Down)
    assert picker.currentText() == "Training"
    assert names_in(find(page, QListView, "item_grid")) == ["0.png", "1.png"]
    assert "2 pictures" in words(page)


def test_a_filter_that_leaves_nothing_says_so(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder, per_class=2)))
    picker = find(page, QComboBox, "split_filter")
    picker.setFocus()
    QTest.keyClick(picker, Qt.Key.Key_End)
    assert "No picture matches. Choose another class or filter." in words(page)
    QTest.keyClick(picker, Qt.Key.Key_Home)
    assert find(page, QListView, "item_grid").isVisible()


def test_the_split_is_told_in_words(page: DatasetPage, library: Library, project: Project) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    assert {"6 (50 %)", "3 (25 %)", "Training", "Validation", "Test"} <= set(words(page))
    assert "Pictures of one session stay on one side." in words(page)


def test_a_selected_picture_shows_what_is_known_of_it(
    page: DatasetPage, library: Library, project: Project, qtbot: QtBot
) -> None:
    data = dataset(project.folder)
    write_picture(data.items[2].path, np.zeros((48, 64, 3), np.uint8))
    library.show(LibraryState(project, data))
    click_row(find(page, QListView, "item_grid"), 2)
    assert {"2.png", "boot", "Validation", "boot 1"} <= set(words(page))
    qtbot.waitUntil(lambda: "64 × 48" in words(page))


def test_a_picture_that_is_gone_says_so(
    page: DatasetPage, library: Library, project: Project, qtbot: QtBot
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    click_row(find(page, QListView, "item_grid"), 0)
    qtbot.waitUntil(lambda: "it is not there any more" in words(page))


def test_enter_opens_the_large_view_and_arrows_walk_in_it(
    page: DatasetPage, library: Library, project: Project, qtbot: QtBot
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    grid = find(page, QListView, "item_grid")
    click_row(grid, 0)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    viewer = find(page, QWidget, "viewer")
    assert "0.png · boot · Training · 1 of 12" in words(viewer)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    QTest.mouseClick(find(viewer, QWidget, "viewer_next"), Qt.MouseButton.LeftButton)
    assert "2.png · boot · Validation · 3 of 12" in words(viewer)
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert grid.currentIndex().row() == 1


def test_arrow_keys_walk_by_rows_and_columns(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    grid = find(page, QListView, "item_grid")
    click_row(grid, 0)
    columns = grid.viewport().width() // grid.gridSize().width()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.currentIndex().row() == 1 + columns


def test_the_selection_outlives_a_new_reading(
    page: DatasetPage, library: Library, project: Project
) -> None:
    data = dataset(project.folder)
    library.show(LibraryState(project, data))
    grid = find(page, QListView, "item_grid")
    click_row(find(page, QListView, "class_list"), 2)
    click_row(grid, 3)
    library.show(LibraryState(project, replace(data, items=data.items[4:])))
    assert names_in(grid) == ["0.png", "1.png", "2.png", "3.png"]
    assert grid.currentIndex().data() == "3.png"


def test_the_slider_makes_pictures_larger(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    grid = find(page, QListView, "item_grid")
    before = grid.gridSize().width()
    slider = find(page, QSlider, "size_slider")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert grid.gridSize().width() > before


def test_files_that_cannot_be_read_are_listed_with_reasons(
    page: DatasetPage, library: Library, project: Project
) -> None:
    broken = (BrokenFile(project.folder / "boot" / "torn.jpg", "it is damaged or cut off"),)
    data = dataset(project.folder)
    library.show(LibraryState(project, replace(data, broken=broken)))
    assert find(page, QPushButton, "broken_button").text() == "1 file cannot be read"
    click(page, "broken_button")
    dialog = find(page, QWidget, "broken_files")
    table = dialog.findChild(QTableView)
    assert table is not None
    row = [table.model().index(0, column).data() for column in range(2)]
    assert row == [str(Path("boot", "torn.jpg")), "it is damaged or cut off"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    library.show(LibraryState(project, data))
    assert not find(page, QPushButton, "broken_button").isVisible()


def test_the_buttons_ask_for_their_pages(
    page: DatasetPage, library: Library, project: Project, qtbot: QtBot
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    with qtbot.waitSignal(page.train_requested):
        click(page, "go_train")
    with qtbot.waitSignal(page.open_requested):
        click(page, "open_folder")


def test_details_give_way_on_a_narrow_window(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    assert "Choose a picture to see what is known of it." in words(page)
    page.resize(920, 700)
    assert "Choose a picture to see what is known of it." not in words(page)
    assert page.width() == 920


def test_every_control_has_a_name_for_screen_readers(
    page: DatasetPage, library: Library, project: Project
) -> None:
    library.show(LibraryState(project, dataset(project.folder)))
    kinds = (QPushButton, QComboBox, QSlider, QListView)
    controls = [w for kind in kinds for w in page.findChildren(kind) if w.isVisible()]
    unnamed = [
        w.objectName()
        for w in controls
        if not (w.accessibleName() or (isinstance(w, QPushButton) and w.text()))
    ]
    assert unnamed == []
    assert len(controls) >= 7
