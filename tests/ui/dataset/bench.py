"""A stand-in library and hands for the tests that edit on the Dataset page."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QMenu,
    QWidget,
)

from shoeclassifier_gui.core.dataset.changes import Change, Kind, Move
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.services.item_model import PICTURES_TYPE
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.ui.dataset.page import DatasetPage

Kind_ = TypeVar("Kind_", bound=QObject)
CLASSES = ("boot", "loafer", "sandal")
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Library(QObject):
    """The state is what the test says; changes are worked out and kept."""

    changed = Signal()
    edited = Signal(object)
    failed = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.state = LibraryState()
        self.changes: list[Change] = []
        self.calls: list[str] = []

    def show(self, state: LibraryState) -> None:
        columns = Columns.of(state.dataset) if state.dataset else None
        self.state = replace(state, columns=columns)
        self.changed.emit()

    def change(self, make: Callable[[Dataset], Change]) -> None:
        assert self.state.dataset is not None
        self.changes.append(make(self.state.dataset))

    def open_folder(self, folder: Path) -> None:
        self.calls.append(f"open {folder.name}")

    def refresh(self) -> None:
        self.calls.append("refresh")

    def stop(self) -> None:
        self.calls.append("stop")

    def undo(self) -> None:
        self.calls.append("undo")

    def redo(self) -> None:
        self.calls.append("redo")

    def empty_trash(self) -> None:
        self.calls.append("empty the trash")


class Thumbnails(QObject):
    """Always has a grey one."""

    loaded = Signal(str)

    def expect(self, in_sight: int) -> None:
        """They take no room."""

    def image(self, _digest: str) -> QImage:
        image = QImage(32, 24, QImage.Format.Format_RGB32)
        image.fill(0x808080)
        return image


def an_item(folder: Path, name: str, number: int) -> Item:
    return Item(
        folder=folder,
        relative=f"{name}/{number}.png",
        class_index=CLASSES.index(name),
        session=f"{name} {number // 2}",
        digest=f"{name}-{number}",
        split=tuple(Split)[number % 3],
        size=1000 * (9 - number),
    )


def dataset(folder: Path) -> Dataset:
    items = tuple(an_item(folder, name, number) for name in CLASSES for number in range(4))
    return Dataset(folder, CLASSES, items, class_ids=("b", "l", "s"))


def find(parent: QWidget, kind: type[Kind_], name: str) -> Kind_:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def grid(page: DatasetPage) -> QListView:
    return find(page, QListView, "item_grid")


def class_list(page: DatasetPage) -> QListView:
    return find(page, QListView, "class_list")


def centre(view: QListView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def click_row(view: QListView, row: int, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, centre(view, row))


def selected(page: DatasetPage) -> list[int]:
    return sorted(index.row() for index in grid(page).selectionModel().selectedIndexes())


def sources(change: Change) -> list[str]:
    return [move.source for move in change.moves]


def words(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisible()]


def open_menu(view: QListView, row: int, name: str) -> QMenu:
    place = centre(view, row)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, NONE, place)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    return find(view, QMenu, name)


def trigger(menu: QMenu, name: str) -> None:
    action = find(menu, QAction, name)
    assert action.isEnabled()
    place = menu.actionGeometry(action).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, NONE, place)


def drop(view: QListView, place: QPoint, data: QMimeData) -> bool:
    """Drags over a place and drops there; whether it was taken."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    target = view.viewport()
    QApplication.sendEvent(target, QDragEnterEvent(place, copy, data, left, NONE))
    move = QDragMoveEvent(place, copy, data, left, NONE)
    QApplication.sendEvent(target, move)
    event = QDropEvent(QPointF(place), copy, data, left, NONE)
    if move.isAccepted():
        QApplication.sendEvent(target, event)
    return move.isAccepted()


def pictures() -> QMimeData:
    data = QMimeData()
    data.setData(PICTURES_TYPE, b"1")
    return data


def done(number: int, kind: Kind, count: int, **parts: object) -> Done:
    moves = tuple(Move(f"a/{n}", f"b/{n}") for n in range(count))
    change = Change(kind, moves, words={"count": count, "class": "loafer"})
    return Done(number, replace(change, **parts))  # type: ignore[arg-type]
