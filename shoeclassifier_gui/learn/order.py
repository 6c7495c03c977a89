"""In which order, and in which batches, an epoch shows the pictures."""

from collections.abc import Sequence

import numpy as np


def batch_count(pictures: int, batch_size: int) -> int:
    """Steps of an epoch: a last batch of a single picture joins the one before."""
    full, rest = divmod(pictures, batch_size)
    return full + (rest > 1 or (rest == 1 and full == 0))


def epoch_batches(
    positions: Sequence[int], batch_size: int, seed: int, epoch: int
) -> list[list[int]]:
    """The batches of an epoch; they follow from the seed alone, so a resumed run sees the same."""
    order = np.random.default_rng([seed, epoch]).permutation(positions).tolist()
    batches = [list(chunk) for chunk in chunks(order, batch_size)]
    if len(batches) > 1 and len(batches[-1]) == 1:
        batches[-2].extend(batches.pop())  # Batch normalisation cannot learn from one.
    return batches


def chunks(positions: Sequence[int], size: int) -> list[Sequence[int]]:
    """Cuts positions into parts of a size; the last may be smaller."""
    return [positions[start : start + size] for start in range(0, len(positions), size)]
