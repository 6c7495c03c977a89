"""What can be done to pictures and classes in the browser, by key, menu, drag and dialog."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QMessageBox

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.selection import Chosen
from shoeclassifier_gui.services.item_model import ItemModel
from shoeclassifier_gui.ui.dataset.class_list import ClassList
from shoeclassifier_gui.ui.dataset.editor import Editor
from shoeclassifier_gui.ui.dataset.item_grid import ItemGrid
from shoeclassifier_gui.ui.dataset.picture_menu import PictureMenu
from shoeclassifier_gui.ui.dataset.viewer import Viewer
from shoeclassifier_gui.ui.widgets.counts import number


class BrowserActions(QObject):
    """Turns wishes of the grid and the class list into changes; none while only looking."""

    def __init__(
        self, grid: ItemGrid, classes: ClassList, editor: Editor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._grid = grid
        self._list = classes
        self._editor = editor
        self._classes: Sequence[str] = ()
        self._counts: Sequence[int] = ()
        self._editable = True
        # What a dialog or menu asks about; the selection may change while it is open.
        self._asked: Chosen | None = None
        self._asked_class = ""
        grid.class_key.connect(self._move_by_key)
        grid.delete_requested.connect(self._delete)
        grid.menu_requested.connect(self._show_menu)
        classes.pictures_dropped.connect(self._move)
        classes.rename_requested.connect(editor.rename_class)
        classes.merge_requested.connect(editor.merge_class)
        classes.split_requested.connect(self._split_class)
        classes.delete_requested.connect(self._ask_to_delete_class)

    def show_classes(self, classes: Sequence[str], counts: Sequence[int]) -> None:
        """Work with these classes from now on."""
        self._classes, self._counts = classes, counts

    def set_editable(self, editable: bool) -> None:
        """Whether anything may be changed."""
        self._editable = editable
        self._grid.set_editable(editable)
        self._list.set_editable(editable)

    def open_viewer(self, model: ItemModel) -> None:
        """Show the picture that the keys go on from large."""
        if not self._grid.currentIndex().isValid():
            return
        classes = self._classes if self._editable else ()
        viewer = Viewer(model, self._grid.selectionModel(), classes, self._grid.window())
        viewer.class_chosen.connect(self._move_shown)
        viewer.delete_requested.connect(self._delete_shown)
        viewer.undo_requested.connect(self._editor.undo)
        viewer.redo_requested.connect(self._editor.redo)
        self._editor.edited.connect(viewer.show_done)
        viewer.open()

    def _move_shown(self, class_name: str) -> None:
        shown = self._grid.current()
        if shown is not None and self._editable:
            self._editor.move(shown, class_name)

    def _delete_shown(self) -> None:
        shown = self._grid.current()
        if shown is not None and self._editable:
            self._editor.delete(shown)

    def _move_by_key(self, key: int) -> None:
        if key <= len(self._classes):
            self._move(self._classes[key - 1])

    def _move(self, class_name: str) -> None:
        chosen = self._grid.chosen()
        if chosen is not None and self._editable:
            self._editor.move(chosen, class_name)

    def _delete(self) -> None:
        chosen = self._grid.chosen()
        if chosen is not None and self._editable:
            self._editor.delete(chosen)

    def _pin(self, split: Split | None) -> None:
        chosen = self._grid.chosen()
        if chosen is not None and self._editable:
            self._editor.pin(chosen, split)

    def _leave_out(self, out: bool) -> None:
        chosen = self._grid.chosen()
        if chosen is not None and self._editable:
            self._editor.leave_out(chosen, out=out)

    def _tag(self, side: str | None) -> None:
        chosen = self._grid.chosen()
        if chosen is not None and self._editable:
            self._editor.tag(chosen, side)

    def _show_menu(self, place: QPoint) -> None:
        chosen = self._grid.chosen()
        left_out = {item.left_out for item in chosen.items()} if chosen is not None else set()
        menu = PictureMenu(
            self._classes, left_out=left_out, editable=self._editable, parent=self._grid
        )
        menu.class_chosen.connect(self._move)
        menu.new_class_requested.connect(self._ask_for_class)
        menu.split_chosen.connect(self._pin)
        menu.leave_out_chosen.connect(self._leave_out)
        menu.side_chosen.connect(self._tag)
        menu.folder_requested.connect(self._show_folder)
        menu.delete_requested.connect(self._delete)
        menu.popup(place)

    def _split_class(self, class_name: str) -> None:
        """The class's menu has made it the chosen one: its pictures alone are shown."""
        if self._grid.chosen() is not None:
            self._ask_for_class()
            return
        box = QMessageBox(self._grid.window())
        box.setObjectName("split_class_hint")
        box.setWindowTitle(self.tr("Split class"))
        box.setText(
            self.tr(
                "First select the pictures of {class} that belong to the new class, then choose "
                "Split class again."
            ).format_map({"class": class_name})
        )
        box.finished.connect(box.deleteLater)
        box.open()

    def _ask_for_class(self) -> None:
        self._asked = self._grid.chosen()
        if self._asked is None:
            return
        dialog = QInputDialog(self._grid.window())
        dialog.setObjectName("new_class_dialog")
        dialog.setWindowTitle(self.tr("Move to new class"))
        dialog.setLabelText(self.tr("Name of the new class"))
        dialog.setOkButtonText(self.tr("Move"))
        dialog.setCancelButtonText(self.tr("Cancel"))
        dialog.textValueSelected.connect(self._move_to_new)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _move_to_new(self, class_name: str) -> None:
        if self._asked is not None and class_name.strip():
            self._editor.move(self._asked, class_name.strip())

    def _ask_to_delete_class(self, class_name: str) -> None:
        self._asked_class = class_name
        count = self._counts[list(self._classes).index(class_name)]
        if count == 1:
            text = self.tr("Move the only picture of {class} to the trash?")
        else:
            text = self.tr("Move all {n} pictures of {class} to the trash?")
        box = QMessageBox(self._grid.window())
        box.setObjectName("delete_class_dialog")
        box.setWindowTitle(self.tr("Delete pictures"))
        box.setText(text.format_map({"n": number(count), "class": class_name}))
        box.setInformativeText(self.tr("This can be undone."))
        deleting = box.addButton(self.tr("Move to the trash"), QMessageBox.ButtonRole.AcceptRole)
        deleting.setObjectName("delete_class_yes")
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        deleting.clicked.connect(self._delete_class)
        box.finished.connect(box.deleteLater)
        box.open()

    def _delete_class(self) -> None:
        self._editor.delete_class(self._asked_class)

    def _show_folder(self) -> None:
        chosen = self._grid.chosen()
        if chosen is not None:
            folder = chosen.items()[0].path.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
