"""The scene before the demo camera: repeatable, alive, with pauses."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.sample.demo import (
    PAUSE_SECONDS,
    SHOE_SECONDS,
    DemoScene,
    class_of_shoe,
)
from shoeclassifier_gui.core.sample.drawings import CLASS_NAMES

PERIOD = SHOE_SECONDS + PAUSE_SECONDS
MIDDLE = SHOE_SECONDS / 2


def test_the_same_second_shows_the_same_frame_whatever_came_before() -> None:
    one, two = DemoScene(seed=2), DemoScene(seed=2)
    one.frame_at(4 * PERIOD + 0.7)
    first, second = one.frame_at(MIDDLE), two.frame_at(MIDDLE)
    assert np.array_equal(first.picture, second.picture)
    assert first.shown == second.shown


def test_another_seed_shows_something_else() -> None:
    one, two = DemoScene(seed=0).frame_at(MIDDLE), DemoScene(seed=1).frame_at(MIDDLE)
    assert np.abs(one.picture.astype(int) - two.picture).mean() > 10


@pytest.mark.parametrize("seed", [0, 7])
def test_the_first_five_shoes_are_of_all_classes_and_in_full_view(seed: int) -> None:
    scene = DemoScene(seed=seed, size=(320, 240))
    shown = [scene.frame_at(number * PERIOD + MIDDLE).shown for number in range(5)]
    assert {name for name in shown if name} == set(CLASS_NAMES)


@given(seed=st.integers(0, 2**32 - 1))
def test_the_next_shoe_is_of_another_class(seed: int) -> None:
    names = [class_of_shoe(seed, number) for number in range(30)]
    assert all(one != other for one, other in pairwise(names))


def test_a_pause_shows_the_empty_background() -> None:
    scene = DemoScene(size=(320, 240))
    pause = scene.frame_at(SHOE_SECONDS + 0.1)
    later = scene.frame_at(SHOE_SECONDS + PAUSE_SECONDS - 0.1)
    shoe = scene.frame_at(MIDDLE)
    assert pause.shown is None
    assert later.shown is None
    # Between two empty frames only the grain differs.
    assert np.abs(pause.picture.astype(int) - later.picture).mean() < 8
    assert np.abs(pause.picture.astype(int) - shoe.picture).max() > 60


def test_a_shoe_on_its_way_is_not_named() -> None:
    scene = DemoScene(size=(320, 240))
    assert scene.frame_at(0.05).shown is None
    assert scene.frame_at(SHOE_SECONDS - 0.05).shown is None


def test_a_shoe_moves_while_it_is_shown() -> None:
    scene = DemoScene(size=(320, 240))
    frames = [scene.frame_at(MIDDLE + offset) for offset in (0.0, 0.4, 0.8)]
    assert all(frame.shown == frames[0].shown for frame in frames)
    for one, other in pairwise(frames):
        moved = np.abs(one.picture.astype(int) - other.picture).max(axis=2) > 40
        assert moved.sum() > 200


def test_the_background_changes_now_and_then() -> None:
    scene = DemoScene(size=(320, 240))
    pauses = [scene.frame_at(number * PERIOD + SHOE_SECONDS + 0.2).picture for number in range(8)]
    changes = [np.abs(a.astype(int) - b).mean() > 8 for a, b in pairwise(pauses)]
    assert any(changes)
    assert not all(changes)


@pytest.mark.parametrize("size", [(400, 300), (300, 300), (240, 320)])
def test_a_frame_has_the_size_asked_for(size: tuple[int, int]) -> None:
    frame = DemoScene(size=size).frame_at(MIDDLE)
    assert frame.picture.shape == (size[1], size[0], 3)
    assert frame.picture.dtype == np.uint8
    assert frame.shown is not None
