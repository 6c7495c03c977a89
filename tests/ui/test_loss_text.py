"""Losses are short whatever they are."""

import pytest

from shoeclassifier_gui.ui.widgets.loss_text import loss_text


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.0, "0.000"),
        (999.9994, "999.999"),
        (1000.0, "1.00e3"),
        (999_999.0, "1.00e6"),
        (3.97e18, "3.97e18"),
        (-2.5e9, "-2.50e9"),
        (float("nan"), "no number"),
        (float("-inf"), "-∞"),
    ],
)
def test_a_loss_takes_no_more_room_than_it_needs(loss: float, text: str) -> None:
    assert loss_text(loss) == text
