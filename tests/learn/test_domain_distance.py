"""How far pictures are from those that a network learned from."""

import numpy as np
import pytest
import torch

from shoeclassifier_gui.learn.advice.domain_distance import (
    response_ratio,
    responses,
    without_shapes,
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
    mixed = without_shapes(squares)
    assert mixed.shape == squares.shape
    assert mixed.dtype == np.uint8
    means = [each.mean(axis=(1, 2), dtype=float) for each in (squares, mixed)]
    assert means[1] == pytest.approx(means[0], abs=1.0)
    before, after = (
        np.abs(np.fft.rfft2(each[0, :, :, 0].astype(float))) for each in (squares, mixed)
    )
    assert np.corrcoef(before.ravel()[1:], after.ravel()[1:])[0, 1] > 0.95


def test_no_disc_is_left_and_it_is_the_same_each_time(squares: np.ndarray) -> None:
    mixed = without_shapes(squares)
    disc = squares[0, :, :, 0] == 150
    assert abs(float(mixed[0, disc, 0].mean()) - float(mixed[0, ~disc, 0].mean())) < 15
    assert (mixed == without_shapes(squares)).all()


def test_a_channel_responds_where_it_is_strongest() -> None:
    activations = torch.zeros(2, 2, 3, 3)
    activations[0, 0, 1, 1] = 4.0
    activations[1, :, 0, 2] = 1.0
    assert responses(activations).tolist() == [2.0, 1.0]
    assert response_ratio(np.array([2.0, 4.0]), np.array([1.5])) == pytest.approx(2.0)


def test_a_layer_that_never_responds_gives_a_number() -> None:
    nothing = np.zeros(2, np.float32)
    assert response_ratio(nothing, nothing) == 0.0
