"""The grid stays quick: it asks and paints only what can be seen."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.services.item_model import ItemModel
from shoeclassifier_gui.ui.dataset.item_grid import USUAL, ItemGrid
from shoeclassifier_gui.ui.theme.theme import current_theme

BLUE = QColor(0, 0, 255)


class Thumbnails(QObject):
    """Has none at first."""

    loaded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self.image_now: QImage | None = None
        self.expected = 0

    def expect(self, in_sight: int) -> None:
        self.expected = in_sight

    def image(self, digest: str) -> QImage | None:
        self.asked.add(digest)
        return self.image_now


@pytest.fixture
def thumbnails() -> Thumbnails:
    return Thumbnails()


@pytest.fixture
def grid(thumbnails: Thumbnails, qapp: QApplication, qtbot: QtBot) -> ItemGrid:
    current_theme().apply(qapp)
    model = ItemModel(thumbnails)  # type: ignore[arg-type]
    grid = ItemGrid(model)
    model.setParent(grid)
    qtbot.addWidget(grid)
    grid.resize(600, 400)
    items = [Item(Path(), f"{n}.jpg", 0, f"{n}", f"{n}") for n in range(6000)]
    model.show_rows(Dataset(Path(), ("boot",), tuple(items)), np.arange(len(items)))
    with qtbot.waitExposed(grid):
        grid.show()
    qtbot.waitUntil(lambda: bool(thumbnails.asked))
    return grid


def colour_of_first(grid: ItemGrid) -> QColor:
    cell = grid.visualRect(grid.model().index(0, 0))
    return grid.viewport().grab().toImage().pixelColor(cell.center())


def test_only_pictures_that_can_be_seen_are_asked_for(
    grid: ItemGrid, thumbnails: Thumbnails
) -> None:
    grid.grab()
    assert 0 < len(thumbnails.asked) < 60


def test_scrolling_to_the_end_asks_for_the_last(grid: ItemGrid, thumbnails: Thumbnails) -> None:
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    grid.grab()
    assert "5999" in thumbnails.asked
    assert len(thumbnails.asked) < 120


def test_a_picture_that_comes_later_is_painted(grid: ItemGrid, thumbnails: Thumbnails) -> None:
    assert colour_of_first(grid) != BLUE
    thumbnails.image_now = QImage(40, 30, QImage.Format.Format_RGB32)
    thumbnails.image_now.fill(BLUE)
    thumbnails.loaded.emit("0")
    assert colour_of_first(grid) == BLUE


def test_columns_fill_the_width_at_every_size(grid: ItemGrid) -> None:
    for width in (300, 601, 1003):
        grid.resize(width, 400)
        side, room = grid.gridSize().width(), grid.viewport().width()
        columns = room // side
        assert room - columns * side < columns + 1
        assert side >= USUAL
        first_of_next_row = grid.visualRect(grid.model().index(columns, 0))
        assert first_of_next_row.x() == 0
        assert first_of_next_row.y() == side
