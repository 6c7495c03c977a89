"""The right side of the Train page: progress, missing weights, curves, what happened."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from shoeclassifier_gui.services.training_state import TrainingState
from shoeclassifier_gui.services.weights import WeightsKnown, WeightsService
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.curve_cards import AccuracyCard, LossCard
from shoeclassifier_gui.ui.train.data_facts import DataFacts
from shoeclassifier_gui.ui.train.folds_card import FoldsCard
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.progress_card import ProgressCard
from shoeclassifier_gui.ui.train.run_log import RunLog
from shoeclassifier_gui.ui.train.weights_panel import WeightsPanel
from shoeclassifier_gui.ui.widgets.notice import Notice

# Narrower than this, the charts stand below each other.
_SIDE_BY_SIDE_FROM = 620


class RunView(QScrollArea):
    """Shows the running or the last run; parts that have nothing to say take no room."""

    def __init__(self, weights: WeightsService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress_card = ProgressCard()
        self.notice = Notice()
        self.guardian_notice = Notice()
        self.weights_panel = WeightsPanel(weights)
        self._loss = LossCard()
        self._accuracy = AccuracyCard()
        self._folds = FoldsCard()
        self._log = RunLog()
        self._lay_out()

    def show_run(self, state: TrainingState, facts: DataFacts, obstacle: str) -> None:
        """Show a run; see `ProgressCard.show_run`."""
        self.progress_card.show_run(state, facts, obstacle)
        self._loss.show_run(state)
        self._accuracy.show_run(state)
        told = state.active or state.finished is not None
        self._folds.show_folds(state.folds if told else None)
        self._log.setVisible(bool(state.told))
        self._log.show_events(state.told)

    def show_missing_weights(
        self, plan: SettledPlan | None, instead: WeightsKnown | None = None
    ) -> None:
        """Offer ways to the weights of a plan, or another network; None for nothing to offer."""
        self.weights_panel.setVisible(plan is not None)
        if plan is not None:
            self.weights_panel.show_missing(
                plan.known, dense_layers=plan.dense_layers, instead=instead
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the charts side by side where there is room."""
        super().resizeEvent(event)
        wide = self.viewport().width() >= _SIDE_BY_SIDE_FROM
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._charts.setDirection(direction)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(CARD_GAP)
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(CARD_GAP)
        self._charts.addWidget(self._loss, 1)
        self._charts.addWidget(self._accuracy, 1)
        for part in (self.progress_card, self.notice, self.guardian_notice, self.weights_panel):
            column.addWidget(part)
        column.addLayout(self._charts, 2)
        column.addWidget(self._folds)
        column.addWidget(self._log, 1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
