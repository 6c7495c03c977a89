"""The kinds of findings with their sign and count; choosing one shows its pictures."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from shoeclassifier_gui.core.doctor.findings import Diagnosis, FindingKind, size_of
from shoeclassifier_gui.ui.doctor.words import icon_name, title
from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.widgets.counts import number

_KIND = Qt.ItemDataRole.UserRole + 1


class FindingList(QListView):
    """`kind_chosen` brings the kind, or None when there is nothing."""

    kind_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self.setObjectName("finding_list")
        self.setAccessibleName(self.tr("Findings"))
        self.setModel(self._rows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._announce)

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Show what was found; the kind that was chosen stays so, or gives way to the next."""
        before = self.chosen()
        self._rows.clear()
        for kind in FindingKind:
            found = diagnosis.of_kind(kind)
            if found:
                count = number(size_of(found))
                text = self.tr("{title} ({count})").format(title=title(kind), count=count)
                line = QStandardItem(themed_icon(icon_name(kind)), text)
                line.setData(kind.value, _KIND)
                self._rows.appendRow(line)
        self.setCurrentIndex(self._rows.index(self._row_of(before), 0))
        if not self._rows.rowCount():
            self.kind_chosen.emit(None)

    def chosen(self) -> FindingKind | None:
        """The kind that is chosen."""
        value = self.currentIndex().data(_KIND)
        return None if value is None else FindingKind(value)

    def _row_of(self, wished: FindingKind | None) -> int:
        """The row of a kind, of the next one that is there, or else the last."""
        if wished is None:
            return 0
        order = list(FindingKind)
        last = self._rows.rowCount() - 1
        kinds = (FindingKind(self._rows.item(row).data(_KIND)) for row in range(last + 1))
        from_there = order.index(wished)
        return next((row for row, k in enumerate(kinds) if order.index(k) >= from_there), last)

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.kind_chosen.emit(self.chosen())
