"""How far a collection is: a bar for each class, and the pictures as they come."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.collect.download import PREVIEW_SIDE
from shoeclassifier_gui.services.collect import ClassProgress, CollectState
from shoeclassifier_gui.ui.collect.wording import progress_text
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.thin_progress_bar import ThinProgressBar

# The newest are enough to see what is coming; thousands would cost memory.
_SHOWN = 200
_NAME_WIDTH = 140


class ProgressView(QWidget):
    """Shows snapshots; pictures are added one by one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_ClassLine] = []
        self._pictures = QListWidget()
        self._pictures.setObjectName("collected_pictures")
        self._pictures.setAccessibleName(self.tr("Pictures that came"))
        self._pictures.setViewMode(QListView.ViewMode.IconMode)
        self._pictures.setMovement(QListView.Movement.Static)
        self._pictures.setResizeMode(QListView.ResizeMode.Adjust)
        self._pictures.setUniformItemSizes(True)
        self._pictures.setIconSize(QSize(PREVIEW_SIDE, PREVIEW_SIDE))
        self._pictures.setGridSize(QSize(PREVIEW_SIDE + GAP, PREVIEW_SIDE + GAP))
        self._status = Caption()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(CARD_GAP)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._grid)
        column.addWidget(self._status)
        column.addWidget(self._pictures, 1)

    def clear_pictures(self) -> None:
        """Make room for those of another collection."""
        self._pictures.clear()

    def show_state(self, state: CollectState) -> None:
        """Show how far it is."""
        if len(self._lines) != len(state.classes):
            for line in self._lines:
                line.remove(self._grid)
            self._lines = [_ClassLine(self._grid, row) for row, _ in enumerate(state.classes)]
        for line, progress in zip(self._lines, state.classes, strict=True):
            line.show_progress(progress, running=state.running)
        self._status.setText(self._status_text(state))

    def add_picture(self, class_name: str, image: QImage) -> None:
        """Put a picture that came in front."""
        item = QListWidgetItem(QIcon(QPixmap.fromImage(image)), "")
        item.setToolTip(class_name)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, class_name)
        self._pictures.insertItem(0, item)
        if self._pictures.count() > _SHOWN:
            self._pictures.takeItem(_SHOWN)

    def _status_text(self, state: CollectState) -> str:
        left_out = sum(state.refused.values())
        if not state.running:
            return ""
        if state.taking_in:
            return self.tr("Putting the pictures into their class folders…")
        if state.stopping:
            return self.tr("Stopping…")
        if left_out == 1:
            return self.tr("Searching and fetching. One picture was left out so far.")
        if left_out:
            return self.tr("Searching and fetching. {count} pictures were left out so far.").format(
                count=left_out
            )
        return self.tr("Searching and fetching.")


class _ClassLine:
    """The widgets of one class."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self._name = ElidedLabel()
        self._name.setFixedWidth(_NAME_WIDTH)
        self._bar = ThinProgressBar()
        self._text = Caption()
        self._text.setWordWrap(False)
        for column, widget in enumerate((self._name, self._bar, self._text)):
            grid.addWidget(widget, row, column)

    def show_progress(self, progress: ClassProgress, *, running: bool) -> None:
        name = progress.class_name or self._name.tr("Classes of the list")
        self._name.setText(name)
        self._text.setText(progress_text(progress))
        self._text.setToolTip(progress.problem)
        share = progress.kept / progress.wanted if progress.wanted else 0.0
        waiting = running and not progress.kept and not progress.ended
        self._bar.show_share(None if waiting else share)
        self._bar.setAccessibleName(name)

    def remove(self, grid: QGridLayout) -> None:
        for widget in (self._name, self._bar, self._text):
            grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
