"""The trials of a search, newest last."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from shoeclassifier_gui.core.runs.config import Watch
from shoeclassifier_gui.core.runs.sweep_events import TrialFinished
from shoeclassifier_gui.services.sweep import SweepState
from shoeclassifier_gui.ui.train.search_words import knob_label, score_text, value_text

_ROW_HEIGHT = 28

Index = QModelIndex | QPersistentModelIndex


class TrialsModel(QAbstractTableModel):
    """A row a trial: number, score, what became of it, and the knobs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._best = -1
        self._watch: Watch = "accuracy"

    def show_state(self, state: SweepState) -> None:
        """Take a snapshot."""
        knobs = [each.knob for each in state.space.ranges] if state.space else []
        titles = (self.tr("Trial"), self.tr("Score"), self.tr("State"), *map(knob_label, knobs))
        self._watch = state.watch
        rows = [self._row(trial, trial is state.best, knobs) for trial in state.trials]
        if state.running is not None:
            rows.append(self._running_row(state, knobs))
        if (titles, tuple(rows)) != (self._titles, self._rows):
            self.beginResetModel()
            self._titles, self._rows = titles, tuple(rows)
            self._best = state.trials.index(state.best) if state.best else -1
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row a trial."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Three columns, and one for each knob."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """A cell."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._rows[index.row()][index.column()]
            case Qt.ItemDataRole.FontRole if index.row() == self._best:
                font = QFont()
                font.setBold(True)
                return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Titles."""
        if orientation is Qt.Orientation.Vertical or section >= len(self._titles):
            return None
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _row(self, trial: TrialFinished, best: bool, knobs: list[str]) -> tuple[str, ...]:
        if trial.score is None:
            state = self.tr("failed")
        elif best:
            state = self.tr("best")
        else:
            state = self.tr("ended early") if trial.pruned else self.tr("done")
        score = "" if trial.score is None else score_text(trial.score, self._watch)
        values = (value_text(trial.knobs[knob]) if knob in trial.knobs else "" for knob in knobs)
        return QLocale().toString(trial.number + 1), score, state, *values

    def _running_row(self, state: SweepState, knobs: list[str]) -> tuple[str, ...]:
        trial = state.running
        if trial is None:
            return ()
        score = score_text(state.newest.score, self._watch) if state.newest else ""
        values = (value_text(trial.knobs[knob]) for knob in knobs)
        return QLocale().toString(trial.number + 1), score, self.tr("running"), *values


class TrialTable(QTableView):
    """The table; the newest trial stays in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TrialsModel(self)
        self.setModel(self._model)
        self.setObjectName("sweep_trials")
        self.setAccessibleName(self.tr("Trials of the search"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)

    def show_state(self, state: SweepState) -> None:
        """Show a snapshot."""
        self._model.show_state(state)
        self.scrollToBottom()
