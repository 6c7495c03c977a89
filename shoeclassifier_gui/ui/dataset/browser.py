"""Classes, split, thumbnails and details of one data set."""

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.selection import (
    Chosen,
    Columns,
    Order,
    Rows,
    follow,
    has_moved,
    select,
)
from shoeclassifier_gui.core.doctor.findings import Diagnosis
from shoeclassifier_gui.services.hardness import HardnessService
from shoeclassifier_gui.services.item_model import ItemModel
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.broken_files import BrokenFilesDialog
from shoeclassifier_gui.ui.dataset.browser_actions import BrowserActions
from shoeclassifier_gui.ui.dataset.class_list import ClassList
from shoeclassifier_gui.ui.dataset.details_card import DetailsCard
from shoeclassifier_gui.ui.dataset.editor import Editor
from shoeclassifier_gui.ui.dataset.filter_bar import FilterBar
from shoeclassifier_gui.ui.dataset.item_grid import ItemGrid
from shoeclassifier_gui.ui.dataset.split_card import SplitCard
from shoeclassifier_gui.ui.dataset.words import broken_words, classless_words
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, QuietButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.page_area import PageArea

_LEFT_WIDTH = 240
_SIDE_WIDTH = 280
# Below this width the pictures need the room more than the details do.
_SIDE_FROM = 1000


