"""The pictures of a data set as a Qt model: nothing is computed for rows that nobody looks at."""

from collections import defaultdict
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
)

from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.selection import Chosen, Rows
from shoeclassifier_gui.services.thumbnails import ThumbnailService

_Index = QModelIndex | QPersistentModelIndex
# What a drag of pictures inside the window carries; which ones, the grid's selection says.
PICTURES_TYPE = "application/x-shoeclassifier-pictures"
# A list of 100,000 addresses takes half a second to make and no other program reads it.
_MOST_ADDRESSES = 1000


class ItemRole(IntEnum):
    """What a row can be asked for besides its name and picture."""

    ITEM = Qt.ItemDataRole.UserRole + 1


class ItemModel(QAbstractListModel):
    """Rows of a data set, in any order; the decoration is a thumbnail, None while it loads."""

    def __init__(self, thumbnails: ThumbnailService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self._rows: Rows = np.zeros(0, np.intp)
        # Rows that were painted without their picture; far fewer than there are rows.
        self._awaited: defaultdict[str, set[int]] = defaultdict(set)
        thumbnails.loaded.connect(self._show_thumbnail)

    def show_rows(self, dataset: Dataset, rows: Rows) -> None:
        """Shows some items of a data set: `rows` are their places in it, in the wanted order."""
        self.beginResetModel()
        self._dataset = dataset
        self._rows = rows
        self._awaited.clear()
        self.endResetModel()

    def item(self, row: int) -> Item:
        """The item of a row."""
        assert self._dataset is not None
        return self._dataset.items[int(self._rows[row])]

    def class_name(self, item: Item) -> str:
        """The name of an item's class."""
        assert self._dataset is not None
        return self._dataset.classes[item.class_index]

    def chosen(self, rows: Rows) -> Chosen | None:
        """The items of some rows; None when there are none."""
        if self._dataset is None or not len(rows):
            return None
        return Chosen(self._dataset, self._rows[rows])

    def rows_of(self, places: Rows) -> Rows:
        """The rows that show these places in the data set, from top to bottom."""
        return np.flatnonzero(np.isin(self._rows, places))

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of items."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Pictures can be dragged, and nothing can be dropped on them."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsDragEnabled
            | flag.ItemNeverHasChildren
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What Qt asks of a row."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        item = self.item(index.row())
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


def dragged(chosen: Chosen) -> QMimeData:
    """What a drag of pictures carries: for this window, and as files for others."""
    data = QMimeData()
    data.setData(PICTURES_TYPE, str(len(chosen.rows)).encode())
    some = chosen.rows[:_MOST_ADDRESSES].tolist()
    data.setUrls([QUrl.fromLocalFile(str(chosen.dataset.items[row].path)) for row in some])
    return data
