"""What a recommendation rests on: how many pictures, and how a network sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

# So much better an early depth must separate, beside twice its standard error, to count as better.
_CLEAR_GAIN = 0.03
_NOISES = 2.0
# squeezenet1_1 responds 2.6 to 3.2 times as strongly to photographs and drawings of things as to
# what is left of them without shapes, 0.7 to 1.5 times to textures, spectrograms and digits.
_THINGS = 1.9


@dataclass(frozen=True, slots=True)
class Separation:
    """How well a linear model tells the classes apart by what a depth of the network sees.

    Attributes:
        depth: Convolution layers up to there.
        accuracy: Cross-validated, 0 to 1.
        gain: Over the accuracy of the whole depth.
        noise: Standard error of the gain.
    """

    depth: int
    accuracy: float
    gain: float = 0.0
    noise: float = 0.0

    @property
    def is_clearly_better(self) -> bool:
        """Whether it separates better than the whole depth, beyond chance."""
        return self.gain >= _CLEAR_GAIN and self.gain > _NOISES * self.noise


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is known of pictures and network.

    Attributes:
        train_counts: Training pictures by class name.
        val_count: Validation pictures.
        short_side: Of a typical picture, in pixels.
        leak: Share of the held-out pictures that have a relative in training, 0 to 1.
        backbone: The network.
        convolutions: Its convolution layers.
        looked_at: Pictures of the quick look.
        separations: By depth, the whole one last; empty when nothing could be seen.
        response_ratio: How many times as strongly the last layers respond to the pictures as to
            the same ones without shapes; None when that was not measured.
        balanced: Whether the data set asks that all classes are shown equally often.
    """

    train_counts: Mapping[str, int]
    val_count: int
    short_side: int
    leak: float
    backbone: str
    convolutions: int
    looked_at: int = 0
    separations: tuple[Separation, ...] = ()
    response_ratio: float | None = None
    balanced: bool = False

    @property
    def typical_count(self) -> int:
        """Training pictures of a typical class."""
        return round(float(np.median(list(self.train_counts.values()))))

    @property
    def are_far(self) -> bool:
        """Whether the pictures are known to be far from those that the network learned from."""
        return self.response_ratio is not None and self.response_ratio < _THINGS

    @property
    def better_depth(self) -> Separation | None:
        """The depth that separates clearly better than the whole network; the best of several."""
        clear = [each for each in self.separations[:-1] if each.is_clearly_better]
        return max(clear, key=lambda each: each.accuracy, default=None)

    @property
    def best_cut(self) -> int | None:
        """Where to cut the network for few pictures of another kind; None keeps all of it.

        It is the depth that separates clearly better; of far pictures the best one, even if that
        may be chance: nothing speaks for the last layers then.
        """
        if self.better_depth is not None:
            return self.better_depth.depth
        if not self.are_far or not self.separations:
            return None
        best = max(self.separations, key=lambda each: (each.accuracy, each.depth))
        return best.depth if best is not self.separations[-1] else None
