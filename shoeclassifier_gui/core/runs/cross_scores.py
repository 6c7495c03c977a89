"""What a check by folds measured: each fold by itself, and all held-out pictures together."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shoeclassifier_gui.core.runs.scores import Scores, accuracy_interval

HELD_OUT = "folds"


@dataclass(frozen=True, slots=True)
class Spread:
    """How a score differs between folds; both lie in [0, 1].

    Attributes:
        mean: Over the folds, each counting alike.
        deviation: Sample standard deviation between folds: how much it matters which pictures a
            model learns from and is asked about. The folds share training pictures, so it is no
            margin of error, and dividing it by the root of the folds does not make it one
            (Bengio and Grandvalet, "No unbiased estimator of the variance of K-fold
            cross-validation", Journal of Machine Learning Research 5 (2004), 1089-1105).
    """

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class CrossScores:
    """Scores of models that never saw the pictures that they answered for.

    Attributes:
        folds: Of each fold's model on the pictures that were held out from it.
        pooled: Over all held-out pictures, each answered once.
    """

    folds: tuple[Scores, ...]
    pooled: Scores

    @property
    def accuracy(self) -> Spread:
        """Share of right answers."""
        return self._spread(lambda scores: scores.accuracy)

    @property
    def balanced_accuracy(self) -> Spread:
        """Mean recall of the classes."""
        return self._spread(lambda scores: scores.balanced_accuracy)

    @property
    def macro_f1(self) -> Spread:
        """Mean F1 of the classes."""
        return self._spread(lambda scores: scores.macro_f1)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the pooled accuracy; see `accuracy_interval`."""
        return accuracy_interval(self.pooled.accuracy, self.pooled.count)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values: the spreads, the interval, and every score behind them."""
        spreads = {
            "accuracy": self.accuracy,
            "balanced_accuracy": self.balanced_accuracy,
            "macro_f1": self.macro_f1,
        }
        return {
            **{name: {"mean": s.mean, "deviation": s.deviation} for name, s in spreads.items()},
            "interval": list(self.interval),
            "pooled": _with_balance(self.pooled),
            "folds": [_with_balance(scores) for scores in self.folds],
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "CrossScores":
        """Reads what `to_dict` gave."""
        folds = tuple(Scores.from_dict(fold) for fold in values["folds"])
        return cls(folds, Scores.from_dict(values["pooled"]))

    def _spread(self, score_of: Callable[[Scores], float]) -> Spread:
        values: Sequence[float] = [score_of(fold) for fold in self.folds]
        deviation = statistics.stdev(values) if len(values) > 1 else 0.0
        return Spread(statistics.fmean(values), deviation)


def _with_balance(scores: Scores) -> dict[str, Any]:
    return {**scores.to_dict(), "balanced_accuracy": scores.balanced_accuracy}
