"""What a search for a learning rate tells, and which rate its losses speak for.

The search is the range test of L. N. Smith, "Cyclical learning rates for training neural networks"
(WACV 2017), with a rate that grows by the same factor at each step.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.runs.events import Preparing

LOWEST_RATE, HIGHEST_RATE = 1e-6, 10.0
# Single batches differ: each loss is averaged with its neighbours, this many tenfold steps wide
# (one standard deviation). Unlike a running mean it does not lag behind the rate.
_WIDTH_DECADES = 0.2
# The loss has exploded when it is this many times the lowest one (fastai takes the same).
_EXPLODED = 4.0
# A fall that is smaller than this share of the first loss, or than so many standard errors of the
# smoothed losses, is noise.
_LEAST_FALL = 0.02
_LEAST_ERRORS = 3.0

Numbers = npt.NDArray[np.float64]


class RateRule(StrEnum):
    """Why a rate is suggested."""

    STEEPEST = "steepest"
    TENTH = "tenth"


@dataclass(frozen=True, slots=True)
class RateTried:
    """One step of the search.

    Attributes:
        rate: Learning rate of the step.
        loss: Mean over the batch, before the step.
        done: Steps so far.
        total: Steps at most; an exploding loss ends the search earlier.
    """

    rate: float
    loss: float
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RatesSearched:
    """The search is over.

    Attributes:
        rates: Tried, growing.
        losses: Smoothed, at each rate.
        suggestion: None when the loss fell at no rate.
        rule: What speaks for the suggestion; None without one.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float | None
    rule: RateRule | None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


RateEvent = Preparing | RateTried | RatesSearched


def rate_at(step: int, steps: int) -> float:
    """The rate of a step (from 0): all are the same factor apart."""
    share = step / max(1, steps - 1)
    return LOWEST_RATE * math.pow(HIGHEST_RATE / LOWEST_RATE, share)


def smooth(rates: Sequence[float], losses: Sequence[float]) -> Numbers:
    """Losses averaged over neighbouring rates with a Gaussian weight."""
    mean: Numbers = _weights(rates) @ np.asarray(losses, np.float64)
    return mean


def has_exploded(rates: Sequence[float], losses: Sequence[float]) -> bool:
    """Whether the newest loss says that larger rates need not be tried."""
    if not math.isfinite(losses[-1]):
        return True
    smoothed = smooth(rates, losses)
    return bool(smoothed[-1] > _EXPLODED * smoothed.min())


def conclude(rates: Sequence[float], losses: Sequence[float]) -> RatesSearched:
    """Suggests a rate.

    It is the one where the loss falls most steeply with the logarithm of the rate: the network
    learns fast there. It is at most a tenth of the rate with the lowest loss, for at that rate
    steps already begin to be too large.

    Args:
        rates: Growing.
        losses: As measured; a last one that is no number is left out.
    """
    finite = [pair for pair in zip(rates, losses, strict=True) if math.isfinite(pair[1])]
    if not finite:
        return RatesSearched((), (), None, None)
    tried, measured = tuple(rate for rate, _ in finite), [loss for _, loss in finite]
    smoothed = smooth(tried, measured)
    told = tuple(smoothed.tolist())
    lowest = int(smoothed.argmin())
    if not _falls(tried, measured, smoothed, lowest):
        return RatesSearched(tried, told, None, None)
    slopes = np.gradient(smoothed, np.log10(tried))
    steepest = tried[int(slopes[: lowest + 1].argmin())]
    tenth = tried[lowest] / 10
    if steepest <= tenth:
        return RatesSearched(tried, told, steepest, RateRule.STEEPEST)
    return RatesSearched(tried, told, tenth, RateRule.TENTH)


def _weights(rates: Sequence[float]) -> Numbers:
    """What each loss counts in each average, (rates, rates); rows add up to 1."""
    place = np.log10(np.asarray(rates, np.float64))
    counts = np.exp(-0.5 * ((place[:, None] - place[None, :]) / _WIDTH_DECADES) ** 2)
    weights: Numbers = counts / counts.sum(axis=1, keepdims=True)
    return weights


def _falls(rates: Sequence[float], losses: Sequence[float], smoothed: Numbers, lowest: int) -> bool:
    """Whether the lowest loss is more than chance; the noise shows between neighbours."""
    if lowest == 0:
        return False
    noise = np.std(np.diff(losses[: lowest + 1])) / math.sqrt(2)
    error = noise * math.sqrt(2 * (_weights(rates)[lowest] ** 2).sum())
    fall = smoothed[:lowest].max() - smoothed[lowest]
    return bool(fall >= max(_LEAST_FALL * smoothed[0], _LEAST_ERRORS * error))
