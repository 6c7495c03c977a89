"""How many pictures are looked at at once, when the device's memory is small."""

from collections.abc import Callable, Iterator
from typing import Protocol, Self, TypeVar

import torch

from shoeclassifier_gui.core.errors import OutOfGpuMemory
from shoeclassifier_gui.learn.computing.device import release_memory


class Cuttable(Protocol):
    """Pictures, or what tells them, in a row."""

    def __len__(self) -> int:
        """How many."""

    def __getitem__(self, places: slice, /) -> Self:
        """Some of them."""


Shown = TypeVar("Shown", bound=Cuttable)
Seen = TypeVar("Seen")


class Room:
    """How many pictures the device's memory has room for at once, as far as it is known."""

    def __init__(self) -> None:
        self._most: int | None = None

    def parts(self, look: Callable[[Shown], Seen], pictures: Shown, at_once: int) -> Iterator[Seen]:
        """Looks at pictures in parts, in their order; in smaller ones once the memory was full.

        Args:
            look: At one part.
            pictures: All.
            at_once: Pictures of a part, at most.

        Raises:
            OutOfGpuMemory: There is no room for a single picture.
        """
        start = 0
        while start < len(pictures):
            part = pictures[start : start + min(at_once, self._most or at_once)]
            seen = _fitting(look, part)
            if seen is None:
                self._halve(len(part))
            else:
                yield seen
                start += len(part)

    def _halve(self, count: int) -> None:
        release_memory()
        if count == 1:
            raise OutOfGpuMemory("Close other programs, or end a training that is under way.")
        self._most = count // 2


def _fitting(look: Callable[[Shown], Seen], part: Shown) -> Seen | None:
    """What is seen; None where the pictures are too many for the device's memory.

    Only when the error is gone, is what was computed until then given back.
    """
    try:
        return look(part)
    except torch.OutOfMemoryError:
        return None
