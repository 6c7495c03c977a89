"""What folds measured: means, spreads, and everything over all pictures."""

import json

import numpy as np
import pytest

from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.scores import Scores, accuracy_interval, score

CLASSES = ("a", "b")


def scored(truth: list[int], said: list[int]) -> Scores:
    return score("folds", CLASSES, np.array(truth), np.array(said))


FIRST = scored([0, 0, 0, 1], [0, 0, 1, 1])
SECOND = scored([0, 1], [1, 0])
BOTH = CrossScores((FIRST, SECOND), scored([0, 0, 0, 1, 0, 1], [0, 0, 1, 1, 1, 0]))


def test_mean_and_spread_are_between_folds() -> None:
    assert BOTH.accuracy.mean == pytest.approx(0.375)
    assert BOTH.accuracy.deviation == pytest.approx(0.75 / np.sqrt(2))
    assert BOTH.balanced_accuracy.mean == pytest.approx((2 / 3 + 1) / 4)
    assert BOTH.macro_f1.mean == pytest.approx((0.8 + 2 / 3) / 4)


def test_the_interval_is_that_of_all_pictures() -> None:
    assert BOTH.interval == accuracy_interval(0.5, 6)
    assert BOTH.pooled.accuracy != BOTH.accuracy.mean  # Folds of other sizes weigh alike.


def test_a_single_fold_has_no_spread() -> None:
    assert CrossScores((FIRST,), FIRST).accuracy.deviation == 0


def test_it_survives_a_file() -> None:
    values = json.loads(json.dumps(BOTH.to_dict()))
    assert CrossScores.from_dict(values) == BOTH
    assert values["accuracy"] == {"mean": BOTH.accuracy.mean, "deviation": BOTH.accuracy.deviation}
    assert values["pooled"]["balanced_accuracy"] == BOTH.pooled.balanced_accuracy
