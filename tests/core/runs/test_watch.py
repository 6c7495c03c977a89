import numpy as np
import pytest

from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.core.runs.watch import gain, watched_value

# Four of a large class right, one of two of a small class; the third class has no pictures.
SCORES = score("val", ("a", "b", "c"), np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 0, 0, 1]))


@pytest.mark.parametrize(
    ("watch", "value"),
    [
        ("accuracy", 5 / 6),
        ("balanced_accuracy", (1 + 1 / 2) / 2),
        ("macro_f1", (8 / 9 + 2 / 3) / 2),
        ("loss", 0.7),
    ],
)
def test_the_watched_score_is_the_one_that_is_named(watch: str, value: float) -> None:
    assert watched_value(watch, SCORES, 0.7) == pytest.approx(value)  # type: ignore[arg-type]


def test_less_loss_is_a_gain() -> None:
    assert gain("loss", 0.5) > gain("loss", 0.6)
    assert gain("macro_f1", 0.6) > gain("macro_f1", 0.5)
