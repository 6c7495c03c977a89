"""Scores agree with scikit-learn and survive odd cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from shoeclassifier_gui.core.runs.scores import Scores, score

CLASSES = ("a", "b", "c", "d")
answers = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60)


@given(answers)
def test_scores_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    truth, said = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    result = score("val", CLASSES, truth, said)
    present = np.unique(truth)
    assert result.accuracy == pytest.approx(metrics.accuracy_score(truth, said))
    assert (
        np.array(result.confusion) == metrics.confusion_matrix(truth, said, labels=range(4))
    ).all()
    precision, recall, f1, count = metrics.precision_recall_fscore_support(
        truth, said, labels=range(4), zero_division=0
    )
    assert [c.precision for c in result.per_class] == pytest.approx(precision)
    assert [c.recall for c in result.per_class] == pytest.approx(recall)
    assert [c.f1 for c in result.per_class] == pytest.approx(f1)
    assert [c.count for c in result.per_class] == list(count)
    assert result.macro_f1 == pytest.approx(f1[present].mean())
    assert Scores.from_dict(result.to_dict()) == result


def test_nothing_measured_is_no_division_by_zero() -> None:
    none = np.array([], np.int64)
    result = score("test", CLASSES, none, none)
    assert (result.count, result.accuracy, result.macro_f1) == (0, 0.0, 0.0)
