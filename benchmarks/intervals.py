"""95 % intervals of accuracies and of their differences."""

import math
from collections.abc import Mapping, Sequence

_Z = 1.959964


def wilson(right: float, count: int) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share.

    Args:
        right: Right answers; a mean over runs need not be whole.
        count: Pictures.
    """
    if count == 0:
        return 0.0, 1.0
    share, z2 = right / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    spread = math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    half = _Z * spread / (1 + z2 / count)
    return middle - half, middle + half


def paired(differences: Sequence[float]) -> tuple[float, float, float]:
    """Mean of differences, one a picture, with the ends of its normal interval.

    Args:
        differences: Of the same pictures: 1 where only the first was right, -1 where only the
            second was, else 0. A picture that serves in several seeds comes with its mean.
    """
    count = len(differences)
    mean = sum(differences) / max(1, count)
    variance = sum((value - mean) ** 2 for value in differences) / max(1, count - 1)
    half = _Z * math.sqrt(variance / max(1, count))
    return mean, mean - half, mean + half


def picture_differences(
    ones: Sequence[Mapping[str, bool]], others: Sequence[Mapping[str, bool]]
) -> list[float]:
    """Differences for `paired`: whether each picture was answered rightly, one mapping a seed."""
    found: dict[str, list[float]] = {}
    for one, other in zip(ones, others, strict=True):
        for name in one.keys() & other.keys():
            found.setdefault(name, []).append(float(one[name]) - float(other[name]))
    return [sum(values) / len(values) for values in found.values()]
