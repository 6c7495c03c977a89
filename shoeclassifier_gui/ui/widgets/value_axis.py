"""The value axis of a chart over epochs: as many values are written as there is room for."""

from typing import Any

from shoeclassifier_gui.ui.widgets.value_scale import ValueScale

_WIDTH = 38
# Half a label above and below the outermost ones; the axis of epochs stands below the chart.
_LABEL_RIM = 9
_BELOW = 24


class ValueAxis:
    """The left axis of one plot.

    Args:
        plot: A plot widget of pyqtgraph, which has no types.
    """

    def __init__(self, plot: Any) -> None:  # noqa: ANN401 - of pyqtgraph
        self._plot = plot
        self._scale = ValueScale(0.0, 1.0)
        self._room = 1.0
        plot.getAxis("left").setWidth(_WIDTH)

    def show_scale(self, scale: ValueScale) -> None:
        """Write the values of another scale."""
        self._scale = scale
        self._write()

    def fit(self, height: int) -> None:
        """Write as many values as there is room for.

        Args:
            height: Pixels of the chart with its axis of epochs.
        """
        self._room = max(1.0, height - _BELOW - 2.0 * _LABEL_RIM)
        self._write()

    def written(self) -> list[str]:
        """The values that are written, from below."""
        return [text for _, text in self._scale.ticks(self._room)]

    def _write(self) -> None:
        scale = self._scale
        self._plot.setYRange(scale.low, scale.high, padding=_LABEL_RIM / self._room)
        self._plot.getAxis("left").setTicks([scale.ticks(self._room)])
