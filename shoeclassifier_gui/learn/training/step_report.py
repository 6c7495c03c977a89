"""What the steps since the last report gave, kept on the device until it is read."""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from shoeclassifier_gui.learn.training.clock import Clock


@dataclass(frozen=True, slots=True)
class Read:
    """Some steps.

    Attributes:
        losses: Mean loss of each.
        loss_sum: Over the pictures of those steps whose loss is a number.
        right: Right answers among them.
        seen: Their number.
        pictures: Of all the steps.
        seconds: That the steps took, with the waiting for the device.
    """

    losses: tuple[float, ...]
    loss_sum: float
    right: int
    seen: int
    pictures: int
    seconds: float


class StepReport:
    """Collects steps; reading waits for the device, and only then their time is known.

    Args:
        clock: Of the run.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._clear()

    @property
    def losses(self) -> bool:
        """Whether there are steps to read."""
        return bool(self._losses)

    @property
    def seconds(self) -> float:
        """Since the last reading, without what was waited for others."""
        return self._clock.now() - self._begun

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """What happens inside is no work of this process: others are slow, or take the events."""
        started = self._clock.now()
        try:
            yield
        finally:
            self._begun += self._clock.now() - started

    def add(self, loss: torch.Tensor, right: torch.Tensor, pictures: int) -> None:
        """Takes a step in."""
        self._losses.append(loss)
        self._right.append(right)
        self._pictures.append(pictures)

    def read(self) -> Read:
        """What was collected; begins anew."""
        losses = torch.stack(self._losses).tolist()
        right = torch.stack(self._right).tolist()
        steps = zip(losses, right, self._pictures, strict=True)
        sound = [step for step in steps if math.isfinite(step[0])]
        read = Read(
            losses=tuple(losses),
            loss_sum=sum(loss * pictures for loss, _, pictures in sound),
            right=sum(count for _, count, _ in sound),
            seen=sum(pictures for _, _, pictures in sound),
            pictures=sum(self._pictures),
            seconds=self.seconds,
        )
        self._clear()
        return read

    def _clear(self) -> None:
        self._begun = self._clock.now()
        self._losses: list[torch.Tensor] = []
        self._right: list[torch.Tensor] = []
        self._pictures: list[int] = []
