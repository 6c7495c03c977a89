"""How well a linear model tells classes apart by some features, cross-validated in no time."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.runs.plan_facts import Separation

Features = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
_FOLDS = 5
# Strong to weak, as shares of the mean diagonal of the features' products.
_PENALTIES = (1.0, 0.1, 0.01)
_EPS = 1e-6


def compare_depths(
    features: Sequence[Features], depths: Sequence[int], labels: Labels, groups: Labels
) -> tuple[Separation, ...]:
    """Separability by depth; gains are over the last depth, on the same pictures.

    Args:
        features: (pictures, channels) of each depth.
        depths: Convolution layers of each.
        labels: (pictures,).
        groups: (pictures,), the recordings; none stands on both sides of a fold.
    """
    right = [held_out_answers(each, labels, groups) == labels for each in features]
    found = []
    for depth, own in zip(depths, right, strict=True):
        difference = own.astype(float) - right[-1]
        noise = float(difference.std() / np.sqrt(len(labels)))
        found.append(Separation(depth, float(own.mean()), float(difference.mean()), noise))
    return tuple(found)


def held_out_answers(features: Features, labels: Labels, groups: Labels) -> Labels:
    """Classes that a linear model gives to pictures of recordings that it was not fitted to.

    Ridge regression on the classes' indicators over standardised features: all folds follow from
    one inverse (the block form of the leave-one-out formula of Rifkin and Lippert 2007, "Notes on
    regularized least squares", section 3). Of three penalties the best one answers.

    Args:
        features: (pictures, channels).
        labels: (pictures,).
        groups: (pictures,).
    """
    standard = (features - features.mean(axis=0)) / (features.std(axis=0) + _EPS)
    products = standard @ standard.T / features.shape[1]
    classes = np.unique(labels)
    targets = (labels[:, None] == classes).astype(np.float64)
    targets -= targets.mean(axis=0)
    folds = _folds(labels, groups)
    best, most = labels, -1.0
    for penalty in _PENALTIES:
        ridge = penalty * float(np.trace(products)) / len(labels) + _EPS
        inverse = np.linalg.inv(products + ridge * np.eye(len(labels)))
        weights = inverse @ targets
        predicted = targets.copy()
        for fold in folds:
            predicted[fold] -= np.linalg.solve(inverse[np.ix_(fold, fold)], weights[fold])
        answers = classes[predicted.argmax(axis=1)]
        if (share := float((answers == labels).mean())) > most:
            best, most = answers, share
    return best


def _folds(labels: Labels, groups: Labels) -> list[npt.NDArray[np.int64]]:
    """Deals the recordings of each class out in turn."""
    fold_of: dict[int, int] = {}
    for label in np.unique(labels):
        for number, group in enumerate(np.unique(groups[labels == label])):
            fold_of.setdefault(int(group), number % _FOLDS)
    folds = np.array([fold_of[int(group)] for group in groups])
    parts = [np.flatnonzero(folds == number) for number in range(_FOLDS)]
    return [part for part in parts if len(part)]
