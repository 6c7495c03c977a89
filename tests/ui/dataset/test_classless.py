"""Loose pictures on the Dataset page: named, shown, and put into classes; with a real library."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.widgets.buttons import PrimaryButton
from tests.ui.dataset.bench import CTRL, Thumbnails, click_row, find, words


def draw(folder: Path, count: int) -> None:
    for number in range(count):
        pixels = np.random.default_rng(abs(len(str(folder))) * 50 + number)
        write_picture(folder / f"{number}.png", pixels.integers(0, 255, (24, 32, 3), np.uint8))


def files(folder: Path) -> list[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*.png"))
    return sorted(path.as_posix() for path in found if not path.parts[0].startswith("."))


@pytest.fixture
def library(qtbot: QtBot) -> Iterator[LibraryService]:
    library = LibraryService()
    yield library
    qtbot.waitUntil(lambda: not living_jobs())


@pytest.fixture
def page(library: LibraryService, qapp: QApplication, qtbot: QtBot) -> DatasetPage:
    current_theme().apply(qapp)
    page = DatasetPage(library, Thumbnails())  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1180, 720)
    page.show()
    return page


@pytest.fixture
def loose(library: LibraryService, page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> Path:
    """A folder of six loose photos, open on the page."""
    draw(tmp_path / "photos", 6)
    open_folder(library, tmp_path / "photos", qtbot)
    return tmp_path / "photos"


def open_folder(library: LibraryService, folder: Path, qtbot: QtBot) -> None:
    library.open_folder(folder)
    settle(library, qtbot)


def settle(library: LibraryService, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not living_jobs() and not library.state.busy)
    assert library.state.dataset is not None


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def ask(page: DatasetPage) -> QDialog:
    (button,) = [b for b in page.findChildren(PrimaryButton) if b.isVisible()]
    click(button)
    return find(page, QDialog, "classless_dialog")


def other_way(page: DatasetPage) -> QPushButton:
    return find(find(page, QWidget, "no_classes"), QPushButton, "other_way")


def name_class(dialog: QWidget, name: str) -> QPushButton:
    combo = find(dialog, QComboBox, "classless_class")
    combo.setCurrentText("")
    QTest.keyClicks(combo, name)
    return find(dialog, QPushButton, "classless_put")


def test_a_folder_of_loose_photos_says_so_and_they_are_sorted_in_steps(
    library: LibraryService, page: DatasetPage, loose: Path, qtbot: QtBot
) -> None:
    assert "These 6 pictures have no class yet." in words(page)
    assert not other_way(page).isVisible()
    dialog = ask(page)
    pictures = find(dialog, QListView, "classless_pictures")
    assert pictures.model().rowCount() == 6
    put = find(dialog, QPushButton, "classless_put")
    assert not put.isEnabled()
    for row, keys in ((1, Qt.KeyboardModifier.NoModifier), (4, CTRL)):
        click_row(pictures, row, keys)
    assert name_class(dialog, "boot").text() == "Put 2 pictures into boot"
    click(put)
    settle(library, qtbot)
    assert files(loose) == ["0.png", "2.png", "3.png", "5.png", "boot/1.png", "boot/4.png"]
    assert pictures.model().rowCount() == 4
    click(name_class(dialog, "sandal"))
    settle(library, qtbot)
    qtbot.waitUntil(lambda: page.findChild(QDialog, "classless_dialog") is None)
    assert library.state.dataset is not None
    assert library.state.dataset.count_by_class() == (2, 4)
    assert not find(page, QPushButton, "classless_button").isVisible()
    assert find(page, QPushButton, "go_train").isVisible()
    library.undo()
    settle(library, qtbot)
    assert files(loose) == ["0.png", "2.png", "3.png", "5.png", "boot/1.png", "boot/4.png"]


def test_pictures_beside_class_folders_are_offered_and_go_into_a_class_that_is_there(
    library: LibraryService, page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    for place, count in ((".", 2), ("boot", 3), ("sandal", 3)):
        draw(tmp_path / "shoes" / place, count)
    open_folder(library, tmp_path / "shoes", qtbot)
    button = find(page, QPushButton, "classless_button")
    assert button.text() == "2 pictures have no class"
    assert not find(page, QPushButton, "broken_button").isVisible()
    click(button)
    dialog = find(page, QDialog, "classless_dialog")
    put = name_class(dialog, "BOOT")
    assert put.text() == "Put 2 pictures into boot"
    click(put)
    settle(library, qtbot)
    assert not button.isVisible()
    assert "2 pictures moved to boot." in words(page)
    assert "boot/0-2.png" in files(tmp_path / "shoes")


def test_a_name_that_cannot_be_is_said_in_the_dialog(page: DatasetPage, loose: Path) -> None:
    dialog = ask(page)
    click(name_class(dialog, "a/b"))
    assert any("A class cannot be called" in text for text in words(dialog))
    assert len(files(loose)) == 6
    dialog.close()


def test_while_only_looking_nothing_can_be_put_anywhere(
    library: LibraryService, page: DatasetPage, loose: Path
) -> None:
    dialog = ask(page)
    library._set(replace(library.state, read_only=True))
    assert not name_class(dialog, "boot").isEnabled()
    dialog.close()
    (button,) = [b for b in page.findChildren(PrimaryButton) if b.isVisible()]
    assert not button.isEnabled()


def test_a_class_that_was_opened_alone_leads_to_its_data_set(
    library: LibraryService, page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("boot", "sandal"):
        draw(tmp_path / "shoes" / name, 3)
    open_folder(library, tmp_path / "shoes" / "boot", qtbot)
    other = other_way(page)
    assert other.text() == "Open the folder above instead: shoes"
    click(other)
    settle(library, qtbot)
    assert library.state.dataset is not None
    assert library.state.dataset.classes == ("boot", "sandal")
    assert find(page, QListView, "item_grid").isVisible()
