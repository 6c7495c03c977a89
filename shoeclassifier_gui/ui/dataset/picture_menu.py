"""The context menu of the pictures that are selected."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from shoeclassifier_gui.core.dataset.coach import SIDES
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.ui.dataset.class_delegate import key_of
from shoeclassifier_gui.ui.dataset.words import split_name
from shoeclassifier_gui.ui.widgets.menu_text import menu_text
from shoeclassifier_gui.ui.widgets.side_word import side_word


class PictureMenu(QMenu):
    """Says by its signals what is wanted; it lives until it closes.

    Args:
        classes: To move to.
        left_out: Whether pictures of the selection are left out: True, False, or both.
        editable: Whether anything may be changed.
        parent: The grid.
    """

    class_chosen = Signal(str)
    new_class_requested = Signal()
    split_chosen = Signal(object)
    side_chosen = Signal(object)  # A side of the shoe, or None.
    leave_out_chosen = Signal(bool)
    folder_requested = Signal()
    delete_requested = Signal()

    def __init__(
        self,
        classes: Sequence[str],
        *,
        left_out: Collection[bool],
        editable: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("picture_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_classes(classes, editable=editable)
        self.addSeparator()
        self._add_splits(editable=editable)
        self._add_leaving_out(left_out, editable=editable)
        self.addSeparator()
        self._add_sides(editable=editable)
        self.addSeparator()
        folder = self._add(self.tr("Show in file manager"), "picture_folder")
        folder.triggered.connect(self._request_folder)
        self.addSeparator()
        deleting = self._add(self.tr("Delete"), "picture_delete")
        deleting.setEnabled(editable)
        deleting.setShortcut(Qt.Key.Key_Delete)
        deleting.triggered.connect(self._request_delete)

    def _add_classes(self, classes: Sequence[str], *, editable: bool) -> None:
        moving = self.addMenu(self.tr("Move to class"))
        moving.setObjectName("move_menu")
        moving.setEnabled(editable)
        for index, name in enumerate(classes):
            action = moving.addAction(menu_text(name))
            action.setData(name)
            if key_of(index):
                action.setShortcut(key_of(index))
        moving.triggered.connect(self._choose_class)
        new = self._add(self.tr("Move to new class…"), "picture_new_class")
        new.setEnabled(editable)
        new.triggered.connect(self._request_new_class)

    def _add_splits(self, *, editable: bool) -> None:
        for split in Split:
            text = self.tr("Pin to {split}").format(split=split_name(split))
            action = self._add(text, f"picture_pin_{split.value}")
            action.setData(split)
            action.setEnabled(editable)
        unpin = self._add(self.tr("Unpin"), "picture_unpin")
        unpin.setEnabled(editable)
        unpin.triggered.connect(self._unpin)
        self.triggered.connect(self._choose_split)

    def _add_leaving_out(self, left_out: Collection[bool], *, editable: bool) -> None:
        """What would change nothing of the selection is not offered."""
        if False in left_out:
            out = self._add(self.tr("&Leave out of training"), "picture_leave_out")
            out.setEnabled(editable)
            out.triggered.connect(self._leave_out)
        if True in left_out:
            again = self._add(self.tr("&Use in training again"), "picture_use_again")
            again.setEnabled(editable)
            again.triggered.connect(self._use_again)

    def _add_sides(self, *, editable: bool) -> None:
        sides = self.addMenu(self.tr("Side of the shoe"))
        sides.setObjectName("side_menu")
        sides.setEnabled(editable)
        for side in SIDES:
            action = sides.addAction(side_word(side))
            action.setObjectName(f"picture_side_{side}")
            action.setData(side)
        sides.addSeparator()
        none = sides.addAction(self.tr("No side"))
        none.setObjectName("picture_side_none")
        sides.triggered.connect(self._choose_side)

    def _add(self, text: str, name: str) -> QAction:
        action = self.addAction(text)
        action.setObjectName(name)
        return action

    def _choose_class(self, action: QAction) -> None:
        self.class_chosen.emit(action.data())

    def _choose_split(self, action: QAction) -> None:
        # Entries of the menu below come by here too; the name tells them apart.
        if action.objectName().startswith("picture_pin_"):
            self.split_chosen.emit(Split(action.data()))

    def _choose_side(self, action: QAction) -> None:
        self.side_chosen.emit(action.data())

    def _leave_out(self) -> None:
        self.leave_out_chosen.emit(True)

    def _use_again(self) -> None:
        self.leave_out_chosen.emit(False)

    def _unpin(self) -> None:
        self.split_chosen.emit(None)

    def _request_new_class(self) -> None:
        self.new_class_requested.emit()

    def _request_folder(self) -> None:
        self.folder_requested.emit()

    def _request_delete(self) -> None:
        self.delete_requested.emit()
