"""Stand-ins for the services, and hands for the dialog."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
)

from shoeclassifier_gui.core.collect.events import Collected
from shoeclassifier_gui.core.dataset.editing import Edited
from shoeclassifier_gui.core.dataset.history import Menu
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.services.collect import ClassProgress, CollectOrder, CollectState
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.ui.collect.dialog import CollectDialog

Kept = TypeVar("Kept", bound=QObject)
CLASSES = ("boot", "sandal")


class Library(QObject):
    """A project that can be written to."""

    changed = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        dataset = Dataset(folder, CLASSES, ())
        self.state = LibraryState(Project(folder, folder / ".shoeclassifier"), dataset)
        self.undone = 0

    def show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit()

    def undo(self) -> None:
        self.undone += 1


class Collector(QObject):
    """Notes what it is asked for; the test says what comes."""

    changed = Signal()
    arrived = Signal(str, QImage)
    collected = Signal(Collected)
    failed = Signal(Exception)
    key_found = Signal(bool)
    key_failed = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.state = CollectState()
        self.orders: list[CollectOrder] = []
        self.stops = 0
        self.looks = 0

    def show(self, state: CollectState) -> None:
        self.state = state
        self.changed.emit()

    def start(self, order: CollectOrder) -> None:
        self.orders.append(order)
        classes = tuple(ClassProgress(r.class_name, wanted=r.count or 0) for r in order.requests)
        self.show(CollectState(running=True, classes=classes))

    def stop(self) -> None:
        self.stops += 1
        self.show(replace(self.state, stopping=True))

    def end(self, result: Collected) -> None:
        self.show(replace(self.state, running=False, stopping=False))
        self.collected.emit(result)

    def look_for_key(self) -> None:
        self.looks += 1


def part(dialog: CollectDialog, kind: type[Kept], name: str) -> Kept:
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def click(dialog: CollectDialog, name: str) -> None:
    QTest.mouseClick(part(dialog, QPushButton, name), Qt.MouseButton.LeftButton)


def choose(dialog: CollectDialog, name: str, data: str) -> None:
    box = part(dialog, QComboBox, name)
    box.setCurrentIndex(box.findData(data))


def said(dialog: CollectDialog) -> str:
    notice = dialog._notice
    labels = notice.findChildren(QLabel)
    return "\n".join(one.text() for one in labels if one.isVisible()) if notice.isVisible() else ""


def visible(dialog: CollectDialog, name: str) -> bool:
    return part(dialog, QPushButton, name).isVisible()


def result(kept: int, library: Library, **more: object) -> Collected:
    edited = Edited(None, Dataset(Path(), (), ()), Menu()) if kept else None
    values: dict[str, object] = {"kept": {"boot": kept} if kept else {}, "refused": {}}
    return Collected(**{**values, "edited": edited, **more})  # type: ignore[arg-type]


def labels(dialog: CollectDialog) -> list[QLabel]:
    return [label for label in dialog.findChildren(QLabel) if label.isVisible()]
