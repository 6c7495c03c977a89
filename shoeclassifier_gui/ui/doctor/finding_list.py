"""The kinds of findings with their sign and count; choosing one shows its pictures."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from shoeclassifier_gui.core.doctor.findings import Diagnosis, FindingKind
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
        """Show what was found; the kind that was chosen stays so when it is still there."""
        before = self.chosen()
        self._rows.clear()
        for kind in FindingKind:
            found = diagnosis.of_kind(kind)
            if found:
                count = len({path for finding in found for path in finding.items})
                text = self.tr("{title} ({count})").format(title=title(kind), count=number(count))
                line = QStandardItem(themed_icon(icon_name(kind)), text)
                line.setData(kind.value, _KIND)
                self._rows.appendRow(line)
        kinds = [self._rows.item(row).data(_KIND) for row in range(self._rows.rowCount())]
        row = kinds.index(before.value) if before is not None and before.value in kinds else 0
        self.setCurrentIndex(self._rows.index(row, 0))
        if not kinds:
            self.kind_chosen.emit(None)

    def chosen(self) -> FindingKind | None:
        """The kind that is chosen."""
        value = self.currentIndex().data(_KIND)
        return None if value is None else FindingKind(value)

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.kind_chosen.emit(self.chosen())
