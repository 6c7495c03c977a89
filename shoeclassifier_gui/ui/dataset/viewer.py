"""The large view of one picture, with its neighbours on the arrow keys."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.services.item_model import ItemModel, ItemRole
from shoeclassifier_gui.services.picture_loader import LoadedPicture, PictureLoader
from shoeclassifier_gui.ui.dataset.picture_view import PictureView
from shoeclassifier_gui.ui.dataset.words import split_name
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel

_SHORT_SIDE = 1200
_SHARE_OF_WINDOW = 0.9


class Viewer(QDialog):
    """Follows, and moves, the selection of the grid."""

    def __init__(
        self, model: ItemModel, selection: QItemSelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = model
        self._selection = selection
        self._loader = PictureLoader(_SHORT_SIDE, self)
        self._build()
        self._lay_out()
        self._connect()
        self._show_current(selection.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right, first and last."""
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
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self._picture = PictureView()
        self._words = ElidedLabel()
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
        line.addWidget(self._words, 1)
        line.addWidget(self._close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._picture, 1)
        column.addLayout(line)
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
        row = min(last, max(0, self._selection.currentIndex().row() + step))
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
            split=split_name(item.split),
            place=number(index.row() + 1),
            count=number(self._model.rowCount()),
        )
        self._words.setText(words)
        self.setWindowTitle(item.path.name)
        thumbnail = index.data(Qt.ItemDataRole.DecorationRole)
        self._picture.show_image(thumbnail if isinstance(thumbnail, QImage) else None)
        self._previous.setEnabled(index.row() > 0)
        self._next.setEnabled(index.row() < self._model.rowCount() - 1)
        self._loader.load(item.path)

    def _show_loaded(self, picture: LoadedPicture) -> None:
        if picture.problem:
            self._words.setText(picture.problem)
        else:
            self._picture.show_image(picture.image)
