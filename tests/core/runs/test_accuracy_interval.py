import pytest

from shoeclassifier_gui.core.runs.scores import accuracy_interval


def test_values_of_the_literature() -> None:
    # 10 of 20: 0.299 to 0.701 (Agresti and Coull 1998, score interval).
    assert accuracy_interval(0.5, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)


def test_all_right_is_no_certainty() -> None:
    low, high = accuracy_interval(1.0, 45)
    assert low == pytest.approx(0.9213, abs=1e-3)
    assert high == pytest.approx(1.0)


def test_nothing_measured_says_nothing() -> None:
    assert accuracy_interval(0.0, 0) == (0.0, 1.0)


def test_more_pictures_say_more() -> None:
    few, many = accuracy_interval(0.9, 50), accuracy_interval(0.9, 5000)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
