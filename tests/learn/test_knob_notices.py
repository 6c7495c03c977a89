"""What is said of knobs that do nothing."""

from typing import Any

import pytest

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.training.knob_notices import knob_notices

SETTLED = TrainConfig(epochs=3, head="dense", dense_width=64)


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({}, ""),
        ({"activation": "maxout"}, ""),
        ({"activation": "sigmoid"}, "no first model"),
        ({"head": "classic"}, "no first model"),
        ({"head": "dense", "dense_width": 4}, "that takes 6 dense units"),
        ({"loss": "hinge", "label_smoothing": 0.1}, "Labels are not smoothed"),
        ({"schedule": "one_cycle", "warm_up": 0.2}, "a warm-up of its own"),
        ({"schedule": "cosine", "warm_up": 0.2}, ""),
        ({"epochs": 0, "head": "pool", "loss": "hinge", "label_smoothing": 0.1}, ""),
    ],
)
def test_a_knob_that_does_nothing_is_named(knobs: dict[str, Any], words: str) -> None:
    config = TrainConfig(**{**SETTLED.to_dict(), **knobs})
    said = knob_notices(config, 3, fits_first=True)
    assert len(said) == bool(words)
    assert words in "".join(said)


def test_from_scratch_nobody_expects_a_first_model() -> None:
    config = TrainConfig(**{**SETTLED.to_dict(), "head": "classic"})
    assert knob_notices(config, 3, fits_first=False) == ()
