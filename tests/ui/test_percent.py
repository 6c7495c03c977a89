"""How probabilities are written."""

import pytest
from PySide6.QtWidgets import QApplication

from shoeclassifier_gui.ui.widgets.percent import percent_text


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "0 %"),
        (0.001, "< 1 %"),
        (0.005, "< 1 %"),
        (0.006, "1 %"),
        (0.97, "97 %"),
        (0.9949, "99 %"),
        (0.9999, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_no_probability_is_rounded_to_a_certainty(
    qapp: QApplication, probability: float, text: str
) -> None:
    assert percent_text(probability) == text
