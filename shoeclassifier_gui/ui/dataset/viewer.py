"""The large view of one picture, with its neighbours on the arrow keys."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.changes import Kind
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.services.item_model import ItemModel, ItemRole
from shoeclassifier_gui.services.picture_loader import LoadedPicture, PictureLoader
from shoeclassifier_gui.ui.dataset.change_words import done_text
from shoeclassifier_gui.ui.dataset.edit_keys import class_number, is_delete
from shoeclassifier_gui.ui.dataset.picture_view import PictureView
from shoeclassifier_gui.ui.dataset.words import left_out_words, split_name
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.sign import Sign

_SHORT_SIDE = 1200
_SHARE_OF_WINDOW = 0.9


class Viewer(QDialog):
    """Follows, and moves, the selection of the grid.

    `class_chosen` gives the shown picture a class, `delete_requested` moves it to the trash; the
    next one is shown at once. Without classes nothing can be changed.
    """

    class_chosen = Signal(str)
    delete_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(
        self,
        model: ItemModel,
        selection: QItemSelectionModel,
        classes: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = model
        self._selection = selection
        self._classes = classes
        self._loader = PictureLoader(_SHORT_SIDE, self)
        self._build()
        self._lay_out()
        self._connect()
        self._show_current(selection.currentIndex())

    def show_done(self, done: Done) -> None:
        """Say what was done; what was undone is shown again."""
        change = done.change
        if change.kind is Kind.ASSIGN:
            return
        self._done.setText(done_text(done))
        if change.moves and (change.undoes is not None or change.redoes is not None):
            row = self._model.row_of(change.moves[0].target)
            if row >= 0:
                self._go_to(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right, first and last; the grid's keys for classes and the trash; undo."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -self._model.rowCount(),
            Qt.Key.Key_End: self._model.rowCount(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._go(step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.close()
        elif not self._classes or not self._edit(event):
            super().keyPressEvent(event)

    def _edit(self, event: QKeyEvent) -> bool:
        """Whether the key is one that changes something."""
        place = class_number(event)
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_requested.emit()
        elif not place and not is_delete(event):
            return False
        elif not event.isAutoRepeat():
            # A key that is held down must not work through the whole data set.
            self._decide(place)
        return True

    def _decide(self, place: int) -> None:
        if place > len(self._classes):
            return
        if place:
            self.class_chosen.emit(self._classes[place - 1])
        else:
            self.delete_requested.emit()
        self._go(1)

    def _build(self) -> None:
        self._picture = PictureView()
        self._words = ElidedLabel()
        self._left_out = Sign("minus")
        self._left_out.setObjectName("viewer_left_out")
        self._left_out.setToolTip(left_out_words())
        self._left_out.hide()
        self._hint = ElidedLabel(self._keys_text())
        self._hint.setObjectName("viewer_keys")
        self._hint.setProperty("role", "caption")
        self._hint.setVisible(bool(self._classes))
        self._done = ElidedLabel()
        self._done.setObjectName("viewer_done")
        self._done.setProperty("role", "caption")
        self._previous = IconButton("chevron-left", self.tr("Previous picture (Left)"))
        self._previous.setObjectName("viewer_previous")
        self._next = IconButton("chevron-right", self.tr("Next picture (Right)"))
        self._next.setObjectName("viewer_next")
        self._close_button = Button(self.tr("Close"))
        self._close_button.setObjectName("viewer_close")
        # The arrow keys belong to the pictures, not to the walk from button to button.
        for button in (self._previous, self._next, self._close_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._previous)
        line.addWidget(self._next)
        line.addWidget(self._left_out)
        line.addWidget(self._words, 1)
        line.addWidget(self._close_button)
        notes = QHBoxLayout()
        notes.setSpacing(CARD_GAP)
        notes.addWidget(self._hint, 1)
        notes.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._picture, 1)
        column.addLayout(line)
        column.addLayout(notes)
        parent = self.parentWidget()
        window = parent.window().size() if parent else QSize(1000, 700)
        self.resize(window * _SHARE_OF_WINDOW)

    def _connect(self) -> None:
        self._previous.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self._close_button.clicked.connect(self.close)
        self._selection.currentChanged.connect(self._show_current)
        self._loader.loaded.connect(self._show_loaded)
        self._model.modelReset.connect(self._close_when_empty)

    def _close_when_empty(self) -> None:
        """Otherwise the grid says next which picture is the current one now."""
        if not self._model.rowCount():
            self.close()

    def _go_back(self) -> None:
        self._go(-1)

    def _go_on(self) -> None:
        self._go(1)

    def _go(self, step: int) -> None:
        last = self._model.rowCount() - 1
        self._go_to(min(last, max(0, self._selection.currentIndex().row() + step)))

    def _go_to(self, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._selection.setCurrentIndex(self._model.index(row, 0), flag)

    def _show_current(self, index: QModelIndex) -> None:
        item = index.data(ItemRole.ITEM)
        if not isinstance(item, Item):
            return
        text = self.tr("{name} · {class_name} · {split} · {place} of {count}")
        words = text.format(
            name=item.path.name,
            class_name=self._model.class_name(item),
            split=left_out_words() if item.left_out else split_name(item.split),
            place=number(index.row() + 1),
            count=number(self._model.rowCount()),
        )
        self._words.setText(words)
        self._left_out.setVisible(item.left_out)
        self.setWindowTitle(item.path.name)
        thumbnail = index.data(Qt.ItemDataRole.DecorationRole)
        self._picture.show_image(thumbnail if isinstance(thumbnail, QImage) else None)
        self._previous.setEnabled(index.row() > 0)
        self._next.setEnabled(index.row() < self._model.rowCount() - 1)
        self._loader.load(item.path)

    def _keys_text(self) -> str:
        keys = (self.tr("Del: trash"), self.tr("Ctrl+Z: undo"))
        classes = (f"{place}: {name}" for place, name in enumerate(self._classes[:9], 1))
        return " · ".join((*keys, *classes))

    def _show_loaded(self, picture: LoadedPicture) -> None:
        if picture.problem:
            self._words.setText(picture.problem)
        else:
            self._picture.show_image(picture.image)
