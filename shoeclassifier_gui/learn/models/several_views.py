"""Decides on validation pictures with how many views of a picture a model answers."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.preprocessing import View
from shoeclassifier_gui.core.runs.events import Preparation, Preparing
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.pictures.pixels import Squares

# Pictures at once: the whole network runs, but nothing is kept for a way back.
_BATCH = 16
_LEAST = 1e-12
# Of the validation loss. More views cost time with every answer, so they must bring something.
_WORTH = 0.01


NO_ROOM_FOR_VIEWS = (
    "The graphics card's memory was too full to try several views of each picture: the model "
    "looks once at each picture."
)


@dataclass(frozen=True, slots=True)
class ViewsTried:
    """How well some views answer together.

    Attributes:
        views: The first ones of those that were tried.
        answers: Class indices for the validation pictures.
        right: Share of right ones.
        loss: Mean cross-entropy.
    """

    views: tuple[View, ...]
    answers: tuple[int, ...]
    right: float
    loss: float


def try_views(
    predictor: Predictor,
    views: Sequence[View],
    squares: Squares,
    labels: npt.NDArray[np.int64],
    control: Control,
) -> Generator[Preparing, None, list[ViewsTried]]:
    """Answers validation pictures with one view, with a pair, and with all views.

    Args:
        predictor: A finished model.
        views: The most telling ones first.
        squares: Of the validation pictures, in their order.
        labels: Their class indices.
        control: Asked between batches.

    Raises:
        OutOfGpuMemory: The card has no room for a single picture.
        Stopped: `control` asked for it.
    """
    looking, said = predictor.looking(views), []
    for start in range(0, len(labels), _BATCH):
        control.checkpoint()
        some = range(start, min(start + _BATCH, len(labels)))
        said.append(looking.answers(squares.batch(some).numpy()))
        yield Preparing(Preparation.CROPS, min(start + _BATCH, len(labels)), len(labels))
    answers = np.concatenate(said, axis=1)
    counts = sorted({1, min(2, len(views)), len(views)})
    return [_judged(tuple(views[:count]), answers[:count].mean(axis=0), labels) for count in counts]


def choose_views(tried: Sequence[ViewsTried]) -> ViewsTried:
    """More views than one only where they answer no fewer pictures rightly and are surer.

    Args:
        tried: Few views first.
    """
    chosen = tried[0]
    for more in tried[1:]:
        if more.right >= chosen.right and more.loss <= (1 - _WORTH) * chosen.loss:
            chosen = more
    return chosen


def views_sentence(one: ViewsTried, chosen: ViewsTried) -> str:
    """What was decided, and what it costs."""
    count = len(chosen.views)
    if count == 1:
        return (
            "Several views of each picture answered the validation pictures no better than one: "
            "the model looks once at each picture."
        )
    return (
        f"The model answers with the mean over {count} views of each picture: "
        f"{100 * chosen.right:.1f} % of the validation pictures are right instead of "
        f"{100 * one.right:.1f} %, with a loss of {chosen.loss:.3f} instead of {one.loss:.3f}. An "
        f"answer takes {count} times as long."
    )


def _judged(
    views: tuple[View, ...], mean: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]
) -> ViewsTried:
    said = mean.argmax(axis=1)
    losses = -np.log(np.maximum(mean[np.arange(len(labels)), labels], _LEAST))
    right = float((said == labels).mean())
    return ViewsTried(views, tuple(said.tolist()), right, float(losses.mean()))
