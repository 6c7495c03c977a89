"""Shares in words: whole per cent, and never a certainty that is not there."""

import pytest

from shoeclassifier_gui.core.percent import percent_text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"), (0.001, "< 1 %"), (0.45, "45 %"), (0.4615, "46 %"), (0.9949, "99 %"),
        (0.996, "> 99 %"), (1.0, "100 %"),
    ],
)  # fmt: skip
def test_shares_in_words(share: float, text: str) -> None:
    assert percent_text(share) == text
