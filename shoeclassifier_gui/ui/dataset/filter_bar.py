"""What is shown and in what order: split, recording, origin, sorting, size of the pictures."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.selection import Order, OriginKind, Query
from shoeclassifier_gui.core.doctor.findings import Diagnosis
from shoeclassifier_gui.ui.dataset.filter_picker import FilterPicker
from shoeclassifier_gui.ui.dataset.item_grid import LARGEST, SMALLEST, USUAL
from shoeclassifier_gui.ui.dataset.suspicion_picker import SuspicionPicker
from shoeclassifier_gui.ui.dataset.words import (
    left_out_words,
    order_name,
    origin_kind_name,
    split_name,
)
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import IconButton, QuietButton
from shoeclassifier_gui.ui.widgets.counts import number, pictures
from shoeclassifier_gui.ui.widgets.pill import Pill

_SLIDER_WIDTH = 104
# For the arrow and the padding beside the words.
_PICKER_ROOM = 48
_LEFT_OUT = "left_out"


class FilterBar(QWidget):
    """`changed` follows every wish; `size_changed` brings the wished side in pixels."""

    changed = Signal()
    size_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._descending = False
        self._only: frozenset[str] | None = None
        self._build()
        self._build_pickers()
        self._lay_out()
        self._connect()

    def query(self, class_index: int | None) -> Query:
        """What is wanted, of a class or of all."""
        split, origin = self._split.currentData(), self._origin.currentData()
        # Qt gives back the bare text of an enumeration whose values are texts.
        return Query(
            class_index,
            None if split in {None, _LEFT_OUT} else Split(split),
            self._session.currentData(),
            None if origin is None else OriginKind(origin),
            left_out=split == _LEFT_OUT,
            only=self._only_of_both(),
            order=Order(self._order.currentData()),
            descending=self._descending,
        )

    def show_diagnosis(self, diagnosis: Diagnosis | None) -> None:
        """Offer what the data doctor found; None when it was not asked."""
        self._suspicion.show_diagnosis(diagnosis)

    def add_button(self, button: QWidget) -> None:
        """Add a button at the end of the first line."""
        self._first.addWidget(button)

    def offer_loss(self, *, available: bool) -> None:
        """Offer the order by loss, or no longer."""
        row = self._order.findData(Order.LOSS)
        if available and row < 0:
            self._order.addItem(self._sorted_by(Order.LOSS), Order.LOSS)
        elif not available and row >= 0:
            if row == self._order.currentIndex():
                self._order.setCurrentIndex(0)
            self._order.removeItem(row)

    def show_only(self, relatives: Collection[str]) -> None:
        """Show these pictures alone, until a person wants the others back."""
        self._only = frozenset(relatives)
        words = self.tr("Only 1 picture of a finding")
        if len(self._only) != 1:
            words = self.tr("Only {n} pictures of a finding")
        self._only_button.setText(words.format(n=number(len(self._only))))
        self._only_button.show()
        self.changed.emit()

    def reset(self) -> None:
        """Filter nothing, for another project."""
        self._show_all()
        for picker in (self._split, self._session, self._origin, self._suspicion):
            picker.setCurrentIndex(0)

    def show_sessions(self, names: Sequence[str]) -> None:
        """Offer these recordings; the one that was chosen stays when it is still there."""
        offered = [self._session.itemData(row) for row in range(2, self._session.count())]
        if offered == list(names):
            return
        chosen = self._session.currentData()
        self._session.blockSignals(True)
        self._session.clear()
        self._session.addItem(self.tr("All sessions"), None)
        self._session.addItem(self.tr("Not known"), "")
        for name in names:
            self._session.addItem(name, name)
        row = self._session.findData(chosen) if chosen is not None else 0
        self._session.setCurrentIndex(max(0, row))
        self._session.blockSignals(False)

    def show_counts(self, title: str, shown: int, selected: int) -> None:
        """Say which class is shown, how many pictures, and how many of them are selected."""
        self._title.setText(title)
        self._count.setText(pictures(shown))
        self._selected.setText(self.tr("{n} selected").format(n=number(selected)))
        self._selected.setVisible(selected > 1)

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = Pill()
        self._selected = Pill("", Tone.INFO)
        self._selected.setObjectName("selected_count")
        self._only_button = QuietButton("", "close")
        self._only_button.setObjectName("show_all_again")
        self._only_button.setToolTip(self.tr("Show all pictures again"))
        self._only_button.hide()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("size_slider")
        self._slider.setAccessibleName(self.tr("Size of the pictures"))
        self._slider.setRange(SMALLEST, LARGEST)
        self._slider.setValue(USUAL)
        self._slider.setFixedWidth(_SLIDER_WIDTH)
        self._direction = IconButton("chevron-up", "")
        self._direction.setObjectName("sort_direction")
        self._show_direction()

    def _build_pickers(self) -> None:
        self._split = _picker("split_filter", self.tr("Show pictures of this split"))
        self._split.addItem(self.tr("All splits"), None)
        for split in Split:
            self._split.addItem(split_name(split), split)
        self._split.addItem(left_out_words(), _LEFT_OUT)
        self._session = _picker("session_filter", self.tr("Show pictures of this session"))
        self._session.addItem(self.tr("All sessions"), None)
        self._session.addItem(self.tr("Not known"), "")
        self._origin = _picker("origin_filter", self.tr("Show pictures that came this way"))
        self._origin.addItem(self.tr("All origins"), None)
        for kind in OriginKind:
            self._origin.addItem(origin_kind_name(kind), kind)
        self._suspicion = SuspicionPicker()
        self._order = _picker("sort_order", self.tr("Sort the pictures by"))
        for order in Order:
            if order is not Order.LOSS:
                self._order.addItem(self._sorted_by(order), order)

    def _sorted_by(self, order: Order) -> str:
        """Else the order by class would look like a filter."""
        return self.tr("Sort: {order}").format(order=order_name(order))

    def _lay_out(self) -> None:
        first = self._first = QHBoxLayout()
        first.setSpacing(GAP)
        first.addWidget(self._count)
        first.addWidget(self._selected)
        first.addWidget(self._only_button)
        first.addWidget(self._title, 1)
        size = QLabel(self.tr("Size"))
        size.setProperty("role", "caption")
        first.addWidget(size)
        first.addWidget(self._slider)
        self._second = QGridLayout()
        self._second.setSpacing(GAP)
        self._place_pickers(columns=4)
        # A line of its own: five in one line would be too narrow to be read.
        third = QHBoxLayout()
        third.addWidget(self._suspicion, 1)
        third.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(first)
        column.addLayout(self._second)
        column.addLayout(third)

    def minimumSizeHint(self) -> QSize:
        """That of two pickers a line, also while there are four."""
        least = super().minimumSizeHint()
        pickers = (self._split, self._session, self._origin, self._order)
        widest = max(picker.minimumSizeHint().width() for picker in pickers)
        narrow = 2 * (widest + GAP) + self._direction.width()
        return QSize(min(least.width(), narrow), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two pickers a line where four would be too narrow to be read."""
        super().resizeEvent(event)
        readable = self.fontMetrics().horizontalAdvance(self._session.itemText(0)) + _PICKER_ROOM
        room = self.width() - self._direction.width() - 4 * GAP
        columns = 4 if room >= 4 * readable else 2
        if columns != self._columns:
            self._place_pickers(columns)

    def _place_pickers(self, columns: int) -> None:
        self._columns = columns
        pickers = (self._split, self._session, self._origin, self._order)
        for place, picker in enumerate(pickers):
            self._second.addWidget(picker, place // columns, place % columns)
        self._second.addWidget(self._direction, (len(pickers) - 1) // columns, columns)
        for column in range(len(pickers) + 1):
            self._second.setColumnStretch(column, int(column < columns))

    def _connect(self) -> None:
        for picker in self._pickers():
            picker.currentIndexChanged.connect(self._announce)
        self._direction.clicked.connect(self._turn)
        self._only_button.clicked.connect(self._show_all)
        self._slider.valueChanged.connect(self.size_changed)

    def _pickers(self) -> tuple[FilterPicker, ...]:
        return self._split, self._session, self._origin, self._suspicion, self._order

    def _only_of_both(self) -> frozenset[str] | None:
        suspicious = self._suspicion.only()
        if self._only is None or suspicious is None:
            return suspicious if self._only is None else self._only
        return self._only & suspicious

    def _announce(self) -> None:
        # Qt gives back the bare text of an enumeration whose values are texts.
        self._direction.setEnabled(self._order.currentData() != Order.LOSS)
        self.changed.emit()

    def _show_all(self) -> None:
        if self._only is not None:
            self._only = None
            self._only_button.hide()
            self.changed.emit()

    def _turn(self) -> None:
        self._descending = not self._descending
        self._show_direction()
        self.changed.emit()

    def _show_direction(self) -> None:
        if self._descending:
            self._direction.show_action("chevron-down", self.tr("Sorted downwards: turn round"))
        else:
            self._direction.show_action("chevron-up", self.tr("Sorted upwards: turn round"))


def _picker(name: str, meaning: str) -> FilterPicker:
    picker = FilterPicker(name)
    picker.explain(meaning)
    return picker
