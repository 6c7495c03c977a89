"""How many pictures a step takes when nobody says."""

import pytest

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import COMPACT, settle_basics

PLAIN = TrainConfig()
GIGABYTE = 1_000_000_000


@pytest.mark.parametrize(
    ("pictures", "size"), [(10, 8), (168, 8), (319, 8), (320, 16), (640, 32), (100_000, 32)]
)
def test_small_sets_get_small_batches_so_that_an_epoch_has_steps(pictures: int, size: int) -> None:
    assert settle_basics(PLAIN, pictures).batch_size == size
    assert pictures < 160 or pictures // size >= 20


@pytest.mark.parametrize("knobs", [{"weights": "none"}, {"backbone": COMPACT}])
def test_what_learns_from_scratch_needs_a_spread(knobs: dict[str, str]) -> None:
    assert settle_basics(TrainConfig(**knobs), 50).batch_size == 32  # type: ignore[arg-type]


def test_a_card_takes_more_as_long_as_it_has_room() -> None:
    sizes = [settle_basics(PLAIN, 5000, free * GIGABYTE).batch_size for free in (80, 16, 8, 4, 1)]
    assert sizes == [64, 32, 16, 8, 8]
    assert settle_basics(PLAIN, 200, 80 * GIGABYTE).batch_size == 8
    smaller = TrainConfig(image_size=112)
    assert settle_basics(smaller, 5000, 8 * GIGABYTE).batch_size == 64


def test_a_number_that_was_said_is_kept() -> None:
    asked = TrainConfig(batch_size=48)
    assert settle_basics(asked, 10, GIGABYTE).batch_size == 48
