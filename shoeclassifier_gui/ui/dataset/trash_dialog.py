"""The project's trash: deleted pictures, and the way back for them."""

import os
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.emptying import TrashRoom
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import Trashed, restore
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.services.trash import TrashedPicture, TrashReader
from shoeclassifier_gui.ui.dataset.empty_trash_button import EmptyTrashButton
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice

_Index = QModelIndex | QPersistentModelIndex
_SIZE = (640, 520)
_ICON = QSize(56, 42)


class TrashDialog(QDialog):
    """Lists deleted pictures; "Put back" moves those that are selected where they were.

    Others can be removed for good, all at once.
    """

    def __init__(
        self,
        library: LibraryService,
        thumbnails: ThumbnailService,
        project: Project,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._project = project
        self._model = _TrashModel(thumbnails, self)
        self._reader = TrashReader(self)
        self._is_unread = False
        self.setObjectName("trash")
        self.setWindowTitle(self.tr("Deleted pictures"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self._lay_out()
        self._connect()
        self._show_count()
        self._reader.begin(project)

    def done(self, result: int) -> None:
        """Stop listing when it closes."""
        self._reader.stop()
        super().done(result)

    def _build(self) -> None:
        self._list = QListView()
        self._list.setObjectName("trash_list")
        self._list.setAccessibleName(self.tr("Deleted pictures"))
        self._list.setModel(self._model)
        self._list.setIconSize(_ICON)
        self._list.setUniformItemSizes(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._notice = Notice(closable=False)
        self._hint = Caption(self.tr("Looking for deleted pictures."))
        self._empty_button = EmptyTrashButton()
        self._back_button = PrimaryButton()
        self._back_button.setObjectName("put_back")
        self._close_button = Button(self.tr("Close"))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._empty_button)
        buttons.addStretch(1)
        buttons.addWidget(self._close_button)
        buttons.addWidget(self._back_button)
        self._back_button.setProperty("in_header", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(GAP)
        column.addWidget(Heading(self.tr("Deleted pictures")))
        column.addWidget(self._notice)
        column.addWidget(self._hint)
        column.addWidget(self._list, 1)
        column.addLayout(buttons)
        self.resize(*_SIZE)

    def _connect(self) -> None:
        self._reader.measured.connect(self._show_room)
        self._reader.found.connect(self._model.add)
        self._reader.failed.connect(self._show_failure)
        self._reader.ended.connect(self._show_hint)
        self._list.selectionModel().selectionChanged.connect(self._show_count)
        self._back_button.clicked.connect(self._put_back)
        self._empty_button.removal_confirmed.connect(self._empty)
        self._close_button.clicked.connect(self.close)

    def _show_room(self, room: TrashRoom) -> None:
        self._empty_button.show_room(room, read_only=self._library.state.read_only)

    def _show_failure(self, error: Exception) -> None:
        self._is_unread = True
        show_error(self._notice, error)

    def _show_hint(self) -> None:
        if self._model.rowCount():
            hint = self.tr("Choose those that shall come back; Ctrl and Shift choose several.")
        elif self._is_unread:
            hint = ""
        else:
            hint = self.tr(
                "The trash is empty. Pictures that you delete, or whose import or recording you "
                "undo, are kept here."
            )
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _show_count(self) -> None:
        count = len(self._list.selectionModel().selectedRows())
        if count > 1:
            words = self.tr("Put back {n} pictures").format(n=number(count))
        else:
            words = self.tr("Put back 1 picture") if count else self.tr("Put back")
        self._back_button.setText(words)
        self._back_button.setEnabled(count > 0 and not self._library.state.read_only)

    def _put_back(self) -> None:
        rows = sorted(index.row() for index in self._list.selectionModel().selectedRows())
        pictures = tuple(self._model.picture(row) for row in rows)
        self._library.change(partial(_restore, self._project, pictures))
        self.accept()

    def _empty(self) -> None:
        self._library.empty_trash()
        self.accept()


class _TrashModel(QAbstractListModel):
    """One row a deleted picture: its small picture and where it lay."""

    def __init__(self, thumbnails: ThumbnailService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._pictures: list[TrashedPicture] = []
        self._awaited: defaultdict[str, set[int]] = defaultdict(set)
        thumbnails.loaded.connect(self._show_thumbnail)

    def add(self, pictures: Sequence[TrashedPicture]) -> None:
        """Append rows."""
        first = len(self._pictures)
        self.beginInsertRows(QModelIndex(), first, first + len(pictures) - 1)
        self._pictures += pictures
        self.endInsertRows()

    def picture(self, row: int) -> Trashed:
        """The picture of a row."""
        return self._pictures[row].trashed

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of pictures."""
        return 0 if parent is not None and parent.isValid() else len(self._pictures)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """What Qt asks of a row."""
        if not index.isValid():
            return None
        picture = self._pictures[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return picture.trashed.relative
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(picture.digest, index.row())
        return None

    def _icon(self, digest: str, row: int) -> QIcon:
        image = self._thumbnails.image(digest)
        if image is None:
            self._awaited[digest].add(row)
            return QIcon()
        return QIcon(QPixmap.fromImage(image))

    def _show_thumbnail(self, digest: str) -> None:
        for row in self._awaited.pop(digest, ()):
            self.dataChanged.emit(self.index(row), self.index(row))


def _restore(project: Project, pictures: Sequence[Trashed], dataset: Dataset) -> Change:
    present = [one for one in pictures if os.path.lexists(one.path)]
    return restore(project, present, dataset.facts)
