"""The item model as views use it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.services.item_model import PICTURES_TYPE, ItemModel, ItemRole, dragged

CLASSES = ("boot", "loafer")


class Thumbnails(QObject):
    """Gives what was put in, and remembers what it was asked for."""

    loaded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.images: dict[str, QImage] = {}
        self.asked: list[str] = []

    def image(self, digest: str) -> QImage | None:
        self.asked.append(digest)
        return self.images.get(digest)


def item(number: int, class_index: int = 0) -> Item:
    name = f"{number}.jpg"
    return Item(Path("/photos"), name, class_index, name, f"digest-{number}")


def show(model: ItemModel, *items: Item, order: list[int] | None = None) -> Dataset:
    dataset = Dataset(Path("/photos"), CLASSES, items)
    rows = np.arange(len(items)) if order is None else np.array(order, np.intp)
    model.show_rows(dataset, rows)
    return dataset


@pytest.fixture
def thumbnails() -> Thumbnails:
    return Thumbnails()


@pytest.fixture
def model(thumbnails: Thumbnails) -> Iterator[ItemModel]:
    model = ItemModel(thumbnails)  # type: ignore[arg-type]
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    yield model
    del tester


def test_every_item_is_a_row_with_its_name(model: ItemModel) -> None:
    show(model, item(1), item(2, 1))
    assert model.rowCount() == 2
    assert model.index(1, 0).data() == "2.jpg"
    assert model.index(1, 0).data(ItemRole.ITEM) == item(2, 1)
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "2.jpg, class loafer"


def test_other_items_take_the_place_of_the_first(model: ItemModel) -> None:
    show(model, item(1), item(2))
    show(model, item(3))
    assert [model.item_at(row).relative for row in range(model.rowCount())] == ["3.jpg"]


def test_rows_come_in_the_order_that_is_asked_for(model: ItemModel) -> None:
    dataset = show(model, item(1), item(2), item(3), item(4), order=[3, 0, 2])
    assert [model.index(row, 0).data() for row in range(3)] == ["4.jpg", "1.jpg", "3.jpg"]
    assert model.rows_of(np.array([0, 1, 3])).tolist() == [0, 1]
    chosen = model.chosen(np.array([0, 2]))
    assert chosen is not None
    assert chosen.dataset is dataset
    assert [one.relative for one in chosen.items()] == ["4.jpg", "3.jpg"]
    assert model.chosen(np.array([], np.intp)) is None


def test_a_drag_names_the_files_for_other_programs(model: ItemModel) -> None:
    show(model, item(1), item(2))
    chosen = model.chosen(np.array([1]))
    assert chosen is not None
    data = dragged(chosen)
    assert data.hasFormat(PICTURES_TYPE)
    assert [Path(url.toLocalFile()).name for url in data.urls()] == ["2.jpg"]
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_a_picture_that_comes_later_repaints_its_rows_only(
    model: ItemModel, thumbnails: Thumbnails, qtbot: QtBot
) -> None:
    show(model, item(1), item(2), item(1))
    rows = [model.index(row, 0) for row in range(3)]
    assert [row.data(Qt.ItemDataRole.DecorationRole) for row in rows] == [None, None, None]
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    thumbnails.images["digest-1"] = QImage(4, 4, QImage.Format.Format_RGB32)
    thumbnails.loaded.emit("digest-1")
    assert sorted(changed) == [0, 2]
    assert isinstance(rows[0].data(Qt.ItemDataRole.DecorationRole), QImage)


def test_a_picture_of_items_that_are_gone_repaints_nothing(
    model: ItemModel, thumbnails: Thumbnails
) -> None:
    show(model, item(1))
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
    show(model, item(2))
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    thumbnails.loaded.emit("digest-1")
    assert changed == []


def test_taking_many_items_asks_for_no_picture(thumbnails: Thumbnails) -> None:
    model = ItemModel(thumbnails)  # type: ignore[arg-type]
    show(model, *(item(number) for number in range(10_000)))
    assert model.rowCount() == 10_000
    assert thumbnails.asked == []