class DatasetBrowser(QWidget):
    """Filters and sorts; shows what is selected, and lets it be changed.

    `classless_requested` asks for the pictures that lie in no class folder.
    """

    classless_requested = Signal()

    def __init__(
        self, thumbnails: ThumbnailService, editor: Editor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns: Columns | None = None
        self._hardness: HardnessService | None = None
        self._thumbnails = thumbnails
        self._model = ItemModel(thumbnails, self)
        self._build()
        self._actions = BrowserActions(self._grid, self._class_list, editor, self)
        self._lay_out()
        self._connect()

    def show_dataset(self, columns: Columns) -> None:
        """Show a data set; filters and selection stay when it is a later state of the same."""
        dataset, summary = columns.dataset, columns.summary()
        before = self._columns.dataset if self._columns else None
        class_name = self._chosen_class(dataset) if before else None
        if before is None or before.folder != dataset.folder:
            self._filter_bar.reset()
            self._grid.choose(-1)
            class_name = None
        self._columns = columns
        self._class_list.blockSignals(True)
        self._class_list.show_classes(dataset.classes, summary.by_class(), class_name)
        self._class_list.blockSignals(False)
        self._class_list.updateGeometry()
        self._actions.show_classes(dataset.classes, summary.by_class())
        self._filter_bar.show_sessions(columns.sessions)
        self._split_card.show_counts(summary.by_split(), sum(summary.left_out))
        self._broken_button.setText(broken_words(len(dataset.broken)))
        self._broken_button.setVisible(bool(dataset.broken))
        self._classless_button.setText(classless_words(len(dataset.classless)))
        self._classless_button.setVisible(bool(dataset.classless))
        self._filter()

    def set_editable(self, editable: bool) -> None:
        """Whether anything may be changed."""
        self._actions.set_editable(editable)

    def show_diagnosis(self, diagnosis: Diagnosis | None) -> None:
        """Offer what the data doctor found as a filter; None when it was not asked."""
        self._filter_bar.show_diagnosis(diagnosis)

    def set_hardness(self, hardness: HardnessService) -> None:
        """Offer the order by loss while there is a model."""
        self._hardness = hardness
        hardness.changed.connect(self._offer_loss)
        hardness.scored.connect(self._filter)
        self._offer_loss()

    def show_only(self, relatives: Collection[str]) -> None:
        """Show some pictures alone, whatever their class."""
        self._filter_bar.reset()
        self._class_list.choose_all()
        self._filter_bar.show_only(relatives)

    def add_side_card(self, title: str, card: QWidget) -> None:
        """Put a further card at the right, behind a tab of its own."""
        self._side.addTab(card, title)

    def add_left_card(self, card: QWidget) -> None:
        """Put a further card below those of the classes and the split."""
        self._left.insertWidget(self._left.indexOf(self._split_card) + 1, card)

    @property
    def split_card(self) -> SplitCard:
        """How the pictures are divided."""
        return self._split_card

    def minimumSizeHint(self) -> QSize:
        """The details never keep the window from becoming narrower: they are hidden then."""
        smallest = super().minimumSizeHint()
        if not self._side.isHidden() and not self._left_area.isHidden():
            smallest.setWidth(smallest.width() - self._side.width() - CARD_GAP)
        return smallest

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Details only where there is room for them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where there is no room for both, the details take the place of the classes."""
        wide, wanted = self.width() >= _SIDE_FROM, self._details_button.isChecked()
        self._details_button.setVisible(not wide)
        self._side.setVisible(wide or wanted)
        self._left_area.setVisible(wide or not wanted)

    def _build(self) -> None:
        self._class_list = ClassList()
        self._split_card = SplitCard()
        self._broken_button = QuietButton("", "warning")
        self._broken_button.setObjectName("broken_button")
        self._classless_button = QuietButton("", "info")
        self._classless_button.setObjectName("classless_button")
        self._filter_bar = FilterBar()
        self._details_button = Button(self.tr("Details"), "info")
        self._details_button.setObjectName("show_details")
        self._details_button.setToolTip(self.tr("Show what is known of the chosen picture (I)"))
        self._details_button.setCheckable(True)
        self._details_button.setShortcut(Qt.Key.Key_I)
        self._filter_bar.add_button(self._details_button)
        self._grid = ItemGrid(self._model)
        self._nothing = Caption(self.tr("No picture matches. Choose another class or filter."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._details = DetailsCard()
        self._side = QTabWidget()
        self._side.setObjectName("side")
        self._side.setFixedWidth(_SIDE_WIDTH)
        # One card alone needs no tabs.
        self._side.setTabBarAutoHide(True)
        self._side.addTab(self._details, self.tr("Picture"))
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left_area = PageArea(left)
        self._left_area.setObjectName("left_side")
        self._left_area.setFixedWidth(_LEFT_WIDTH)

    def _lay_out(self) -> None:
        classes = Card(self.tr("Classes"))
        classes.content.addWidget(self._class_list)
        classes.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        preferred = QSizePolicy.Policy.Preferred
        as_high_as_its_words = QSizePolicy(preferred, preferred)
        as_high_as_its_words.setHeightForWidth(True)
        self._split_card.setSizePolicy(as_high_as_its_words)
        self._left.setSpacing(CARD_GAP)
        self._left.addWidget(classes)
        self._left.addWidget(self._split_card)
        self._left.addWidget(self._classless_button)
        self._left.addWidget(self._broken_button)
        self._left.addStretch(1)
        grid = Card()
        grid.content.addWidget(self._filter_bar)
        grid.content.addWidget(self._grid, 1)
        grid.content.addWidget(self._nothing, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CARD_GAP)
        row.addWidget(self._left_area)
        row.addWidget(grid, 1)
        row.addWidget(self._side)

    def _connect(self) -> None:
        self._class_list.class_chosen.connect(self._filter)
        self._filter_bar.changed.connect(self._filter)
        self._details_button.toggled.connect(self._arrange)
        self._filter_bar.size_changed.connect(self._grid.set_side)
        self._grid.item_chosen.connect(self._show_details)
        self._grid.selection_changed.connect(self._show_counts)
        self._grid.view_requested.connect(self._open_viewer)
        self._details.view_requested.connect(self._open_viewer)
        self._broken_button.clicked.connect(self._show_broken)
        self._classless_button.clicked.connect(self.classless_requested)

    def _chosen_class(self, after: Dataset) -> str | None:
        """What the class that is chosen is called after a change; None for all, or when gone."""
        index = self._class_list.chosen()
        if index is None or self._columns is None:
            return None
        before = self._columns.dataset
        if index < len(before.class_ids) and before.class_ids[index] in after.class_ids:
            return after.classes[after.class_ids.index(before.class_ids[index])]
        return before.classes[index]

    def _filter(self) -> None:
        columns = self._columns
        if columns is None:
            return
        chosen, current = self._grid.chosen(), self._grid.current()
        selected = self._grid.chosen_rows()
        edited = chosen is not None and chosen.dataset is not columns.dataset
        rows = self._select(columns)
        following = self._grid.following() if edited else None
        self._model.show_rows(columns.dataset, rows)
        found = self._rows_of(chosen)
        if edited and chosen is not None and has_moved(chosen, columns.dataset):
            # Going along with the picture would lose the place in a long row of work.
            found, current = self._rows_of(following), None
        if len(found):
            at = self._rows_of(current)
            self._grid.choose_rows(found, int(at[0] if len(at) else found[0]))
        else:
            # What was selected has gone elsewhere: the next picture follows, ready for a key.
            goes_on = edited and len(rows)
            self._grid.choose(min(int(selected[0]), len(rows) - 1) if goes_on else -1)
        self._grid.setVisible(bool(len(rows)))
        self._nothing.setVisible(not len(rows))
        self._show_counts()

    def _select(self, columns: Columns) -> Rows:
        query = self._filter_bar.query(self._class_list.chosen())
        hardness, by_loss = self._hardness, query.order is Order.LOSS
        if hardness is None:
            return select(columns, query)
        hardness.want(wanted=by_loss)
        return select(columns, query, hardness.losses_of(columns.dataset) if by_loss else None)

    def _offer_loss(self) -> None:
        if self._hardness is not None:
            self._filter_bar.offer_loss(available=self._hardness.available)

    def _rows_of(self, chosen: Chosen | None) -> Rows:
        if chosen is None or self._columns is None:
            return np.zeros(0, np.intp)
        return self._model.rows_of(follow(chosen, self._columns.dataset))

    def _show_counts(self) -> None:
        if self._columns is None:
            return
        index = self._class_list.chosen()
        title = "" if index is None else self._columns.dataset.classes[index]
        selected = len(self._grid.chosen_rows())
        self._filter_bar.show_counts(title, self._model.rowCount(), selected)

    def _show_details(self, item: Item | None) -> None:
        if item is None or self._columns is None:
            self._details.show_item(None)
            return
        thumbnail: QImage | None = self._thumbnails.image(item.digest)
        self._details.show_item(item, self._columns.dataset, thumbnail)

    def _open_viewer(self) -> None:
        self._actions.open_viewer(self._model)

    def _show_broken(self) -> None:
        if self._columns is not None:
            dataset = self._columns.dataset
            BrokenFilesDialog(dataset.folder, dataset.broken, self.window()).open()
