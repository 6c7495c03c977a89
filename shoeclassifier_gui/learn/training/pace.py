"""How fast a run is, and how long it still takes."""

from collections.abc import Sequence
from dataclasses import dataclass

# Weight of the newest step in the running estimate of the time a step takes.
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
        """A step was made. The first one of a stage sets kernels up: the second one replaces it."""
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

    def seconds_left(self, work: "Work") -> float:
        """The time that work still takes."""
        validated = self._validating or self._learning * _VALIDATING
        looked = self._looking or self._looking_plain or self._learning * _LOOKING
        looked_plain = self._looking_plain or looked
        looks = work.looking * looked + work.looking_plain * looked_plain
        return work.learning * self._learning + work.validating * validated + looks


@dataclass(frozen=True, slots=True)
class Work:
    """Pictures still to be learned from, validated and looked at by the frozen layers.

    Those of later stages count as many times as a picture costs there what it costs now.

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

    def __add__(self, other: "Work") -> "Work":
        return Work(
            self.learning + other.learning,
            self.validating + other.validating,
            self.looking + other.looking,
            self.looking_plain + other.looking_plain,
        )


@dataclass(frozen=True, slots=True)
class StageWeights:
    """What a picture costs in a stage, in any unit.

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
    ) -> "StageWeights":
        """From the cost of each block's way there.

        Args:
            blocks: Of the whole network.
            frozen: How many of them do not learn.
            changing: The cost of changing it at random.
            remembers: Whether what these see is remembered.
        """
        looking, learning = sum(blocks[:frozen]), sum(blocks[frozen:])
        changed = looking + changing
        there_and_back = _THERE_AND_BACK * learning
        if remembers:
            return cls(there_and_back, learning, changed, looking)
        return cls(there_and_back + changed, learning + looking, changed, looking)

    def weigh(self, work: Work, now: "StageWeights") -> Work:
        """Work of this stage in pictures of the present one."""
        return Work(
            work.learning * _ratio(self.learning, now.learning),
            work.validating * _ratio(self.validating, now.validating),
            work.looking * _ratio(self.looking, now.looking),
            work.looking_plain * _ratio(self.looking_plain, now.looking_plain),
        )


def stage_ends(epochs: int, stages: int) -> tuple[int, ...]:
    """Epochs after which each stage ends at the latest."""
    return tuple(round(epochs / stages * (number + 1)) for number in range(stages))


def _ratio(cost: float, now: float) -> float:
    return cost / now if now > 0 else 1.0
