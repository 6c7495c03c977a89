"""What the large word says: calm for live answers, exact for a captured picture."""

import math
from dataclasses import dataclass

from shoeclassifier_gui.core.runs.answers import LiveAnswer

# About five answers at 15-20 a second; a slow model (two a second) is hardly held back, because the
# weight follows the time between answers and not their number.
_MEMORY_S = 0.25
# The word changes only when another one leads by so much (hysteresis).
_CLEAR_LEAD = 0.05
_CLEAR_OF_THRESHOLD = 0.03


@dataclass(frozen=True, slots=True)
class Headline:
    """The large word.

    Attributes:
        best: The most probable class.
        probability: Of that class.
        known: Whether it reaches the threshold; else the answer is "not a shoe I know".
    """

    best: str
    probability: float
    known: bool


def exact_headline(answer: LiveAnswer, threshold: float) -> Headline:
    """What one answer says by itself."""
    best = answer.answers[0]
    return Headline(best.name, best.probability, best.probability >= threshold)


class SteadyHeadline:
    """Follows live answers without flicker."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._smoothed: dict[str, float] = {}
        self._said: Headline | None = None
        self._time = 0.0

    def restart(self) -> None:
        """Forgets everything: another source, model, or a return from a frozen picture."""
        self._smoothed = {}
        self._said = None

    def set_threshold(self, threshold: float) -> None:
        """Applies another threshold at once."""
        self._threshold = threshold
        self._said = None

    def follow(self, answer: LiveAnswer, now: float) -> Headline:
        """Takes in an answer that came at `now` (seconds, monotonic)."""
        self._smooth(answer, now)
        return self.headline()

    def headline(self) -> Headline:
        """What to say now; needs at least one answer."""
        best = max(self._smoothed, key=self._smoothed.__getitem__)
        probability = self._smoothed[best]
        fresh = Headline(best, probability, probability >= self._threshold)
        if self._said is not None and not self._is_clear(fresh, self._said):
            before = self._said.best
            fresh = Headline(before, self._smoothed.get(before, 0.0), self._said.known)
        self._said = fresh
        return fresh

    def _smooth(self, answer: LiveAnswer, now: float) -> None:
        weight = 1.0 - math.exp(-max(0.0, now - self._time) / _MEMORY_S) if self._smoothed else 1.0
        self._time = now
        for entry in answer.answers:
            before = self._smoothed.get(entry.name, 0.0)
            self._smoothed[entry.name] = before + weight * (entry.probability - before)

    def _is_clear(self, fresh: Headline, said: Headline) -> bool:
        if fresh.known != said.known:
            return abs(fresh.probability - self._threshold) >= _CLEAR_OF_THRESHOLD
        lead = fresh.probability - self._smoothed.get(said.best, 0.0)
        return fresh.best == said.best or lead >= _CLEAR_LEAD
