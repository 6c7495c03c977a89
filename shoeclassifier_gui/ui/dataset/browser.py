"""Classes, split, thumbnails and details of one data set."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.summary import DatasetSummary
from shoeclassifier_gui.services.item_model import ItemModel
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.broken_files import BrokenFilesDialog
from shoeclassifier_gui.ui.dataset.class_list import ClassList
from shoeclassifier_gui.ui.dataset.details_card import DetailsCard
from shoeclassifier_gui.ui.dataset.item_grid import LARGEST, SMALLEST, USUAL, ItemGrid
from shoeclassifier_gui.ui.dataset.split_card import SplitCard
from shoeclassifier_gui.ui.dataset.viewer import Viewer
from shoeclassifier_gui.ui.dataset.words import broken_words, number, split_name
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import QuietButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.pill import Pill

_LEFT_WIDTH = 240
_SLIDER_WIDTH = 104
# Below this width the pictures need the room more than the details do.
_DETAILS_FROM = 1000


class DatasetBrowser(QWidget):
    """Filters by class and split; shows what is selected."""

    def __init__(self, thumbnails: ThumbnailService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._thumbnails = thumbnails
        self._model = ItemModel(thumbnails, self)
        self._build()
        self._lay_out()
        self._connect()

    def show_dataset(self, dataset: Dataset, summary: DatasetSummary) -> None:
        """Show a data set; filters and selection stay when it is another reading of the same."""
        if self._dataset is None or self._dataset.folder != dataset.folder:
            self._split_filter.setCurrentIndex(0)
            self._grid.choose(-1)
        self._dataset = dataset
        self._class_list.blockSignals(True)
        self._class_list.show_classes(dataset.classes, summary.by_class())
        self._class_list.blockSignals(False)
        self._class_list.updateGeometry()
        self._split_card.show_counts(summary.by_split())
        self._broken_button.setText(broken_words(len(dataset.broken)))
        self._broken_button.setVisible(bool(dataset.broken))
        self._filter()

    def minimumSizeHint(self) -> QSize:
        """The details never keep the window from becoming narrower: they are hidden then."""
        smallest = super().minimumSizeHint()
        if self._details.isVisible():
            smallest.setWidth(smallest.width() - self._details.width() - CARD_GAP)
        return smallest

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Details only where there is room for them."""
        super().resizeEvent(event)
        self._details.setVisible(self.width() >= _DETAILS_FROM)

    def _build(self) -> None:
        self._class_list = ClassList()
        self._split_card = SplitCard()
        self._broken_button = QuietButton("", "warning")
        self._broken_button.setObjectName("broken_button")
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = Pill()
        self._split_filter = QComboBox()
        self._split_filter.setObjectName("split_filter")
        self._split_filter.setAccessibleName(self.tr("Show pictures of this split"))
        self._split_filter.addItem(self.tr("All splits"), None)
        for split in Split:
            self._split_filter.addItem(split_name(split), split)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("size_slider")
        self._slider.setAccessibleName(self.tr("Size of the pictures"))
        self._slider.setRange(SMALLEST, LARGEST)
        self._slider.setValue(USUAL)
        self._slider.setFixedWidth(_SLIDER_WIDTH)
        self._grid = ItemGrid(self._model)
        self._nothing = Caption(self.tr("No picture matches. Choose another class or split."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._details = DetailsCard()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CARD_GAP)
        row.addLayout(self._left_column())
        row.addWidget(self._grid_card(), 1)
        row.addWidget(self._details)

    def _left_column(self) -> QVBoxLayout:
        classes = Card(self.tr("Classes"))
        classes.setFixedWidth(_LEFT_WIDTH)
        classes.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        classes.content.addWidget(self._class_list)
        self._split_card.setFixedWidth(_LEFT_WIDTH)
        self._split_card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout()
        column.setSpacing(CARD_GAP)
        column.addWidget(classes)
        column.addWidget(self._split_card)
        column.addWidget(self._broken_button)
        column.addStretch(1)
        return column

    def _grid_card(self) -> Card:
        bar = QHBoxLayout()
        bar.setSpacing(GAP)
        bar.addWidget(self._split_filter)
        bar.addWidget(self._count)
        bar.addWidget(self._title, 1)
        size = QLabel(self.tr("Size"))
        size.setProperty("role", "caption")
        bar.addWidget(size)
        bar.addWidget(self._slider)
        card = Card()
        card.content.addLayout(bar)
        card.content.addWidget(self._grid, 1)
        card.content.addWidget(self._nothing, 1)
        return card

    def _connect(self) -> None:
        self._class_list.class_chosen.connect(self._filter)
        self._split_filter.currentIndexChanged.connect(self._filter)
        self._slider.valueChanged.connect(self._grid.set_side)
        self._grid.item_chosen.connect(self._show_details)
        self._grid.view_requested.connect(self._open_viewer)
        self._details.view_requested.connect(self._open_viewer)
        self._broken_button.clicked.connect(self._show_broken)

    def _filter(self) -> None:
        dataset = self._dataset
        if dataset is None:
            return
        class_index = self._class_list.chosen()
        split = self._split_filter.currentData()
        items = dataset.items
        if class_index is not None:
            items = tuple(item for item in items if item.class_index == class_index)
        if split is not None:
            items = tuple(item for item in items if item.split == split)
        chosen = self._grid.chosen()
        self._model.show_items(items, dataset.classes)
        self._grid.choose(self._model.row_of(chosen.relative) if chosen else -1)
        self._grid.setVisible(bool(items))
        self._nothing.setVisible(not items)
        self._title.setText("" if class_index is None else dataset.classes[class_index])
        words = self.tr("1 picture") if len(items) == 1 else self.tr("{n} pictures")
        self._count.setText(words.format(n=number(len(items))))

    def _show_details(self, item: Item | None) -> None:
        if item is None:
            self._details.show_item(None)
            return
        thumbnail: QImage | None = self._thumbnails.image(item.digest)
        self._details.show_item(item, self._model.class_name(item), thumbnail)

    def _open_viewer(self) -> None:
        if self._grid.currentIndex().isValid():
            Viewer(self._model, self._grid.selectionModel(), self.window()).open()

    def _show_broken(self) -> None:
        if self._dataset is not None:
            BrokenFilesDialog(self._dataset.folder, self._dataset.broken, self.window()).open()
