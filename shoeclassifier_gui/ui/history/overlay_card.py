"""Loss and accuracy of the selected runs over each other, with a legend."""

import math
from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.history import RunRecord
from shoeclassifier_gui.ui.history.overlay_plot import OverlayPlot, RunCurve
from shoeclassifier_gui.ui.history.wording import title_text
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption, set_role
from shoeclassifier_gui.ui.widgets.line_sample import LineSample
from shoeclassifier_gui.ui.widgets.value_scale import ValueScale

# More lines than this cannot be told apart.
MOST_RUNS = 8
_COLUMNS = 4


class OverlayCard(Card):
    """Draws the first few of the selected runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("run_curves")
        self.set_title(self.tr("Curves of the selected runs"))
        self._loss = OverlayPlot(self.tr("Loss of the selected runs"))
        self._accuracy = OverlayPlot(self.tr("Accuracy of the selected runs in %"))
        self._hint = Caption()
        self._hint.setObjectName("run_curves_hint")
        self._legend = QWidget()
        self._grid = QGridLayout(self._legend)
        self._arrange()

    def show_runs(self, records: Sequence[RunRecord]) -> None:
        """Draw runs."""
        drawn = [record for record in records if record.curves][:MOST_RUNS]
        losses = [_loss(record) for record in drawn]
        accuracies = [_accuracy(record) for record in drawn]
        self._loss.show_curves(losses, ValueScale.of_losses(_values(losses)))
        lowest = min(_values(accuracies), default=0.0)
        scale = ValueScale(10.0 * math.floor(lowest / 10.5), 100.0)
        self._accuracy.show_curves(accuracies, scale)
        self._show_legend(drawn)
        self._hint.setText(self._words(len(records), len(drawn)))

    def _words(self, selected: int, drawn: int) -> str:
        if not selected:
            return self.tr("Select runs in the table; Ctrl and Shift select several.")
        if not drawn:
            return self.tr("No epoch was finished, so there is no curve.")
        if drawn == MOST_RUNS < selected:
            text = self.tr("The first {n} of the selected runs are drawn. ")
            return text.format(n=MOST_RUNS) + self._line_words()
        return self._line_words()

    def _line_words(self) -> str:
        return self.tr("Solid: training. Dashed: validation.")

    def _show_legend(self, drawn: Sequence[RunRecord]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, record in enumerate(drawn):
            name = ElidedLabel(title_text(record))
            name.setObjectName("run_in_legend")
            set_role(name, "caption")
            row, column = divmod(place, _COLUMNS)
            self._grid.addWidget(LineSample(place, dashed=True), row, 2 * column)
            self._grid.addWidget(name, row, 2 * column + 1)

    def _arrange(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(2 * column + 1, 1)
        charts = QHBoxLayout()
        charts.setSpacing(CARD_GAP)
        for title, plot in (
            (self.tr("Loss"), self._loss),
            (self.tr("Accuracy in %"), self._accuracy),
        ):
            chart = QVBoxLayout()
            chart.addWidget(Caption(title))
            chart.addWidget(plot, 1)
            charts.addLayout(chart, 1)
        self.content.addLayout(charts, 1)
        self.content.addWidget(self._legend)
        self.content.addWidget(self._hint)


def _values(curves: Sequence[RunCurve]) -> list[float]:
    return [value for curve in curves for value in (*curve.train, *curve.val)]


def _loss(record: RunRecord) -> RunCurve:
    return RunCurve(
        [point.epoch for point in record.curves],
        [point.train_loss for point in record.curves],
        [point.val_loss for point in record.curves],
    )


def _accuracy(record: RunRecord) -> RunCurve:
    return RunCurve(
        [point.epoch for point in record.curves],
        [100 * point.train_accuracy for point in record.curves],
        [100 * point.val_accuracy for point in record.curves],
    )
