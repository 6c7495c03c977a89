"""The plot in a curve card: lines over epochs in the theme's colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour
from shoeclassifier_gui.ui.widgets.value_axis import ValueAxis
from shoeclassifier_gui.ui.widgets.value_scale import Numbers, ValueScale, epoch_ticks

# pyqtgraph has no types; nothing of it leaves this module.
_graph: Any = pyqtgraph

_LEAST_HEIGHT = 168
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -(10**9),
    Qt.Key.Key_End: 10**9,
}


@dataclass(frozen=True, slots=True)
class Curves:
    """What a plot shows.

    Attributes:
        epochs: Their numbers.
        train: A value an epoch.
        val: A value an epoch.
        best: Place of the best epoch in `epochs`; None before there is one.
        batch_x: Fractional epochs of the batches; empty where there is no batch line.
        batch_y: Their values; a gap in the line where one is no number.
        last_epoch: Right end of the axis.
        scale: Of the values.
    """

    epochs: Sequence[int]
    train: Sequence[float]
    val: Sequence[float]
    best: int | None
    batch_x: Numbers
    batch_y: Numbers
    last_epoch: int
    scale: ValueScale


class CurvePlot(QWidget):
    """Batch line faint, training solid with dots, validation dashed with squares.

    `epoch_pointed(place)` tells which epoch the mouse or the arrow keys point at; -1 for none.
    """

    epoch_pointed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pointed = -1
        self._epochs: Sequence[int] = ()
        self._build(name)
        self._add_lines()
        self._lay_out()
        self._connect()
        self._colour()

    def show_curves(self, curves: Curves) -> None:
        """Draw the curves."""
        self._epochs = curves.epochs
        val = curves.scale.places(curves.val)
        batches = curves.scale.places(curves.batch_y)
        self._batch.setData(curves.batch_x, batches, connect="finite")
        self._train.setData(curves.epochs, curves.scale.places(curves.train))
        self._val.setData(curves.epochs, val)
        best = [] if curves.best is None else [curves.best]
        self._best.setData([curves.epochs[i] for i in best], [val[i] for i in best])
        left = 0.0 if len(curves.batch_x) else 0.5
        if curves.epochs and curves.epochs[0] == 0:  # Room for the mark of the first model.
            left = -0.2
        self._plot.setXRange(left, curves.last_epoch + 0.3, padding=0.02)
        self._values.show_scale(curves.scale)
        first = 0 if left < 0 else 1
        self._plot.getAxis("bottom").setTicks([epoch_ticks(first, curves.last_epoch)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as many values at the axis as there is room for."""
        super().resizeEvent(event)
        self._values.fit(self.height())

    def written(self) -> list[str]:
        """The values that stand at the axis, from below."""
        return self._values.written()

    def pointed(self) -> int:
        """Place of the epoch that is pointed at; -1 for none."""
        return self._pointed

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Read keys, and the mouse leaving."""
        if event.type() == QEvent.Type.Leave:
            self._point_at(-1)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _KEYS.get(Qt.Key(event.key()))
            if step is not None and self._epochs:
                place = len(self._epochs) - 1 if self._pointed < 0 else self._pointed + step
                self._point_at(min(len(self._epochs) - 1, max(0, place)))
                return True
        return False

    def _build(self, name: str) -> None:
        self._plot = _graph.PlotWidget()
        self._plot.setAccessibleName(name)
        self._plot.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._plot.setMinimumHeight(_LEAST_HEIGHT)
        # A graphics view asks for 640x480; the page's room decides here.
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.showGrid(x=False, y=True, alpha=0.25)
        font = QFont(self.font())
        font.setPixelSize(11)
        for side in ("bottom", "left"):
            self._plot.getAxis(side).setStyle(tickFont=font, tickLength=0, maxTickLevel=0)
        self._values = ValueAxis(self._plot)

    def _add_lines(self) -> None:
        self._batch = self._plot.plot(skipFiniteCheck=True)
        self._batch.setDownsampling(auto=True, method="peak")
        self._batch.setClipToView(True)
        self._train = self._plot.plot(antialias=True, symbol="o", symbolSize=5)
        self._val = self._plot.plot(antialias=True, symbol="s", symbolSize=6)
        self._best = self._plot.plot(antialias=True, symbol="o", symbolSize=13, pen=None)
        self._cursor = _graph.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.setFocusProxy(self._plot)

    def _connect(self) -> None:
        self._plot.scene().sigMouseMoved.connect(self._follow_mouse)
        self._plot.installEventFilter(self)
        self._plot.viewport().installEventFilter(self)
        current_theme().changed.connect(self._colour)

    def _colour(self) -> None:
        palette = current_theme().palette
        self._plot.setBackground(QColor(palette.surface))
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(QColor(palette.border))
            axis.setTextPen(QColor(palette.muted))
        train, val = (QColor(class_colour(palette, index)) for index in (0, 1))
        faint = QColor(train)
        faint.setAlphaF(0.35)
        self._batch.setPen(_graph.mkPen(faint, width=1))
        self._train.setPen(_graph.mkPen(train, width=2))
        self._val.setPen(_graph.mkPen(val, width=2, style=Qt.PenStyle.DashLine))
        for line, colour in ((self._train, train), (self._val, val)):
            line.setSymbolBrush(colour)
            line.setSymbolPen(None)
        self._best.setSymbolBrush(None)
        self._best.setSymbolPen(_graph.mkPen(val, width=2))
        self._cursor.setPen(_graph.mkPen(QColor(palette.muted), width=1))

    def _follow_mouse(self, place: Any) -> None:  # noqa: ANN401 - of pyqtgraph
        box = self._plot.getPlotItem().vb
        if not self._epochs or not box.sceneBoundingRect().contains(place):
            self._point_at(-1)
            return
        epoch = box.mapSceneToView(place).x()
        distances = np.abs(np.asarray(self._epochs) - epoch)
        self._point_at(int(distances.argmin()))

    def _point_at(self, place: int) -> None:
        if place == self._pointed:
            return
        self._pointed = place
        self._cursor.setVisible(place >= 0)
        if place >= 0:
            self._cursor.setValue(self._epochs[place])
        self.epoch_pointed.emit(place)
