"""The confusion matrix on the screen: coloured cells that can be clicked or walked by keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour
from shoeclassifier_gui.ui.widgets.confusion_model import SHARE_ROLE, ConfusionModel

_LEAST_SIDE = 36
_MOST_WIDTH = 84
_MOST_HEIGHT = 52
_NAMES_WIDTH = 128
_NAMES_SHARE = 0.26
_CORNER = 3
# Even a single mistake must be seen, and even a full cell must keep its number readable.
_FAINTEST = 0.16
_STRONGEST = 0.6


class ConfusionView(QTableView):
    """`cell_chosen(truth, said)` tells which cell was clicked or walked to."""

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ConfusionModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_CellDelegate(self))
        self._set_up()
        self.selectionModel().currentChanged.connect(self._choose)

    def show_scores(self, scores: Scores | None) -> None:
        """Show other scores; None for none."""
        self._model.show_scores(scores)
        self.clearSelection()
        self._share_room()

    def cell_text(self, truth: int, said: int) -> str:
        """A cell in words."""
        return self._model.cell_text(truth, said)

    def choose(self, truth: int, said: int) -> None:
        """Move to a cell, as a click would."""
        self.setCurrentIndex(self._model.index(truth, said))

    def forget_choice(self) -> None:
        """No cell is chosen any more."""
        self.setCurrentIndex(QModelIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cells the room there is."""
        super().resizeEvent(event)
        self._share_room()

    def _set_up(self) -> None:
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(_LEAST_SIDE)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.verticalHeader().setDefaultAlignment(left)

    def _share_room(self) -> None:
        names = min(_NAMES_WIDTH, round(_NAMES_SHARE * self.width()))
        if names != self.verticalHeader().width():
            self.verticalHeader().setFixedWidth(names)
        count = max(1, self._model.rowCount())
        width = self.viewport().width() // count
        height = self.viewport().height() // count
        self.horizontalHeader().setDefaultSectionSize(min(_MOST_WIDTH, max(_LEAST_SIDE, width)))
        self.verticalHeader().setDefaultSectionSize(min(_MOST_HEIGHT, max(_LEAST_SIDE, height)))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.cell_chosen.emit(index.row(), index.column())


class _CellDelegate(QStyledItemDelegate):
    """Right answers blue, mistakes warm; the stronger the larger their share of the row."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette = current_theme().palette
        share = float(index.data(SHARE_ROLE))
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.sunken))
        painter.drawRoundedRect(rect, _CORNER, _CORNER)
        if share > 0:
            right = index.row() == index.column()
            colour = QColor(class_colour(palette, 0 if right else 1))
            colour.setAlphaF(_FAINTEST + (_STRONGEST - _FAINTEST) * share)
            painter.setBrush(colour)
            painter.drawRoundedRect(rect, _CORNER, _CORNER)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.text), 2))
            painter.drawRoundedRect(rect, _CORNER, _CORNER)
        painter.setPen(QColor(palette.text if share > 0 else palette.muted))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()
