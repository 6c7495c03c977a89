"""What the steps since the last report gave, kept on the device until it is read."""

import time

import torch


class StepReport:
    """Adds steps up; reading waits for the device.

    Attributes:
        losses: Mean loss of each step.
        begun: When it was begun or last read, by `time.perf_counter`.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._clear()

    def add(self, loss: torch.Tensor, right: torch.Tensor, pictures: int) -> None:
        """Takes a step in."""
        self.losses.append(loss)
        self._weighed += loss.double().nan_to_num(0, 0, 0) * pictures
        self._right += right
        self._seen += pictures

    def read(self) -> tuple[list[float], float, int, int]:
        """Losses, their sum over pictures, right answers and pictures; begins anew."""
        values = torch.stack(self.losses).tolist()
        result = values, float(self._weighed), int(self._right), self._seen
        self._clear()
        return result

    def _clear(self) -> None:
        self.losses: list[torch.Tensor] = []
        self.begun = time.perf_counter()
        self._weighed = torch.zeros((), dtype=torch.float64, device=self._device)
        self._right = torch.zeros((), dtype=torch.int64, device=self._device)
        self._seen = 0
