"""In which order, how often, and in which batches an epoch shows the training pictures."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.runs.config import Balance


def batch_count(pictures: int, batch_size: int) -> int:
    """Steps of an epoch: a last batch of a single picture joins the one before."""
    full, rest = divmod(pictures, batch_size)
    return full + (rest > 1 or (rest == 1 and full == 0))


def cut_into_batches(order: Sequence[int], batch_size: int) -> list[list[int]]:
    """The batches of an epoch."""
    batches = [list(chunk) for chunk in chunks(order, batch_size)]
    if len(batches) > 1 and len(batches[-1]) == 1:
        batches[-2].extend(batches.pop())  # Batch normalisation cannot learn from one.
    return batches


def chunks(positions: Sequence[int], size: int) -> list[Sequence[int]]:
    """Cuts positions into parts of a size; the last may be smaller."""
    return [positions[start : start + size] for start in range(0, len(positions), size)]


def epoch_order(
    positions: Sequence[int],
    labels: npt.NDArray[np.int64],
    balance: Balance | None,
    entropy: list[int],
) -> list[int]:
    """As many positions as there are, in random order.

    Args:
        positions: Of the training pictures.
        labels: Their class indices, in the same order.
        balance: With `sampling` every class comes equally often, give or take one: pictures of
            small classes come several times, those of large ones take turns over the epochs. Else
            every picture comes once.
        entropy: Seed and epoch: the order follows from them alone, so a resumed run sees the same.
    """
    random = np.random.default_rng(entropy)
    if balance != "sampling":
        return [int(place) for place in random.permutation(positions)]
    classes = random.permutation(np.unique(labels))
    each, rest = divmod(len(positions), len(classes))
    where = np.asarray(positions)
    drawn = [
        _draw(where[labels == label], each + (number < rest), random)
        for number, label in enumerate(classes)
    ]
    return [int(place) for place in random.permutation(np.concatenate(drawn))]


def _draw(
    own: npt.NDArray[np.int64], count: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draws `count` of them, none again before all the others have come as often."""
    rounds = -(-count // len(own))
    return np.concatenate([random.permutation(own) for _ in range(rounds)] or [own])[:count]
