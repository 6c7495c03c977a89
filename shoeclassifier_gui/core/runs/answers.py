"""What a model says about pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import Scores


@dataclass(frozen=True, slots=True)
class Answer:
    """One class and how probable it is, with its index in the model."""

    name: str
    probability: float
    index: int


@dataclass(frozen=True, slots=True)
class ModelReady:
    """A model is loaded and answers from now on."""

    card: ModelCard


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What the model says of one live frame.

    Attributes:
        frame: Its number.
        answers: All classes, the most probable first.
        latency: Seconds from reading the frame to the answer.
        rate: Answers per second, lately.
        shown: What the source knows it shows; only drawn cameras know.
        views: Of the picture, whose mean answer it is: fewer than the model's where all of them
            would take too long.
    """

    frame: int
    answers: tuple[Answer, ...]
    latency: float
    rate: float
    shown: str | None = None
    views: int = 1


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What a model said of one item of a data set.

    Attributes:
        item: The picture.
        truth: Its class index in the model.
        said: The class index that the model chose.
        probability: That it gave to its choice.
    """

    item: Item
    truth: int
    said: int
    probability: float


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A model was scored.

    Attributes:
        scores: On the chosen part.
        answers: One for each picture.
    """

    scores: Scores
    answers: tuple[ItemAnswer, ...]


@dataclass(frozen=True, slots=True)
class ItemLosses:
    """How hard a model finds pictures.

    Attributes:
        losses: The cross-entropy (0 to 27.6) by the picture's content and the name of its class;
            pictures that were not asked about, or whose class the model does not know, are missing.
    """

    losses: Mapping[tuple[str, str], float]


def ranked(classes: Sequence[str], probabilities: Sequence[float]) -> tuple[Answer, ...]:
    """All classes, the most probable first."""
    pairs = sorted(enumerate(probabilities), key=lambda pair: -pair[1])
    return tuple(Answer(classes[index], float(value), index) for index, value in pairs)
