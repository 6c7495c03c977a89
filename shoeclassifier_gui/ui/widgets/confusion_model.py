"""A confusion matrix as a table model: rows are what it is, columns what the model said."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.percent import percent_text

SHARE_ROLE = Qt.ItemDataRole.UserRole
_NOTHING = "·"

Index = QModelIndex | QPersistentModelIndex


class ConfusionModel(QAbstractTableModel):
    """Counts as text; `SHARE_ROLE` gives each cell's share of its row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()

    def show_scores(self, scores: Scores | None) -> None:
        """Take other scores; None for none."""
        self.beginResetModel()
        self._names = tuple(score.name for score in scores.per_class) if scores else ()
        self._counts = scores.confusion if scores else ()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row a class."""
        return 0 if parent.isValid() else len(self._names)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One column a class."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A cell."""
        if not index.isValid():
            return None
        count = self._counts[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return number(count) if count else _NOTHING
        if role == SHARE_ROLE:
            return count / max(1, sum(self._counts[index.row()]))
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.cell_text(index.row(), index.column())
        return None

    def headerData(
        self, section: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """The classes' names, on both sides."""
        shown = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
        return self._names[section] if role in shown and section < len(self._names) else None

    def cell_text(self, truth: int, said: int) -> str:
        """A cell in words."""
        row = self._counts[truth]
        text = self.tr("{truth} taken for {said}: {count} of {total} ({share})")
        if truth == said:
            text = self.tr("{truth} named right: {count} of {total} ({share})")
        return text.format(
            truth=self._names[truth],
            said=self._names[said],
            count=number(row[said]),
            total=number(sum(row)),
            share=percent_text(row[said] / max(1, sum(row))),
        )
