"""Random numbers for the random changes of a batch, or of each of its pictures."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import torch

_WORD = np.dtype("<u4")
# As many bits as a float32 below 1 holds.
_BITS = 24


class Draws:
    """Uniform random numbers for some pictures, drawn one after the other, on the CPU.

    Args:
        count: Pictures.
        draw: Gives the next float32 numbers from [0, 1) of each, (count, as many as asked for).
    """

    def __init__(self, count: int, draw: Callable[[int], torch.Tensor]) -> None:
        self.count = count
        self._draw = draw

    @classmethod
    def of_batch(cls, count: int, generator: torch.Generator) -> "Draws":
        """All pictures' numbers come from one generator: they follow from the whole batch."""
        return cls(count, lambda numbers: torch.rand(count, numbers, generator=generator))

    @classmethod
    def of_each(cls, seeds: Sequence[bytes]) -> "Draws":
        """Each picture's numbers follow from its seed alone, whatever batch it comes in."""
        return cls(len(seeds), _Hashed(seeds))

    def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
        """The next numbers, float32 (count, *shape), from `low` to `high`."""
        drawn = self._draw(int(np.prod(shape))).view(self.count, *shape)
        return drawn.mul_(high - low).add_(low)

    def integers(self, end: int) -> torch.Tensor:
        """The next whole numbers from 0 to `end` - 1, int64 (count,)."""
        return self.uniform(0, end).long().clamp_(max=end - 1)


class _Hashed:
    """Numbers from the seeds' hashes, many times faster than a generator for each picture."""

    def __init__(self, seeds: Sequence[bytes]) -> None:
        self._seeds = seeds
        self._calls = 0

    def __call__(self, numbers: int) -> torch.Tensor:
        self._calls += 1
        place = self._calls.to_bytes(2, "little")
        drawn = b"".join(
            hashlib.shake_256(place + seed).digest(numbers * _WORD.itemsize) for seed in self._seeds
        )
        words = np.frombuffer(drawn, _WORD).reshape(len(self._seeds), numbers)
        return torch.from_numpy((words >> (32 - _BITS)).astype(np.float32) / 2**_BITS)
