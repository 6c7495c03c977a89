"""What a recommendation rests on: how many pictures, and how a network sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoeclassifier_gui.core.runs.scores import accuracy_interval

# So much better an early depth must separate, beside twice its standard error, to count as better.
_CLEAR_GAIN = 0.03
_NOISES = 2.0
# Of squeezenet1_1's ratio for drawings of things, photographs come to 0.8 to 1.1, and textures,
# spectrograms and digits to 0.3 to 0.5. Networks that know nothing respond to all alike.
_FAR = 0.65
_KNOWS_THINGS = 1.5


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
    def is_better(self) -> bool:
        """Whether it separates better than the whole depth by more than its standard error."""
        return self.gain > self.noise

    @property
    def is_clearly_better(self) -> bool:
        """Whether it separates better than the whole depth, beyond chance."""
        return self.gain >= _CLEAR_GAIN and self.gain > _NOISES * self.noise


@dataclass(frozen=True, slots=True)
class ResponseRatios:
    """How many times as strongly the last layers respond to pictures as to them without shapes.

    Attributes:
        pictures: To those of the data set.
        things: To drawings of things.
    """

    pictures: float
    things: float


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
        ratios: Of the last layers' responses; None when they were not measured.
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
    ratios: ResponseRatios | None = None
    balanced: bool = False

    @property
    def typical_count(self) -> int:
        """Training pictures of a typical class."""
        return round(float(np.median(list(self.train_counts.values()))))

    @property
    def are_far(self) -> bool | None:
        """Whether the pictures are far from those that the network learned from; None: unknown."""
        if self.ratios is None or self.ratios.things < _KNOWS_THINGS:
            return None
        return self.ratios.pictures < _FAR * self.ratios.things

    @property
    def better_depth(self) -> Separation | None:
        """The depth that separates clearly better than the whole network; the best of several."""
        clear = [each for each in self.separations[:-1] if each.is_clearly_better]
        return max(clear, key=lambda each: each.accuracy, default=None)

    @property
    def best_cut(self) -> int | None:
        """Where to cut the network for few pictures of another kind; None keeps all of it.

        It is the depth that separates clearly better; of far pictures one that does so less
        clearly will do, as long as it tells them apart better than guessing would.
        """
        if self.better_depth is not None:
            return self.better_depth.depth
        if not self.are_far:
            return None
        guessed = 1 / len(self.train_counts)
        better = [
            each
            for each in self.separations[:-1]
            if each.is_better and accuracy_interval(each.accuracy, self.looked_at)[0] > guessed
        ]
        best = max(better, key=lambda each: (each.accuracy, each.depth), default=None)
        return best.depth if best is not None else None
