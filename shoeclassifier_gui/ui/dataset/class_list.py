"""The classes with their counts; choosing one filters the grid, dropping on one moves to it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from shoeclassifier_gui.services.item_model import PICTURES_TYPE
from shoeclassifier_gui.ui.dataset.class_delegate import ClassDelegate, ClassRole
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.menu_text import menu_text

_ALL = -1
_Trigger = QAbstractItemView.EditTrigger


class ClassList(QListView):
    """`class_chosen` brings the index of a class, or None for all.

    The other signals ask for changes and bring classes by name: `pictures_dropped(class)`,
    `rename_requested(old, new)`, `merge_requested(class, into)`, `split_requested(class)`,
    `delete_requested(class)`.
    """

    class_chosen = Signal(object)
    pictures_dropped = Signal(str)
    rename_requested = Signal(str, str)
    merge_requested = Signal(str, str)
    split_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self._names: tuple[str, ...] = ()
        self._editable = True
        self._target = QModelIndex()
        self.setObjectName("class_list")
        self.setAccessibleName(self.tr("Classes"))
        self.setModel(self._rows)
        self._delegate = ClassDelegate(self)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.selectionModel().currentChanged.connect(self._announce)
        self._delegate.renamed.connect(self._request_rename)

    def show_classes(
        self, names: Sequence[str], counts: Sequence[int], chosen: str | None = None
    ) -> None:
        """Show classes; `chosen` becomes the current one, all of them when it is not there."""
        self._names = tuple(names)
        self._target = QModelIndex()
        self._rows.clear()
        self._rows.appendRow(_row(self.tr("All"), _ALL, sum(counts), None))
        largest = max(counts, default=0)
        for index, (name, count) in enumerate(zip(names, counts, strict=True)):
            self._rows.appendRow(_row(name, index, count, count / max(1, largest)))
        row = self._names.index(chosen) + 1 if chosen in self._names else 0
        self.setCurrentIndex(self._rows.index(row, 0))

    def set_editable(self, editable: bool) -> None:
        """Whether classes can be renamed, merged and dropped on."""
        self._editable = editable
        triggers = _Trigger.EditKeyPressed | _Trigger.DoubleClicked
        self.setEditTriggers(triggers if editable else _Trigger.NoEditTriggers)
        self.setAcceptDrops(editable)

    def chosen(self) -> int | None:
        """The index of the class that is chosen; None for all."""
        index = self.currentIndex().data(ClassRole.INDEX)
        return None if index is None or index == _ALL else int(index)

    def choose_all(self) -> None:
        """Choose no class in particular."""
        self.setCurrentIndex(self._rows.index(0, 0))

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        height = self.sizeHintForRow(0) * self._rows.rowCount() + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done to a class."""
        mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        if not self._editable or not index.isValid() or index.data(ClassRole.INDEX) == _ALL:
            return
        self.setCurrentIndex(index)
        place = self.viewport().mapToGlobal(self.visualRect(index).center())
        self._new_menu(str(index.data())).popup(event.globalPos() if mouse else place)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures of this window are welcome."""
        if event.mimeData().hasFormat(PICTURES_TYPE):
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which class they would go to."""
        index = self._class_at(event.position().toPoint())
        self._mark(index)
        if index.isValid() and event.mimeData().hasFormat(PICTURES_TYPE):
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """They go elsewhere."""
        self._mark(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move."""
        index = self._class_at(event.position().toPoint())
        self._mark(QModelIndex())
        if index.isValid() and event.mimeData().hasFormat(PICTURES_TYPE):
            event.accept()
            self.pictures_dropped.emit(str(index.data()))

    def _set_up(self) -> None:
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.set_editable(True)

    def _new_menu(self, class_name: str) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("class_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(self.tr("Rename"))
        rename.setShortcut(Qt.Key.Key_F2)
        rename.triggered.connect(self._edit_current)
        merging = menu.addMenu(self.tr("Merge into"))
        for name in self._names:
            if name != class_name:
                merging.addAction(menu_text(name)).setData(name)
        merging.triggered.connect(self._request_merge)
        merging.setEnabled(len(self._names) > 1)
        menu.addAction(self.tr("Split class…")).triggered.connect(self._request_split)
        menu.addSeparator()
        menu.addAction(self.tr("Delete pictures…")).triggered.connect(self._request_delete)
        return menu

    def _edit_current(self) -> None:
        self.edit(self.currentIndex())

    def _request_rename(self, class_index: int, name: str) -> None:
        self.rename_requested.emit(self._names[class_index], name)

    def _request_merge(self, action: QAction) -> None:
        self.merge_requested.emit(str(self.currentIndex().data()), action.data())

    def _request_split(self) -> None:
        self.split_requested.emit(str(self.currentIndex().data()))

    def _request_delete(self) -> None:
        self.delete_requested.emit(str(self.currentIndex().data()))

    def _class_at(self, place: QPoint) -> QModelIndex:
        index = self.indexAt(place)
        return index if index.data(ClassRole.INDEX) not in {None, _ALL} else QModelIndex()

    def _mark(self, index: QModelIndex) -> None:
        if index != self._target:
            for row, marked in ((self._target, False), (index, True)):
                if row.isValid():
                    self._rows.setData(row, marked, ClassRole.TARGET)
            self._target = index

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.class_chosen.emit(self.chosen())


def _row(name: str, index: int, count: int, share: float | None) -> QStandardItem:
    item = QStandardItem(name)
    item.setData(index, ClassRole.INDEX)
    item.setData(count, ClassRole.COUNT)
    item.setData(share, ClassRole.SHARE)
    item.setEditable(index != _ALL)
    item.setToolTip(name)
    item.setAccessibleText(f"{name}, {number(count)}")
    return item
