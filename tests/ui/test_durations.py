"""Lengths of time are said as people say them, however long they are."""

import pytest

from shoeclassifier_gui.ui.widgets.durations import (
    duration_text,
    rough_duration_text,
    rough_time_left_text,
    time_left_text,
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(4.4, "4 s"), (59.7, "1 min"), (200, "3 min"), (3590, "1.0 h"), (5400, "1.5 h")],
)
def test_what_was_measured(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "about 1 s"),
        (42, "about 40 s"),
        (89, "about 90 s"),
        (420, "about 7 min"),
        (10_800, "about 3.0 h"),
    ],
)
def test_what_is_guessed(seconds: float, text: str) -> None:
    assert rough_duration_text(seconds) == text
    assert rough_time_left_text(seconds) == f"{text} left"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.1, "1 s left"), (92, "1 min 32 s left"), (11_100, "3 h 5 min left")],
)
def test_what_is_counted_down(seconds: float, text: str) -> None:
    assert time_left_text(seconds) == text
