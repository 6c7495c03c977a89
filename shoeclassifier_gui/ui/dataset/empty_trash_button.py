"""Tells how much room deleted pictures take, and removes them for good after asking."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from shoeclassifier_gui.core.dataset.emptying import TrashRoom
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.sizes import size_text


class EmptyTrashButton(Button):
    """Says it, and asks when pressed; `removal_confirmed` follows a yes. Disabled without any."""

    removal_confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "trash", parent)
        self.setObjectName("empty_trash")
        self.clicked.connect(self._ask)
        self.show_room(TrashRoom(), read_only=False)

    def show_room(self, room: TrashRoom, *, read_only: bool) -> None:
        """Show what lies in the trash; who may only look removes nothing."""
        self._room = room
        text = self.tr("Empty the trash: {count} pictures, {size}…")
        if room.count == 1:
            text = self.tr("Empty the trash: 1 picture, {size}…")
        elif not room.count:
            text = self.tr("Empty the trash…")
        self.setText(text.format(count=number(room.count), size=size_text(room.size)))
        self.setEnabled(room.count > 0 and not read_only)
        tip = self.tr("Remove the deleted pictures for good, to free the disk.")
        if read_only:
            tip = self.tr("You can look at this project, but not change it now.")
        self.setToolTip(tip)

    def _ask(self) -> None:
        box = QMessageBox(self.window())
        box.setObjectName("empty_trash_question")
        box.setWindowTitle(self.tr("Empty the trash"))
        box.setText(self._question())
        explanation = self.tr(
            "{size} become free. This cannot be undone: neither Undo nor Put back brings anything "
            "back then."
        )
        box.setInformativeText(explanation.format(size=size_text(self._room.size)))
        yes = box.addButton(self.tr("Remove for good"), QMessageBox.ButtonRole.AcceptRole)
        yes.setObjectName("empty_trash_yes")
        keep = box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("empty_trash_no")
        # The safe way is the one that Enter takes.
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.accepted.connect(self.removal_confirmed)
        box.finished.connect(box.deleteLater)
        box.open()

    def _question(self) -> str:
        if self._room.count == 1:
            return self.tr("Remove 1 deleted picture for good?")
        text = self.tr("Remove {count} deleted pictures for good?")
        return text.format(count=number(self._room.count))
