"""The value axis of a chart: its ends, where values lie on it, and which ones are written."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLocale

Numbers = npt.NDArray[np.float64]
# A label needs so many pixels of the axis.
_LABEL_ROOM = 26
_MOST_LABELS = 8
# From here on equal steps would press all that went well to the ground.
_TENFOLD_FROM = 1000.0
_LEAST_SHOWN = 1e-3
_PLAIN_EXPONENTS = range(-3, 4)


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Equal steps, or tenfold ones for values of very different size.

    Attributes:
        low: Lower end, as a place on the axis.
        high: Upper end, likewise.
        tenfold: Whether a place is the power of ten of its value.
    """

    low: float
    high: float
    tenfold: bool = False

    @classmethod
    def of_losses(cls, losses: Iterable[float], empty: float = 2.0) -> "ValueScale":
        """From 0 to the largest; in tenfold steps when the losses explode."""
        finite = [loss for loss in losses if math.isfinite(loss)]
        top = max(finite, default=0.0)
        if top < _TENFOLD_FROM:
            return cls(0.0, top * 1.05 or empty)
        lowest = max(_LEAST_SHOWN, min(finite))
        return cls(math.floor(math.log10(lowest)), math.log10(top) + 0.2, tenfold=True)

    def places(self, values: Sequence[float] | Numbers) -> Numbers:
        """Where values lie; what is infinite lies at the upper end."""
        numbers = np.asarray(values, np.float64)
        if self.tenfold:
            numbers = np.log10(np.maximum(numbers, 10.0**self.low))
        return np.where(np.isinf(numbers), self.high, numbers)

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Places with what is written there, two at least.

        Args:
            room: Pixels of the axis.
        """
        span = max(self.high - self.low, 1e-9)
        most = max(2, min(_MOST_LABELS, int(room / _LABEL_ROOM)))
        step = _nice_step(span / most)
        if self.tenfold:
            step = max(1.0, math.ceil(span / most))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        places = [number * step for number in range(first, last + 1)]
        return [(place, self._text(place, step)) for place in places]

    def _text(self, place: float, step: float) -> str:
        if not self.tenfold:
            decimals = max(0, -math.floor(math.log10(step) + 1e-9))
            return QLocale().toString(float(place), "f", decimals)
        exponent = round(place)
        if exponent in _PLAIN_EXPONENTS:
            return QLocale().toString(float(10.0**exponent), "g", 6)
        return f"1e{exponent}"


def epoch_ticks(first: int, last: int, most: int = 10) -> list[tuple[float, str]]:
    """Whole epochs with their numbers, `most` of them at most."""
    step = max(1, round(_nice_step(max(1, last - first) / most)))
    begin = math.ceil(first / step) * step
    return [(float(epoch), QLocale().toString(epoch)) for epoch in range(begin, last + 1, step)]


def _nice_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, ... (or their tenths) that is not smaller."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))
