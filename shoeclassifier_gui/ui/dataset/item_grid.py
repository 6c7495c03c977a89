"""The thumbnails: a list view that lays out and paints only what can be seen."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.dataset.selection import Chosen, Rows
from shoeclassifier_gui.services.item_model import ItemModel, ItemRole, dragged
from shoeclassifier_gui.ui.dataset.edit_keys import class_number, is_delete
from shoeclassifier_gui.ui.dataset.thumbnail_delegate import ThumbnailDelegate
from shoeclassifier_gui.ui.theme.tokens import GAP

_Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag
SMALLEST, USUAL, LARGEST = 72, 112, 256
_DRAGGED_SIDE = 72


class ItemGrid(QListView):
    """A grid of pictures that fills its width; any number of them can be selected.

    `view_requested` asks for the large view, `class_key` (1 to 9) and `delete_requested` for a
    change of what is selected, `menu_requested` for its context menu at a place on the screen.
    """

    view_requested = Signal()
    item_chosen = Signal(object)
    selection_changed = Signal(int)
    class_key = Signal(int)
    delete_requested = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, model: ItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = USUAL
        self._model = model
        self.setObjectName("item_grid")
        self.setAccessibleName(self.tr("Pictures"))
        self._set_up_layout()
        self._set_up_selection()
        self.setItemDelegate(ThumbnailDelegate(self))
        self.setModel(model)
        self.selectionModel().currentChanged.connect(self._announce)
        self.selectionModel().selectionChanged.connect(self._announce_selection)
        self.doubleClicked.connect(self._request_view)

    def set_side(self, side: int) -> None:
        """Show the pictures about as large as this (pixels)."""
        self._side = side
        self._fill_width()
        self.scrollTo(self.currentIndex())

    def set_editable(self, editable: bool) -> None:
        """Whether pictures can be dragged to a class."""
        self.setDragEnabled(editable)

    def chosen(self) -> Chosen | None:
        """The pictures that are selected; None when none is."""
        return self._model.chosen(self.chosen_rows())

    def chosen_rows(self) -> Rows:
        """The rows that are selected, from top to bottom."""
        # Range by range: 100,000 model indices would take half a second.
        is_chosen = np.zeros(self._model.rowCount(), bool)
        for part in self._ranges():
            is_chosen[part.top() : part.bottom() + 1] = True
        return np.flatnonzero(is_chosen)

    def following(self) -> Chosen | None:
        """The first picture below the selection's beginning that is not selected."""
        selected = self.chosen_rows()
        if not len(selected):
            return None
        gaps = np.flatnonzero(np.diff(selected) != 1)
        row = int(selected[gaps[0] if len(gaps) else -1]) + 1
        return self._model.chosen(np.array([row])) if row < self._model.rowCount() else None

    def current(self) -> Chosen | None:
        """The picture that the keys go on from."""
        row = self.currentIndex().row()
        return self._model.chosen(np.array([row])) if row >= 0 else None

    def choose(self, row: int) -> None:
        """Select one picture and bring it into view; nothing is selected with -1."""
        self.choose_rows(np.array([row] if row >= 0 else [], np.intp), row)

    def choose_rows(self, rows: Rows, current: int) -> None:
        """Select pictures; the keys go on from the row `current`, -1 for none."""
        selection = QItemSelection()
        breaks = np.flatnonzero(np.diff(rows) != 1) + 1
        for run in np.split(rows, breaks):
            if len(run):
                ends = (self._model.index(int(row), 0) for row in (run[0], run[-1]))
                selection.select(*ends)
        index = self._model.index(current, 0)
        model = self.selectionModel()
        model.setCurrentIndex(index, _Flag.NoUpdate)
        model.select(selection, _Flag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)
        else:
            self.item_chosen.emit(None)

    def dataChanged(  # noqa: N802 (Qt's name)
        self, first: _Index, last: _Index, roles: Sequence[int] = ()
    ) -> None:
        """A picture that came needs paint, not the new layout of all rows that Qt would make."""
        if list(roles) == [Qt.ItemDataRole.DecorationRole]:
            self.update(first)
        else:
            super().dataChanged(first, last, list(roles))

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 (Qt's name)
        """The gaps between pictures belong to none: there a rubber band begins."""
        index = super().indexAt(point)
        if not index.isValid():
            return index
        cell = self.visualRect(index).adjusted(0, 0, -GAP, -GAP)
        return index if cell.contains(point) else QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the large view, 1 to 9 give a class, Delete deletes."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.view_requested.emit()
        elif number := class_number(event):
            # A key that is held down must not work through the whole data set.
            if not event.isAutoRepeat():
                self.class_key.emit(number)
        elif is_delete(event):
            if not event.isAutoRepeat():
                self.delete_requested.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu is about what is selected; a right click elsewhere selects that first."""
        index = self.currentIndex()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            place = event.globalPos()
        else:
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        if index.isValid():
            self.menu_requested.emit(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit; what the keys go on from does not slip out of sight."""
        current = self.visualRect(self.currentIndex())
        was_in_sight = current.isValid() and 0 <= current.bottom() <= event.oldSize().height() + GAP
        super().resizeEvent(event)
        self._fill_width()
        if was_in_sight:
            self.scrollTo(self.currentIndex())

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802 (Qt's name)
        """Drags what is selected, under a small copy of the picture that was taken hold of."""
        chosen = self.chosen()
        if chosen is None:
            return
        drag = QDrag(self)
        drag.setMimeData(dragged(chosen))
        image = self.currentIndex().data(Qt.ItemDataRole.DecorationRole)
        if isinstance(image, QImage) and not image.isNull():
            drag.setPixmap(QPixmap.fromImage(image.scaledToWidth(_DRAGGED_SIDE)))
        # Other programs may only copy: a file manager must not take files out of the project.
        drag.exec(Qt.DropAction.CopyAction)

    def _set_up_layout(self) -> None:
        # The list mode lays 100,000 rows out in 60 ms; the icon mode takes twice as long.
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        # `_fill_width` lays out anew, and only when the number or size of the columns changes.
        self.setResizeMode(QListView.ResizeMode.Fixed)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width that decides whether it is needed.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def _set_up_selection(self) -> None:
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def _fill_width(self) -> None:
        room = self.viewport().width() - 1
        columns = max(1, room // (self._side + GAP))
        side = max(SMALLEST, room // columns)
        self._model.expect(columns * (self.viewport().height() // side + 2))
        if self.gridSize() != QSize(side, side):
            self.setGridSize(QSize(side, side))
            self.verticalScrollBar().setSingleStep(side // 2)

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        item = current.data(ItemRole.ITEM)
        self.item_chosen.emit(item if isinstance(item, Item) else None)

    def _announce_selection(self, _selected: QItemSelection, _gone: QItemSelection) -> None:
        self.selection_changed.emit(sum(part.height() for part in self._ranges()))

    def _request_view(self) -> None:
        self.view_requested.emit()
