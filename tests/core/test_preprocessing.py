"""The one preprocessing."""

import numpy as np
import pytest

from shoeclassifier_gui.core.preprocessing import CORNER, Preprocessing, View


@pytest.mark.parametrize("shape", [(300, 500), (500, 300), (256, 256), (40, 60), (1, 1)])
def test_the_central_square_is_scaled(shape: tuple[int, int]) -> None:
    square = Preprocessing(224).square(np.zeros((*shape, 3), np.uint8))
    assert square.shape == (224, 224, 3)
    assert square.dtype == np.uint8


def test_the_sides_of_a_wide_picture_are_left_out() -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 100:200] = 255
    assert (Preprocessing(64).square(picture) == 255).all()


def test_evaluation_sees_all_of_the_square() -> None:
    square = Preprocessing(64).square(np.arange(80 * 80 * 3, dtype=np.uint8).reshape(80, 80, 3))
    assert (Preprocessing(64).centre(square) == square).all()


@pytest.mark.parametrize("share", [1.0, CORNER])
def test_corners_reach_to_the_rim(share: float) -> None:
    preparation = Preprocessing(224, share=share)
    side = preparation.square_side
    squares = np.arange(side * side, dtype=np.float32).reshape(side, side, 1).repeat(3, axis=2)
    first = preparation.cut(squares, View(0, 0))
    last = preparation.cut(squares, View(2, 2))
    assert first.shape == last.shape == (*[round(side * CORNER)] * 2, 3)
    assert first[0, 0, 0] == 0
    assert last[-1, -1, 0] == side * side - 1


def test_earlier_models_see_the_centre_of_one_or_many_squares() -> None:
    preparation = Preprocessing(224, share=CORNER)
    squares = np.zeros((2, 256, 256, 3), np.uint8)
    squares[:, 16:240, 16:240] = 1
    assert preparation.centre(squares).shape == (2, 224, 224, 3)
    assert preparation.centre(squares).all()
    assert preparation.centre(squares[0]).all()


def test_shrinking_averages_instead_of_picking() -> None:
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, ::2] = 255
    square = Preprocessing(56).square(stripes)
    assert 100 < square.min() <= square.max() < 156
