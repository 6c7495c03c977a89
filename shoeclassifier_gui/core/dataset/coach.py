"""What a data set lacks: per class, how many pictures, recordings, backgrounds and sides."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.items import Dataset

SIDES = ("left", "right", "heel", "toe", "top", "sole")
# A class of fewer recordings cannot be measured well: one for validation, one for the test, and
# the rest to learn from.
ENOUGH_SESSIONS = 6
ENOUGH_PICTURES = 30
ENOUGH_BACKGROUNDS = 4
_BACKGROUND_DISTANCE = 24.0  # Mean difference of border colours, in grey levels.
_SIDE = 8


class Advice(StrEnum):
    """What to take next."""

    PICTURES = "pictures"
    SESSIONS = "sessions"
    BACKGROUNDS = "backgrounds"
    SIDES = "sides"
    SMALLEST = "smallest"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ClassState:
    """What there is of one class.

    Attributes:
        name: The class.
        pictures: How many.
        sessions: How many recordings they come from.
        backgrounds: How many backgrounds they show, by the colours along their borders.
        sides: Pictures of each tagged side.
        advice: What to take next.
    """

    name: str
    pictures: int
    sessions: int
    backgrounds: int
    sides: dict[str, int]
    advice: Advice

    @property
    def missing_sides(self) -> tuple[str, ...]:
        """Sides that no picture is tagged with; empty when none is tagged at all."""
        return tuple(side for side in SIDES if self.sides and side not in self.sides)


def coach(dataset: Dataset) -> tuple[ClassState, ...]:
    """The state of every class, in the order of the classes."""
    return tuple(class_state(dataset, index) for index in range(len(dataset.classes)))


def class_state(dataset: Dataset, index: int) -> ClassState:
    """The state of one class (50,000 pictures of it: about 50 ms)."""
    items = [item for item in dataset.used if item.class_index == index]
    layouts = dataset.measures.of([item.digest for item in items])["layout"]
    state = ClassState(
        dataset.classes[index],
        len(items),
        len({item.session for item in items}),
        count_backgrounds(layouts),
        dict(Counter(side for item in items if (side := dataset.facts_of(item).side))),
        Advice.NOTHING,
    )
    usual = len(dataset.used) / len(dataset.classes)
    return replace(state, advice=_advice(state, usual))


def count_backgrounds(layouts: npt.NDArray[np.uint8]) -> int:
    """How many clearly different borders pictures have.

    Takes the first picture's border as a background, leaves out all that are like it, and so on.

    Args:
        layouts: (pictures, 192): 8 x 8 RGB.
    """
    border = np.ones((_SIDE, _SIDE), bool)
    border[1:-1, 1:-1] = False
    edges = layouts.reshape(-1, _SIDE, _SIDE, 3)[:, border]
    # The median: a shoe that reaches one border does not make another background.
    rest = np.median(edges, axis=1).astype(np.float32)
    count = 0
    while len(rest):
        rest = rest[np.abs(rest - rest[0]).mean(axis=1) > _BACKGROUND_DISTANCE]
        count += 1
    return count


def _advice(state: ClassState, usual: float) -> Advice:
    """The gap that hurts most comes first."""
    if state.sessions < ENOUGH_SESSIONS:
        return Advice.SESSIONS
    if state.pictures < ENOUGH_PICTURES:
        return Advice.PICTURES
    if state.backgrounds < ENOUGH_BACKGROUNDS:
        return Advice.BACKGROUNDS
    if state.missing_sides:
        return Advice.SIDES
    if state.pictures < usual / 2:
        return Advice.SMALLEST
    return Advice.NOTHING
