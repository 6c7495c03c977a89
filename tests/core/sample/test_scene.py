"""Shoes in a scene: size and place say nothing of the class, and nothing is cut off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from shoeclassifier_gui.core.sample.drawings import CLASS_NAMES, SHOES
from shoeclassifier_gui.core.sample.look import draw_look
from shoeclassifier_gui.core.sample.scene import Pose, draw_pose, placement, put
from shoeclassifier_gui.core.sample.sprite import Sprite, render_sprite

HEIGHT, WIDTH = 240, 320


def sprite_of(class_name: str, kind: int) -> Sprite:
    rng = np.random.default_rng([5, kind])
    look = draw_look(rng, against=(1.0, 1.0, 1.0))
    return render_sprite(SHOES[class_name][kind], look, rng, shadow=0.0)


@pytest.fixture(scope="module")
def sprites() -> dict[tuple[str, int], Sprite]:
    return {
        (name, kind): sprite_of(name, kind)
        for name in CLASS_NAMES
        for kind in range(len(SHOES[name]))
    }


def box_of(sprite: Sprite, pose: Pose) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Measure the painted pixels themselves: a white shoe without shadow on black ground."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    white = Sprite(np.repeat(sprite.pixels[..., 3:], 4, axis=2), sprite.outline)
    put(picture, white, placement(sprite, pose, HEIGHT, WIDTH))
    spots = np.argwhere(picture[..., 0] > 128)
    return spots.min(axis=0), spots.max(axis=0) + 1


def test_every_class_has_several_kinds() -> None:
    assert all(len(kinds) >= 3 for kinds in SHOES.values())


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), choice=st.integers(0, 10_000))
def test_a_shoe_lies_inside_the_central_square(
    sprites: dict[tuple[str, int], Sprite], seed: int, choice: int
) -> None:
    sprite = list(sprites.values())[choice % len(sprites)]
    low, high = box_of(sprite, draw_pose(np.random.default_rng(seed)))
    assert low[0] >= 0
    assert high[0] <= HEIGHT
    assert low[1] >= (WIDTH - HEIGHT) // 2
    assert high[1] <= (WIDTH + HEIGHT) // 2


def test_size_is_independent_of_the_class(sprites: dict[tuple[str, int], Sprite]) -> None:
    diagonals: dict[str, list[float]] = {name: [] for name in CLASS_NAMES}
    for (name, kind), sprite in sprites.items():
        for number in range(40):
            rng = np.random.default_rng([kind, number])
            low, high = box_of(sprite, draw_pose(rng))
            diagonals[name].append(float(np.linalg.norm(high - low)) / HEIGHT)
    means = [np.mean(values) for values in diagonals.values()]
    spreads = [np.std(values) for values in diagonals.values()]
    assert max(means) - min(means) < 0.02
    assert max(spreads) - min(spreads) < 0.02
    assert min(spreads) > 0.03


def test_a_shoe_fills_much_of_the_central_square(
    sprites: dict[tuple[str, int], Sprite],
) -> None:
    for number, sprite in enumerate(sprites.values()):
        low, high = box_of(sprite, draw_pose(np.random.default_rng(number)))
        assert 0.55 <= (high - low).max() / HEIGHT <= 0.95


def test_a_sandal_shows_the_ground_between_its_straps(
    sprites: dict[tuple[str, int], Sprite],
) -> None:
    def filled(sprite: Sprite) -> float:
        """Share of an object's convex hull that the object itself covers."""
        picture = sprite.pixels[..., 3] > 128
        x, y = sprite.outline[:, 0], sprite.outline[:, 1]
        area = abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
        return float(picture.sum()) / area

    sandals = [filled(sprite) for (name, _), sprite in sprites.items() if name == "sandal"]
    loafers = [filled(sprite) for (name, _), sprite in sprites.items() if name == "loafer"]
    assert max(sandals) < min(loafers)


def test_an_object_outside_the_picture_changes_nothing() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 77, np.uint8)
    away = np.eye(3)
    away[0, 2] = 5000.0
    put(picture, sprite_of("boot", 0), away)
    assert np.all(picture == 77)
