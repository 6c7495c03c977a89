"""Passes on what a person wants of pictures and classes to the library, as undoable changes."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.changes import Change, FactName, Kind
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.selection import Chosen
from shoeclassifier_gui.services.library import LibraryService


class Editor(QObject):
    """Every change is worked out when its turn comes: the pictures may have moved by then.

    `edited` brings the `Done` of every change, undo and redo.
    """

    edited = Signal(object)

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        library.edited.connect(self.edited)

    def move(self, chosen: Chosen, class_name: str) -> None:
        """Give pictures a class, existing or new."""
        self._library.change(partial(_move, chosen, class_name))

    def put_into_class(self, relatives: Collection[str], class_name: str) -> None:
        """Give pictures that lie in no class folder a class, existing or new."""
        self._library.change(partial(_put_into_class, frozenset(relatives), class_name))

    def delete(self, chosen: Chosen) -> None:
        """Move pictures into the trash."""
        self._library.change(partial(_delete, chosen))

    def undo(self) -> None:
        """Take the last change back."""
        self._library.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._library.redo()

    def pin(self, chosen: Chosen, split: Split | None) -> None:
        """Keep pictures in one part of the split; None lets them go."""
        self._library.change(partial(_pin, chosen, split))

    def leave_out(self, chosen: Chosen, *, out: bool) -> None:
        """Let pictures serve no part of the work, or their part again."""
        self._library.change(partial(_leave_out, chosen, out))

    def tag(self, chosen: Chosen, side: str | None) -> None:
        """Say which side of the shoe pictures show; None for none."""
        self._library.change(partial(_tag, chosen, side))

    def rename_class(self, old: str, new: str) -> None:
        """Give a class another name."""
        self._library.change(partial(_rename, old, new))

    def merge_class(self, source: str, into: str) -> None:
        """Move all pictures of a class into another."""
        self._library.change(partial(_merge, source, into))

    def delete_class(self, class_name: str) -> None:
        """Move all pictures of a class into the trash."""
        self._library.change(partial(_delete_class, class_name))


def _move(chosen: Chosen, class_name: str, dataset: Dataset) -> Change:
    return edits.move_to_class(dataset, chosen.now(dataset), class_name)


def _put_into_class(relatives: frozenset[str], class_name: str, dataset: Dataset) -> Change:
    items = [item for item in dataset.classless if item.relative in relatives]
    return edits.put_into_class(dataset, items, class_name)


def _delete(chosen: Chosen, dataset: Dataset) -> Change:
    return edits.delete(chosen.now(dataset))


def _pin(chosen: Chosen, split: Split | None, dataset: Dataset) -> Change:
    return edits.set_split(dataset, chosen.now(dataset), split)


def _leave_out(chosen: Chosen, out: bool, dataset: Dataset) -> Change:
    return edits.leave_out(dataset, chosen.now(dataset), out=out)


def _tag(chosen: Chosen, side: str | None, dataset: Dataset) -> Change:
    return edits.set_fact(dataset, chosen.now(dataset), FactName.SIDE, side, Kind.TAG)


def _rename(old: str, new: str, dataset: Dataset) -> Change:
    if old not in dataset.classes:  # Renamed or emptied meanwhile.
        return Change(Kind.RENAME)
    return edits.rename_class(dataset, old, new)


def _merge(source: str, into: str, dataset: Dataset) -> Change:
    known = [name for name in (source,) if name in dataset.classes]
    return edits.merge_classes(dataset, known, into)


def _delete_class(class_name: str, dataset: Dataset) -> Change:
    return edits.delete([i for i in dataset.items if dataset.classes[i.class_index] == class_name])
