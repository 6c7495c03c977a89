"""The curves of several runs in one chart: a colour each, validation dashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour
from shoeclassifier_gui.ui.widgets.value_axis import ValueAxis
from shoeclassifier_gui.ui.widgets.value_scale import ValueScale, epoch_ticks

# pyqtgraph has no types; nothing of it leaves this module.
_graph: Any = pyqtgraph

_LEAST_HEIGHT = 110
_MOST_EPOCHS = 6


@dataclass(frozen=True, slots=True)
class RunCurve:
    """One run in the chart: a value of training and of validation for each epoch."""

    epochs: Sequence[int]
    train: Sequence[float]
    val: Sequence[float]


class OverlayPlot(QWidget):
    """Draws runs in the order given; the legend uses the same order of colours."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Any] = []
        self._curves: Sequence[RunCurve] = ()
        self._plot = _graph.PlotWidget()
        self._plot.setAccessibleName(name)
        self._set_up()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        current_theme().changed.connect(self._colour)
        self._colour()

    def show_curves(self, curves: Sequence[RunCurve], scale: ValueScale) -> None:
        """Draw other runs, their values on a scale."""
        self._curves = curves
        for line in self._lines:
            self._plot.removeItem(line)
        self._lines = []
        for curve in curves:
            train, val = scale.places(curve.train), scale.places(curve.val)
            self._lines.append(self._plot.plot(curve.epochs, train, antialias=True))
            self._lines.append(
                self._plot.plot(curve.epochs, val, antialias=True, symbol="s", symbolSize=5)
            )
        self._colour()
        epochs = [epoch for curve in curves for epoch in curve.epochs] or [0, 1]
        first, last = min(epochs), max(epochs)
        self._plot.setXRange(first, max(last, first + 1), padding=0.05)
        self._plot.getAxis("bottom").setTicks([epoch_ticks(first, last, _MOST_EPOCHS)])
        self._values.show_scale(scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as many values at the axis as there is room for."""
        super().resizeEvent(event)
        self._values.fit(self.height())

    def written(self) -> list[str]:
        """The values that stand at the axis, from below."""
        return self._values.written()

    def _set_up(self) -> None:
        self._plot.setMinimumHeight(_LEAST_HEIGHT)
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.showGrid(x=False, y=True, alpha=0.25)
        font = QFont(self.font())
        font.setPixelSize(11)
        for side in ("bottom", "left"):
            self._plot.getAxis(side).setStyle(tickFont=font, tickLength=0, maxTickLevel=0)
        self._values = ValueAxis(self._plot)

    def _colour(self) -> None:
        palette = current_theme().palette
        self._plot.setBackground(QColor(palette.surface))
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(QColor(palette.border))
            axis.setTextPen(QColor(palette.muted))
        for place in range(len(self._curves)):
            colour = QColor(class_colour(palette, place))
            train, val = self._lines[2 * place : 2 * place + 2]
            train.setPen(_graph.mkPen(colour, width=1.5))
            val.setPen(_graph.mkPen(colour, width=2, style=Qt.PenStyle.DashLine))
            val.setSymbolBrush(colour)
            val.setSymbolPen(None)
