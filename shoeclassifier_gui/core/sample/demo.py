"""The scene before the demo camera: shoes that come, turn and go, with pauses between them."""

from dataclasses import dataclass, replace

import numpy as np

from shoeclassifier_gui.core.sample.drawings import CLASS_NAMES, SHOES
from shoeclassifier_gui.core.sample.look import draw_ground_colour, draw_look
from shoeclassifier_gui.core.sample.parts import Picture
from shoeclassifier_gui.core.sample.scene import (
    Grain,
    Matrix,
    Pose,
    Stage,
    draw_object,
    draw_pose,
    draw_stage,
    moved,
    placement,
)
from shoeclassifier_gui.core.sample.sprite import Sprite

SHOE_SECONDS = 3.0
PAUSE_SECONDS = 0.8
SLIDE_SECONDS = 0.4
SHOES_PER_STAGE = 3
MOSTLY = 0.8
"""The share of a shoe's box that must be in the central square for the shoe to be named."""


@dataclass(frozen=True, slots=True)
class DemoFrame:
    """A picture, (height, width, 3) RGB, and the class to be seen in it, if any."""

    picture: Picture
    shown: str | None


@dataclass(frozen=True, slots=True)
class _Act:
    """One shoe's time on the stage."""

    number: int
    class_name: str
    sprite: Sprite
    pose: Pose
    swing: float


class DemoScene:
    """A scene that is the same at the same second, for the same seed and size (width, height)."""

    def __init__(self, *, seed: int = 0, size: tuple[int, int] = (640, 480)) -> None:
        self._seed = seed
        self._width, self._height = size
        self._grain = Grain(np.random.default_rng([seed, 0]), self._height, self._width)
        self._stage: tuple[int, Stage] | None = None
        self._act: _Act | None = None

    def frame_at(self, seconds: float) -> DemoFrame:
        """Draw the scene as it is so many seconds (from 0) after its beginning."""
        period = SHOE_SECONDS + PAUSE_SECONDS
        since = seconds % period
        # The background changes in the middle of a pause.
        coming = int((seconds + PAUSE_SECONDS / 2) // period)
        stage = self._stage_of(coming)
        # A new shoe takes 30 ms to draw; that shows least while nothing moves.
        act = self._act_of(coming, stage)
        if since >= SHOE_SECONDS:
            picture, shown = stage.empty(), None
        else:
            matrix = self._placement(act, since)
            picture = stage.with_object(act.sprite, matrix)
            in_view = self._visible_share(matrix, act.sprite) >= MOSTLY
            shown = act.class_name if in_view else None
        rng = np.random.default_rng([self._seed, 1, int(seconds * 1000)])
        return DemoFrame(self._grain.over(picture, rng), shown)

    def _stage_of(self, number: int) -> Stage:
        chapter = number // SHOES_PER_STAGE
        if self._stage is None or self._stage[0] != chapter:
            rng = np.random.default_rng([self._seed, 2, chapter])
            colour = draw_ground_colour(rng)
            self._stage = chapter, draw_stage(rng, self._height, self._width, colour)
        return self._stage[1]

    def _act_of(self, number: int, stage: Stage) -> _Act:
        if self._act is None or self._act.number != number:
            rng = np.random.default_rng([self._seed, 3, number])
            name = class_of_shoe(self._seed, number)
            drawing = SHOES[name][rng.integers(len(SHOES[name]))]
            sprite = draw_object(rng, drawing, draw_look(rng, against=stage.colour))
            pose = replace(draw_pose(rng), across=rng.uniform(-0.5, 0.5))
            self._act = _Act(number, name, sprite, pose, swing=rng.choice([-1.0, 1.0]))
        return self._act

    def _placement(self, act: _Act, since: float) -> Matrix:
        """Let the shoe slide in, sway, turn and breathe about its pose, and slide out."""
        turn = np.sin(since / SHOE_SECONDS * 2 * np.pi) * act.swing
        pose = replace(
            act.pose,
            roll=act.pose.roll * 0.7 + 5.0 * turn,
            squeeze=min(1.0, act.pose.squeeze + 0.07 * turn),
            tilt=act.pose.tilt + 0.08 * turn,
            diagonal=act.pose.diagonal * (1.0 + 0.04 * np.cos(since * 2.1)),
            down=act.pose.down * 0.8 + 0.15 * np.sin(since * 2.6),
        )
        away = max(1.0 - since / SLIDE_SECONDS, 1.0 - (SHOE_SECONDS - since) / SLIDE_SECONDS, 0.0)
        slide = np.eye(3)
        slide[0, 2] = act.swing * self._width * away**2
        matrix: Matrix = slide @ placement(act.sprite, pose, self._height, self._width)
        return matrix

    def _visible_share(self, matrix: Matrix, sprite: Sprite) -> float:
        outline = moved(matrix, sprite.outline)
        low, high = outline[:, 0].min(), outline[:, 0].max()
        side = min(self._width, self._height)
        left, right = (self._width - side) / 2, (self._width + side) / 2
        return float((min(high, right) - max(low, left)) / (high - low))


def class_of_shoe(seed: int, number: int) -> str:
    """Tell the class of a shoe by its number (from 0): all classes once, then all again."""
    turn, place = divmod(number, len(CLASS_NAMES))
    order = _shuffled(seed, turn)
    if turn > 0 and order[0] == _shuffled(seed, turn - 1)[-1]:
        # The last one stays where it is, so that the next turn can rely on it.
        order[0], order[1] = order[1], order[0]
    return order[place]


def _shuffled(seed: int, turn: int) -> list[str]:
    rng = np.random.default_rng([seed, 4, turn])
    return [CLASS_NAMES[index] for index in rng.permutation(len(CLASS_NAMES))]
