"""What a network's features tell: pictures that look like another class, or like nothing else."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.near_duplicates import Indices
from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.likeness_checks import likeness_groups

FeatureArray = npt.NDArray[np.float32]
_FOLDS = 5
# Directions of largest variance that are kept; more of them fit noise.
_DIRECTIONS = 128
_STEPS, _PENALTY = 60, 0.02
# What is far out in one direction would otherwise decide alone.
_FARTHEST = 4.0
# The mean of a class that is easy is near 1, and half of its own items lie below it.
_ENOUGH = 0.75
# Outliers: distance to the 5th nearest of at most so many others, in robust deviations.
_NEIGHBOUR, _OTHERS, _DEVIATIONS = 5, 10_000, 6.0
_LEAST = 20


def label_suspects(columns: Columns, features: FeatureArray) -> Iterator[Finding]:
    """Items that a classifier which never saw them puts confidently into another class.

    Confident learning (Northcutt, Jiang and Chuang 2021, section 3.1): the threshold of a class is
    the mean probability that its own items are given; an item whose probability for another class
    reaches that class's threshold is counted there. No threshold is above 3/4, so that one wrong
    item among easy ones is seen. Copies and recordings stay in one fold, so
    that look-alikes do not vouch for each other.
    """
    classes = len(columns.dataset.classes)
    if len(features) < _LEAST or classes < 2:
        return
    chances = _out_of_fold(features, columns.classes, likeness_groups(columns), classes)
    own = columns.classes
    rows = np.arange(len(own))
    known = chances[rows, own] > -1  # Classes that lie in one fold cannot be judged.
    thresholds = np.array(
        [
            min(_ENOUGH, chances[(own == index) & known, index].mean())
            if ((own == index) & known).any()
            else 2
            for index in range(classes)
        ]
    )
    reached = np.where(chances >= thresholds, chances, -1.0)
    answer = reached.argmax(axis=1)
    suspect = known & (reached.max(axis=1) > chances[rows, own]) & (answer != own)
    for index, name in enumerate(columns.dataset.classes):
        chosen = np.flatnonzero(suspect & (answer == index))
        if len(chosen):
            worst_first = chosen[np.argsort(-chances[chosen, index], kind="stable")]
            yield columns.finding(FindingKind.LABEL_SUSPECT, worst_first, Suggestion.MOVE, name)


def outliers(columns: Columns, features: FeatureArray) -> Iterator[Finding]:
    """Items far from all others of the data set."""
    if len(features) < _LEAST:
        return
    units = _whitened(features, features)
    units /= np.linalg.norm(units, axis=1, keepdims=True) + 1e-6
    chosen = np.random.default_rng(0).permutation(len(units))[:_OTHERS]
    groups = likeness_groups(columns)
    distance = np.empty(len(units), np.float32)
    for start in range(0, len(units), 1024):
        block = slice(start, start + 1024)
        apart = 1 - units[block] @ units[chosen].T
        apart[groups[block, None] == groups[None, chosen]] = np.inf  # Itself and its copies.
        place = min(_NEIGHBOUR, apart.shape[1]) - 1
        distance[block] = np.partition(apart, place, axis=1)[:, place]
    known = np.isfinite(distance)
    middle = np.median(distance[known]) if known.any() else 0.0
    spread = 1.4826 * np.median(np.abs(distance[known] - middle)) if known.any() else 0.0
    rows = np.flatnonzero(known & (distance > middle + _DEVIATIONS * max(spread, 1e-3)))
    if len(rows):
        yield columns.finding(FindingKind.OUTLIER, rows, Suggestion.LEAVE_OUT)


def _out_of_fold(
    features: FeatureArray, labels: Indices, groups: Indices, classes: int
) -> npt.NDArray[np.float64]:
    """Probabilities (items, classes) by classifiers that saw nothing of the item's group."""
    numbers = np.unique(groups, return_inverse=True)[1]
    folds = np.random.default_rng(0).permutation(numbers.max() + 1)[numbers] % _FOLDS
    chances = np.full((len(features), classes), -1.0)
    for fold in range(_FOLDS):
        inside, outside = folds == fold, folds != fold
        if not inside.any() or len(np.unique(labels[outside])) < 2:
            continue
        seen = _whitened(features[outside], features[outside])
        weights = _logistic(seen, labels[outside], classes)
        scores = _with_one(_whitened(features[outside], features[inside])) @ weights
        chances[inside] = _softmax(scores)
        missing = np.bincount(labels[outside], minlength=classes) == 0
        chances[np.ix_(inside, missing)] = -1.0
    return chances


def _whitened(basis: FeatureArray, features: FeatureArray) -> FeatureArray:
    """Features along the directions of largest variance of `basis`, each of variance one."""
    scale = basis.std(axis=0) + 1e-4
    middle = basis.mean(axis=0)
    standard = ((basis - middle) / scale).astype(np.float32)
    values, vectors = np.linalg.eigh(standard.T @ standard / len(standard))
    count = max(1, min(_DIRECTIONS, len(basis) // 4, len(values)))
    chosen = vectors[:, -count:] / np.sqrt(np.maximum(values[-count:], 1e-4))
    along = ((features - middle) / scale) @ chosen
    white: FeatureArray = np.clip(along, -_FARTHEST, _FARTHEST).astype(np.float32)
    return white


def _logistic(features: FeatureArray, labels: Indices, classes: int) -> npt.NDArray[np.float64]:
    """Multinomial logistic regression; accelerated gradient (Nesterov 1983), classes balanced."""
    inputs = _with_one(features)
    wanted = np.eye(classes)[labels]
    shares = 1 / np.maximum(np.bincount(labels, minlength=classes), 1)[labels]
    shares = (shares / shares.sum())[:, None]
    weights = ahead = np.zeros((inputs.shape[1], classes))
    # The softmax's curvature is at most 1/2, that of white inputs about one; imbalance adds.
    curvature = 0.5 * float(np.linalg.eigvalsh(inputs.T @ (inputs * shares))[-1])
    rate = 1 / (curvature + _PENALTY)
    for step in range(_STEPS):
        slope = inputs.T @ (shares * (_softmax(inputs @ ahead) - wanted)) + _PENALTY * ahead
        following = ahead - rate * slope
        ahead = following + step / (step + 3) * (following - weights)
        weights = following
    return weights


def _with_one(features: FeatureArray) -> FeatureArray:
    return np.concatenate([features, np.ones((len(features), 1), np.float32)], axis=1)


def _softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return chances
