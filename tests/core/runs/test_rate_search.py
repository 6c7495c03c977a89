"""Which rate made-up losses speak for."""

import math

import numpy as np
import pytest

from shoeclassifier_gui.core.runs.rate_search import (
    HIGHEST_RATE,
    LOWEST_RATE,
    RateRule,
    conclude,
    has_exploded,
    rate_at,
)

RATES = [rate_at(step, 100) for step in range(100)]
DECADES = np.log10(RATES)


def fall(middle: float, width: float) -> list[float]:
    """A loss that falls from 2 to 0.5 around a rate and explodes at a rate of 1."""
    down = 1.5 / (1 + np.exp((DECADES - middle) / width))
    return list((0.5 + down + np.exp(6 * (DECADES + 0.3))).astype(float))


def test_rates_are_one_factor_apart() -> None:
    assert RATES[0] == pytest.approx(LOWEST_RATE)
    assert RATES[-1] == pytest.approx(HIGHEST_RATE)
    assert np.ptp(np.diff(DECADES)) < 1e-9


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_the_steepest_fall_is_suggested(noise: float) -> None:
    losses = np.array(fall(-3.5, 0.3)) + np.random.default_rng(0).normal(0, noise, 100)
    result = conclude(RATES, losses.tolist())
    assert result.rule is RateRule.STEEPEST
    assert result.suggestion is not None
    assert math.log10(result.suggestion) == pytest.approx(-3.5, abs=0.35)


def test_a_fall_next_to_the_explosion_is_kept_away_from() -> None:
    losses = fall(-1.2, 0.15)
    result = conclude(RATES, losses)
    assert result.rule is RateRule.TENTH
    lowest = RATES[int(np.argmin(result.losses))]
    assert result.suggestion == pytest.approx(lowest / 10)


@pytest.mark.parametrize("slope", [0.0, 0.3])
def test_a_loss_that_never_falls_suggests_nothing(slope: float) -> None:
    result = conclude(RATES, (2 + slope * (DECADES + 6)).tolist())
    assert result.suggestion is None
    assert result.rule is None


def test_a_loss_that_is_no_number_ends_the_search_and_is_left_out() -> None:
    losses = [2.0, 1.5, float("nan")]
    assert has_exploded(RATES[:3], losses)
    assert not has_exploded(RATES[:2], losses[:2])
    assert conclude(RATES[:3], losses).rates == tuple(RATES[:2])


def test_four_times_the_lowest_loss_is_an_explosion() -> None:
    losses = [2.0] * 20 + [1.0] * 20 + [30.0]
    assert has_exploded(RATES[:41], losses)
    assert not has_exploded(RATES[:40], losses[:40])


@pytest.mark.parametrize("seed", range(10))
def test_noise_suggests_nothing(seed: int) -> None:
    losses = 1.7 + np.random.default_rng(seed).normal(0, 0.15, 80)
    assert conclude(RATES[:80], losses.tolist()).suggestion is None
