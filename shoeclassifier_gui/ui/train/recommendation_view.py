"""Says which plan fits the pictures and why, and fills the form with it when asked."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.recommendation import PlanReport
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.notice import Notice


class RecommendationView(QWidget):
    """Reasons, warnings and one button; hidden until there is something to say."""

    wanted = Signal(TrainConfig)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: TrainConfig | None = None
        self._reasons = Caption()
        self._reasons.setObjectName("plan_reasons")
        self._warning = Notice(closable=False)
        self._warning.setObjectName("plan_warning")
        self._button = Button(self.tr("Use the recommended settings"), "check")
        self._button.setObjectName("use_recommended")
        self._button.clicked.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        for part in (self._reasons, self._warning, self._button):
            column.addWidget(part)
        self.show_report(None, TrainConfig(), busy=False)

    def show_report(self, report: PlanReport | None, config: TrainConfig, *, busy: bool) -> None:
        """Show what was found.

        Args:
            report: None while nothing is known.
            config: The form's knobs, to see whether they are the recommended ones.
            busy: Whether the pictures are being looked at.
        """
        # Folds measure a plan and change nothing of it: they stay as they are.
        self._wanted = replace(report.recommendation.config, folds=config.folds) if report else None
        self.setVisible(report is not None or busy)
        self._button.setVisible(self._wanted is not None and self._wanted != config)
        self._warning.setVisible(False)
        self._reasons.setVisible(True)
        if report is None:
            self._reasons.setText(self.tr("Looking at your pictures to recommend a plan…"))
            return
        self._reasons.setText(" ".join(report.recommendation.reasons))
        warnings = report.recommendation.warnings
        if warnings:
            sentence, *more = [warning.sentence for warning in warnings]
            self._warning.show_notice(Tone.ATTENTION, sentence, " ".join(more))

    def show_failure(self, error: Exception) -> None:
        """Say why nothing is recommended; the page itself says what pictures are missing."""
        self.setVisible(not isinstance(error, DatasetError))
        self._reasons.setVisible(False)
        show_error(self._warning, error)

    def _tell(self) -> None:
        if self._wanted is not None:
            self.wanted.emit(self._wanted)
