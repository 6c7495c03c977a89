"""How fast a run is, and how long it still takes."""

from collections.abc import Sequence
from dataclasses import dataclass

# Weight of the newest report in the running estimate of the time a picture takes.
_SMOOTHING = 0.1
# Until it was measured: validating a picture costs about a third of training with it, and looking
# at one with the frozen layers, after it was changed at random, about twice as much.
_VALIDATING = 1 / 3
_LOOKING = 2.0
# Gradients cost about twice what the outputs cost.
_THERE_AND_BACK = 3.0


class Pace:
    """Measures the kinds of work of a run, in seconds a picture."""

    def __init__(self) -> None:
        self._learning = 0.0
        self._steps = 0
        self._validating = 0.0
        self._looking = 0.0
        self._looking_plain = 0.0

    @property
    def images_per_second(self) -> float:
        """Training pictures a second, lately."""
        return 1 / max(self._learning, 1e-9)

    def enter_stage(self) -> None:
        """Other blocks learn from now on: what was measured so far does not hold any more."""
        self._learning = self._validating = self._looking = self._looking_plain = 0.0
        self._steps = 0

    def learned(self, seconds: float, pictures: int) -> None:
        """Steps were made. The first ones of a stage set kernels up: the next replace them."""
        share = max(_SMOOTHING, 1 / max(1, self._steps))
        self._steps += 1
        self._learning += share * (seconds / max(1, pictures) - self._learning)

    def validated(self, seconds: float, pictures: int) -> None:
        """The validation pictures were answered."""
        self._validating = seconds / max(1, pictures)

    def looked(self, seconds: float, pictures: int, *, plain: bool) -> None:
        """The frozen layers looked at pictures, as they are or at an epoch's views of them.

        The first call holds their setting up as well.
        """
        if plain:
            self._looking_plain = seconds / max(1, pictures)
        else:
            self._looking = seconds / max(1, pictures)

    @property
    def prices(self) -> "Prices":
        """What was measured; what was not is guessed from it."""
        looking = self._looking or self._looking_plain or self._learning * _LOOKING
        return Prices(
            learning=self._learning,
            validating=self._validating or self._learning * _VALIDATING,
            looking=looking,
            looking_plain=self._looking_plain or looking,
        )

    def slowness(self, looking: float) -> float:
        """How many times longer work takes on a busy machine than the seconds of a look say."""
        return self._looking / looking if self._looking and looking else 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """Pictures that are still to do.

    Attributes:
        learning: To learn from.
        validating: To answer.
        looking: To look at after they were changed at random.
        looking_plain: To look at as they are.
    """

    learning: float = 0.0
    validating: float = 0.0
    looking: float = 0.0
    looking_plain: float = 0.0


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds that a picture takes in a stage.

    Attributes:
        learning: One step.
        validating: One answer.
        looking: Changing it, and one look of the frozen blocks.
        looking_plain: One look of the frozen blocks.
    """

    learning: float
    validating: float
    looking: float
    looking_plain: float

    @classmethod
    def of(
        cls, blocks: Sequence[float], frozen: int, changing: float, *, remembers: bool
    ) -> "Prices":
        """From the time of each block's way there, without what a step takes besides.

        Args:
            blocks: Seconds a picture, of the whole network.
            frozen: How many of them do not learn.
            changing: Seconds that changing a picture at random takes.
            remembers: Whether what the frozen ones see is remembered.
        """
        looking, learning = sum(blocks[:frozen]), sum(blocks[frozen:])
        changed = looking + changing
        there_and_back = _THERE_AND_BACK * learning
        if remembers:
            return cls(there_and_back, learning, changed, looking)
        return cls(there_and_back + changed, learning + looking, changed, looking)

    def in_stage(self, later: "Prices", now: "Prices", slowness: float) -> "Prices":
        """These prices, measured now, in a later stage.

        They differ by what other blocks cost; what a step takes besides (reading, the head, the
        optimizer) stays, and for small networks it is most.
        """

        def moved(measured: float, then: float, today: float) -> float:
            return max(0.0, measured + slowness * (then - today))

        return Prices(
            moved(self.learning, later.learning, now.learning),
            moved(self.validating, later.validating, now.validating),
            moved(self.looking, later.looking, now.looking),
            moved(self.looking_plain, later.looking_plain, now.looking_plain),
        )

    def seconds(self, work: Work) -> float:
        """The time that work takes."""
        return (
            work.learning * self.learning
            + work.validating * self.validating
            + work.looking * self.looking
            + work.looking_plain * self.looking_plain
        )


def stage_ends(epochs: int, stages: int) -> tuple[int, ...]:
    """Epochs after which each stage ends at the latest."""
    return tuple(round(epochs / stages * (number + 1)) for number in range(stages))
