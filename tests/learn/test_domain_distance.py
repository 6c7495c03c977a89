"""How far pictures are from those that a network learned from."""

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.learn.advice.domain_distance import (
    drawn_things,
    phase_randomised,
    response_ratio,
    responses,
)

_SIDE = 64


@pytest.fixture
def squares() -> np.ndarray:
    """Discs of three colours on a grey ground."""
    rows, columns = np.mgrid[:_SIDE, :_SIDE]
    disc = (rows - 30) ** 2 + (columns - 34) ** 2 < 15**2
    pictures = np.full((3, _SIDE, _SIDE, 3), 110, np.uint8)
    for number in range(3):
        pictures[number, disc, number] = 150
    return pictures


def test_without_shapes_a_picture_keeps_colours_and_grain(squares: np.ndarray) -> None:
    mixed = phase_randomised(squares)
    assert mixed.shape == squares.shape
    assert mixed.dtype == np.uint8
    means = [each.mean(axis=(1, 2), dtype=float) for each in (squares, mixed)]
    assert means[1] == pytest.approx(means[0], abs=1.0)
    before, after = (
        np.abs(np.fft.rfft2(each[0, :, :, 0].astype(float))) for each in (squares, mixed)
    )
    assert np.corrcoef(before.ravel()[1:], after.ravel()[1:])[0, 1] > 0.95


def test_no_disc_is_left_and_it_is_the_same_each_time(squares: np.ndarray) -> None:
    mixed = phase_randomised(squares)
    disc = squares[0, :, :, 0] == 150
    assert abs(float(mixed[0, disc, 0].mean()) - float(mixed[0, ~disc, 0].mean())) < 15
    assert (mixed == phase_randomised(squares)).all()


def test_a_channel_responds_where_it_is_strongest() -> None:
    activations = torch.zeros(2, 2, 3, 3)
    activations[0, 0, 1, 1] = 4.0
    activations[1, :, 0, 2] = 1.0
    assert responses(activations).tolist() == [2.0, 1.0]
    assert response_ratio(np.array([2.0, 4.0]), np.array([1.0, 2.0])) == pytest.approx(2.0)


def test_a_layer_that_never_responds_gives_a_number() -> None:
    nothing = np.zeros(2, np.float32)
    assert response_ratio(nothing, nothing) == 0.0


def test_on_white_grounds_hardly_any_light_is_lost(squares: np.ndarray) -> None:
    white = np.where(squares == 110, 255, squares - 100).astype(np.uint8)
    mixed = phase_randomised(white)
    assert float(mixed.mean()) == pytest.approx(float(white.mean()), rel=0.1)


def test_drawn_things_are_prepared_as_the_network_sees_pictures() -> None:
    things = drawn_things(Preprocessing(64))
    assert things.shape == (15, 64, 64, 3)
    assert (things == drawn_things(Preprocessing(64))).all()
    assert len({each.tobytes() for each in things}) == len(things)
