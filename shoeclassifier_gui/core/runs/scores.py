"""Scores of a classifier, all computed from one confusion matrix."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

# Quantile of the normal distribution with 2.5 % above it.
_Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How one class is told from the others; each share lies in [0, 1].

    Attributes:
        name: The class.
        precision: Right among those named so; 0 when none was.
        recall: Found among those that are so; 0 when there are none.
        f1: Harmonic mean of the two.
        count: Pictures of the class that were measured.
    """

    name: str
    precision: float
    recall: float
    f1: float
    count: int


@dataclass(frozen=True, slots=True)
class Scores:
    """What was measured, on which part and on how many pictures.

    Attributes:
        split: `train`, `val`, `test` or `all`.
        count: Number of pictures.
        accuracy: Share of right answers.
        macro_f1: Mean F1 over the classes that have pictures.
        per_class: In the order of the classes.
        confusion: Rows: what it is; columns: what the model said.
    """

    split: str
    count: int
    accuracy: float
    macro_f1: float
    per_class: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall over the classes that have pictures."""
        recalls = [entry.recall for entry in self.per_class if entry.count]
        return sum(recalls) / max(1, len(recalls))

    @property
    def unnamed(self) -> tuple[int, ...]:
        """Indices of the classes that the model never said."""
        said = zip(*self.confusion, strict=True)
        return tuple(index for index, column in enumerate(said) if not any(column))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "split": self.split,
            "count": self.count,
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "per_class": [
                {
                    "name": score.name,
                    "precision": score.precision,
                    "recall": score.recall,
                    "f1": score.f1,
                    "count": score.count,
                }
                for score in self.per_class
            ],
            "confusion": [list(row) for row in self.confusion],
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Scores":
        """Reads what `to_dict` gave."""
        return cls(
            split=values["split"],
            count=values["count"],
            accuracy=values["accuracy"],
            macro_f1=values["macro_f1"],
            per_class=tuple(ClassScore(**score) for score in values["per_class"]),
            confusion=tuple(tuple(row) for row in values["confusion"]),
        )


def score(
    split: str, classes: Sequence[str], truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64]
) -> Scores:
    """Scores answers against the truth.

    Args:
        split: Name of the part that was measured.
        classes: Class names by index.
        truth: Class indices, shape (pictures,).
        said: The model's answers, same shape.
    """
    confusion = confusion_matrix(len(classes), truth, said)
    right = np.diag(confusion).astype(float)
    named, real = confusion.sum(axis=0), confusion.sum(axis=1)
    precision = _share(right, named)
    recall = _share(right, real)
    f1 = _share(2 * right, named + real)
    present = real > 0
    return Scores(
        split=split,
        count=len(truth),
        accuracy=float(right.sum() / max(1, len(truth))),
        macro_f1=float(f1[present].mean()) if present.any() else 0.0,
        per_class=tuple(
            ClassScore(name, float(precision[i]), float(recall[i]), float(f1[i]), int(real[i]))
            for i, name in enumerate(classes)
        ),
        confusion=tuple(tuple(int(value) for value in row) for row in confusion),
    )


def confusion_matrix(
    classes: int, truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Counts (classes, classes); rows are the truth, columns the answers."""
    cells = np.bincount(truth * classes + said, minlength=classes * classes)
    return cells.reshape(classes, classes).astype(np.int64)


def accuracy_interval(accuracy: float, count: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share that was measured on `count` pictures.

    It takes the pictures for independent; those of one session are alike, so the truth is wider.
    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.

    Args:
        accuracy: Share of right answers, 0 to 1.
        count: Pictures measured; nothing is known (0 to 1) when there are none.
    """
    if count <= 0:
        return 0.0, 1.0
    spread = _Z_95**2 / count
    centre = accuracy + spread / 2
    half = _Z_95 * math.sqrt(accuracy * (1 - accuracy) / count + spread / (4 * count))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    return max(0.0, low), min(1.0, high)


def beyond_chance(accuracy: float, guessed: float) -> float:
    """The share of what guessing gets wrong that is right here; 0 for guessing, 1 for all right.

    Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960), 37-46.

    Args:
        accuracy: Share of right answers, 0 to 1.
        guessed: That of guessing.
    """
    return (accuracy - guessed) / (1 - guessed) if guessed < 1 else 0.0


def _share(part: npt.NDArray[np.float64], whole: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
