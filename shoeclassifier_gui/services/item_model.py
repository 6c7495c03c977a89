"""The pictures of a data set as a Qt model: nothing is computed for rows that nobody looks at."""

from collections import defaultdict
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.services.thumbnails import ThumbnailService

_Index = QModelIndex | QPersistentModelIndex


class ItemRole(IntEnum):
    """What a row can be asked for besides its name and picture."""

    ITEM = Qt.ItemDataRole.UserRole + 1


class ItemModel(QAbstractListModel):
    """One row an item; the decoration is its thumbnail, None while that is being loaded."""

    def __init__(self, thumbnails: ThumbnailService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._items: Sequence[Item] = ()
        self._classes: Sequence[str] = ()
        # Rows that were painted without their picture; far fewer than there are rows.
        self._awaited: defaultdict[str, set[int]] = defaultdict(set)
        thumbnails.loaded.connect(self._show_thumbnail)

    def show_items(self, items: Sequence[Item], classes: Sequence[str]) -> None:
        """Takes other items; `classes` are the names by index."""
        self.beginResetModel()
        self._items = items
        self._classes = classes
        self._awaited.clear()
        self.endResetModel()

    def item(self, row: int) -> Item:
        """The item of a row."""
        return self._items[row]

    def class_name(self, item: Item) -> str:
        """The name of an item's class."""
        return self._classes[item.class_index]

    def row_of(self, relative: str) -> int:
        """The row of the item with this relative path; -1 when it is not among them."""
        rows = (row for row, item in enumerate(self._items) if item.relative == relative)
        return next(rows, -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of items."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What Qt asks of a row."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DecorationRole:
                return self._thumbnail(item, index.row())
            case Qt.ItemDataRole.DisplayRole:
                return item.path.name
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                text = self.tr("{name}, class {class_name}")
                return text.format(name=item.path.name, class_name=self.class_name(item))
            case ItemRole.ITEM:
                return item
        return None

    def _thumbnail(self, item: Item, row: int) -> Any:  # noqa: ANN401 - QImage or None
        image = self._thumbnails.image(item.digest)
        if image is None:
            self._awaited[item.digest].add(row)
        return image

    def _show_thumbnail(self, digest: str) -> None:
        for row in self._awaited.pop(digest, ()):
            index = self.index(row)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])
