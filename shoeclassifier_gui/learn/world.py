"""The processes that train one run together, one a device; usually there is just one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import distributed

Positions = Sequence[int]


@dataclass(frozen=True, slots=True)
class World:
    """This process among those that train together (torchrun's words).

    Attributes:
        rank: Of this process, from 0; 0 writes the run's files.
        size: Number of processes.
    """

    rank: int = 0
    size: int = 1

    @property
    def writes(self) -> bool:
        """Whether this process writes files and tells events."""
        return self.rank == 0

    def share(self, positions: Positions) -> Positions:
        """This process's part of some work."""
        return positions[self.rank :: self.size]

    def join(self, own: Sequence[int], whole: int) -> list[int]:
        """Puts the results of all shares of `whole` pieces together again."""
        joined = [0] * whole
        for rank, part in enumerate(self._gather(list(own))):
            joined[rank :: self.size] = part
        return joined

    def add_up(self, *values: float) -> list[float]:
        """Sums of the processes' values."""
        return [sum(column) for column in zip(*self._gather(values), strict=True)]

    def sum_gradients(self, parameters: Sequence[torch.nn.Parameter]) -> None:
        """Adds the processes' gradients up; every process must come here."""
        if self.size == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:  # This process had no picture of the batch.
                parameter.grad = torch.zeros_like(parameter)
            distributed.all_reduce(parameter.grad)

    def _gather(self, value: Any) -> list[Any]:  # noqa: ANN401 - whatever pickles
        if self.size == 1:
            return [value]
        values: list[Any] = [None] * self.size
        distributed.all_gather_object(values, value)
        return values
