"""The plot of a search: a dot for each try, a line through what they come to, a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour

# pyqtgraph has no types; nothing of it leaves this module.
_graph: Any = pyqtgraph

_LEAST_HEIGHT = 180


@dataclass(frozen=True, slots=True)
class Tries:
    """What a plot shows.

    Attributes:
        x: Of each try.
        dots: A value each.
        line: A value each.
        mark: The place that is recommended; None while there is none.
        x_range: Ends of the axis.
        y_range: Ends of the value axis.
    """

    x: Sequence[float]
    dots: Sequence[float]
    line: Sequence[float]
    mark: float | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]


class SearchPlot(QWidget):
    """A plot that cannot be moved or zoomed.

    Args:
        name: What it shows, for those who do not see it.
        bottom: Name of the axis at the bottom.
        left: Name of the other one.
        tenfold: Whether tenfold steps at the bottom are alike.
    """

    def __init__(self, name: str, bottom: str, left: str, *, tenfold: bool = False) -> None:
        super().__init__()
        self._tenfold = tenfold
        self._build(name, bottom, left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        current_theme().changed.connect(self._colour)
        self._colour()

    def show_tries(self, tries: Tries) -> None:
        """Draw tries."""
        self._dots.setData(tries.x, tries.dots)
        self._line.setData(tries.x, tries.line)
        self._plot.setRange(
            xRange=(self._place(tries.x_range[0]), self._place(tries.x_range[1])),
            yRange=tries.y_range,
            padding=0.02,
            disableAutoRange=True,
        )
        self._mark.setVisible(tries.mark is not None)
        if tries.mark is not None:
            self._mark.setValue(self._place(tries.mark))

    def drawn(self) -> tuple[int, float | None]:
        """How many dots are drawn, and where the mark stands; None without one."""
        _, values = self._dots.getOriginalDataset()
        mark = float(self._mark.value()) if self._mark.isVisible() else None
        if mark is not None and self._tenfold:
            mark = float(10**mark)
        return (0 if values is None else len(values)), mark

    def say(self, text: str) -> None:
        """What it shows now, in words, for those who do not see it."""
        self._plot.setAccessibleDescription(text)

    def name_values(self, text: str) -> None:
        """Give the value axis another name."""
        self._plot.getAxis("left").setLabel(text)

    def _place(self, x: float) -> float:
        return float(np.log10(x)) if self._tenfold else x

    def _build(self, name: str, bottom: str, left: str) -> None:
        self._plot = _graph.PlotWidget()
        self._plot.setAccessibleName(name)
        self._plot.setMinimumHeight(_LEAST_HEIGHT)
        # A graphics view asks for 640x480; the dialog's room decides here.
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.showGrid(x=False, y=True, alpha=0.25)
        font = QFont(self.font())
        font.setPixelSize(11)
        for side, text in (("bottom", bottom), ("left", left)):
            axis = self._plot.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=0)
            axis.setLabel(text)
        self._plot.setLogMode(x=self._tenfold, y=False)
        self._dots = self._plot.plot(pen=None, symbol="o", symbolSize=5)
        self._line = self._plot.plot(antialias=True)
        self._mark = _graph.InfiniteLine(angle=90, movable=False)
        self._mark.hide()
        self._plot.addItem(self._mark, ignoreBounds=True)

    def _colour(self) -> None:
        palette = current_theme().palette
        self._plot.setBackground(QColor(palette.surface))
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(QColor(palette.border))
            axis.setTextPen(QColor(palette.muted))
        colour = QColor(class_colour(palette, 0))
        faint = QColor(colour)
        faint.setAlphaF(0.5)
        self._dots.setSymbolBrush(faint)
        self._dots.setSymbolPen(None)
        self._line.setPen(_graph.mkPen(colour, width=2))
        good = QColor(palette.good)
        self._mark.setPen(_graph.mkPen(good, width=2, style=Qt.PenStyle.DashLine))
