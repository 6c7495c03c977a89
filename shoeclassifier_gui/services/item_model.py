"""The pictures of a data set as a Qt model: nothing is computed for rows that nobody looks at."""

from collections import defaultdict
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
)
from PySide6.QtGui import QStandardItemModel

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


class ItemModel(QStandardItemModel):
    """Rows of a data set, in any order; the decoration is a thumbnail, None while it loads.

    The standard model counts its rows and knows their flags in C++ and holds no item for them. A
    view asks for both once a row when it lays out or selects all: answered from here, that would
    take half a second for 100,000 rows.
    """

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
        # The reset says it all: no view may hear of single rows in the middle of it.
        self.blockSignals(True)
        self.setColumnCount(1)
        self.setRowCount(len(rows))
        self.blockSignals(False)
        self.endResetModel()

    def expect(self, in_sight: int) -> None:
        """Tells how many rows the view shows at once."""
        self._thumbnails.expect(in_sight)

    def item_at(self, row: int) -> Item:
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

    def row_of(self, relative: str) -> int:
        """The row that shows this path; -1 when none does."""
        assert self._dataset is not None
        items = self._dataset.items
        rows = enumerate(self._rows.tolist())
        return next((row for row, place in rows if items[place].relative == relative), -1)

    def rows_of(self, places: Rows) -> Rows:
        """The rows that show these places in the data set, from top to bottom."""
        return np.flatnonzero(np.isin(self._rows, places))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What Qt asks of a row."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        item = self.item_at(index.row())
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
            index = self.index(row, 0)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])


def dragged(chosen: Chosen) -> QMimeData:
    """What a drag of pictures carries: for this window, and as files for others."""
    data = QMimeData()
    data.setData(PICTURES_TYPE, str(len(chosen.rows)).encode())
    some = chosen.rows[:_MOST_ADDRESSES].tolist()
    data.setUrls([QUrl.fromLocalFile(str(chosen.dataset.items[row].path)) for row in some])
    return data
