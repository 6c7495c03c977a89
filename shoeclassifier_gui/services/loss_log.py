"""The losses of all batches of a run, as one array."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Losses = npt.NDArray[np.float32]


class LossLog:
    """Losses in an array that doubles when it is full: a long run costs no copy per step."""

    def __init__(self) -> None:
        self._array = np.empty(1024, np.float32)
        self._count = 0

    @property
    def values(self) -> Losses:
        """A view of the losses so far; later ones are written behind its end."""
        return self._array[: self._count]

    def extend(self, losses: Sequence[float]) -> None:
        """Adds losses at the end."""
        count = self._count + len(losses)
        if count > len(self._array):
            grown = np.empty(max(count, 2 * len(self._array)), np.float32)
            grown[: self._count] = self.values
            self._array = grown
        self._array[self._count : count] = losses
        self._count = count
