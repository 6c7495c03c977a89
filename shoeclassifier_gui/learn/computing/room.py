"""How many pictures are answered at once, when the device's memory is small."""

from shoeclassifier_gui.core.errors import OutOfGpuMemory
from shoeclassifier_gui.learn.computing.device import release_memory


class Room:
    """How many pictures the device's memory has room for at once, as far as it is known."""

    def __init__(self) -> None:
        self._most: int | None = None

    def of(self, count: int) -> int:
        """So many of `count` pictures."""
        return count if self._most is None else min(count, self._most)

    def halve(self, count: int) -> None:
        """Takes in that `count` pictures were too many.

        Raises:
            OutOfGpuMemory: It was a single one.
        """
        release_memory()
        if count == 1:
            raise OutOfGpuMemory("Close other programs, or end a training that is under way.")
        self._most = count // 2
