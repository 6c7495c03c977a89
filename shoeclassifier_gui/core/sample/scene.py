"""Puts an object before a background: pose, light, blur and noise of one recording."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.sample.backgrounds import draw_background
from shoeclassifier_gui.core.sample.look import Colour, Look, draw_look
from shoeclassifier_gui.core.sample.parts import Drawing, Picture, Points
from shoeclassifier_gui.core.sample.sprite import Sprite, render_sprite
from shoeclassifier_gui.core.sample.things import THINGS

ROOM = 0.92
"""The part of the central square's side in which an object stays."""
SMALLEST, LARGEST = 0.86, 1.0
"""Range of the diagonal of an object's bounding box, in sides of the central square."""

DISTRACTED = 0.12
"""How many stages have another thing at their border."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """How an object is held; all of it means the same for every object.

    `diagonal` is that of its bounding box in the picture, in sides of the central square; `across`
    and `down` (-1 to 1) say where in the room that is left; `roll` is in degrees; `squeeze` is the
    foreshortening of its length; `tilt` how much larger the one end looks than the other.
    """

    diagonal: float
    across: float
    down: float
    roll: float
    squeeze: float
    shear: float
    tilt: float
    mirrored: bool


def draw_pose(rng: np.random.Generator) -> Pose:
    """Draw a pose, the same way for every class."""
    return Pose(
        diagonal=rng.uniform(SMALLEST, LARGEST),
        across=rng.uniform(-0.8, 0.8),
        down=rng.uniform(-0.15, 0.45),
        roll=float(np.clip(rng.normal(0.0, 6.0), -20.0, 20.0)),
        squeeze=rng.uniform(0.88, 1.0),
        shear=rng.uniform(-0.08, 0.08),
        tilt=rng.uniform(-0.14, 0.14),
        mirrored=bool(rng.random() < 0.5),
    )


@dataclass(frozen=True, slots=True)
class Light:
    """How bright, how warm (above 0) or cool a scene is lit, and how dark its corners are."""

    gain: float
    warmth: float
    vignette: float

    def over(self, picture: Picture) -> Picture:
        """Give the picture as it looks in this light."""
        levels = np.arange(256, dtype=np.float32)[:, None] * self.gain
        tint = np.array([1.0 + self.warmth, 1.0, 1.0 - self.warmth], np.float32)
        table = np.clip(levels * tint + 0.5, 0.0, 255.0).astype(np.uint8)
        return np.asarray(cv2.LUT(picture, table[None]), np.uint8)


def draw_light(rng: np.random.Generator) -> Light:
    """Draw a light: dusk to bright day, lamp to overcast sky."""
    return Light(rng.uniform(0.8, 1.12), rng.uniform(-0.07, 0.09), rng.uniform(0.0, 0.35))


@dataclass(frozen=True, slots=True)
class Stage:
    """A background without an object, (height, width, 3), its colour, and the light on both."""

    ground: Picture
    colour: Colour
    light: Light

    def with_object(self, sprite: Sprite, matrix: Matrix) -> Picture:
        """Give the lit picture with an object laid over the ground."""
        picture = self.ground.copy()
        put(picture, sprite, matrix)
        return self.light.over(picture)

    def empty(self) -> Picture:
        """Give the lit picture without an object."""
        return self.light.over(self.ground)


def draw_stage(rng: np.random.Generator, height: int, width: int, colour: Colour) -> Stage:
    """Draw a background of about this colour, and a light."""
    light = draw_light(rng)
    ground = draw_background(rng, colour, height, width)
    y, x = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j].astype(np.float32)
    corners = 1.0 - light.vignette * 0.5 * (x * x + y * y)
    seen = ground * (corners[..., None] * np.float32(255)) + np.float32(0.5)
    picture = seen.astype(np.uint8)
    if rng.random() < DISTRACTED and width > 1.2 * height:
        _put_distractor(rng, picture, colour)
    return Stage(picture, colour, light)


def _put_distractor(rng: np.random.Generator, picture: Picture, colour: Colour) -> None:
    """Stand a thing at the left or right border, outside the central square."""
    height, width = picture.shape[:2]
    look = draw_look(rng, against=colour)
    thing = render_sprite(THINGS[rng.integers(len(THINGS))], look, rng, shadow=0.4)
    aside = (width - height) / 2
    low, high = thing.outline.min(axis=0), thing.outline.max(axis=0)
    scale = rng.uniform(1.0, 1.5) * aside / (high - low).max()
    matrix = np.diag([scale, scale, 1.0])
    centre = (rng.uniform(0.0, 0.25) * aside, rng.uniform(0.3, 0.8) * height)
    matrix[:2, 2] = centre - scale * (low + high) / 2
    if rng.random() < 0.5:
        matrix = np.array([[-1.0, 0.0, width], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]) @ matrix
    put(picture, thing, matrix)


def draw_object(rng: np.random.Generator, drawing: Drawing, look: Look) -> Sprite:
    """Draw an object with a deeper or softer shadow."""
    return render_sprite(drawing, look, rng, shadow=rng.uniform(0.35, 0.7))


def placement(sprite: Sprite, pose: Pose, height: int, width: int) -> Matrix:
    """Give the 3 x 3 matrix from sprite to picture pixels that puts the object in its pose."""
    side = min(height, width)
    centre = (sprite.outline.min(axis=0) + sprite.outline.max(axis=0)) / 2
    angle = np.radians(pose.roll)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    facing = -1.0 if pose.mirrored else 1.0
    linear = turn @ np.array([[facing * pose.squeeze, pose.shear], [0.0, 1.0]])
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = -linear @ centre
    matrix[2] = (pose.tilt / side, 0.0, 1.0 - pose.tilt / side * centre[0])
    low, high = _box(matrix, sprite.outline)
    room = ROOM * side
    scale = min(pose.diagonal * side / np.linalg.norm(high - low), room / (high - low).max())
    free = (room - (high - low) * scale) / 2
    target = np.array([width, height]) / 2 + free * (pose.across, pose.down)
    place = np.diag([scale, scale, 1.0])
    place[:2, 2] = target - scale * (low + high) / 2
    return place @ matrix


def moved(matrix: Matrix, points: Points) -> Points:
    """Send points (N, 2) through a 3 x 3 matrix."""
    sent = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(sent[:, :2] / sent[:, 2:], np.float64)


def _box(matrix: Matrix, points: Points) -> tuple[Points, Points]:
    sent = moved(matrix, points)
    return sent.min(axis=0), sent.max(axis=0)


def put(picture: Picture, sprite: Sprite, matrix: Matrix) -> None:
    """Lay a sprite over a picture, in place; what reaches over the border is cut off."""
    height, width = sprite.pixels.shape[:2]
    corners = np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])
    low, high = _box(matrix, corners)
    left, top = np.maximum(low, 0).astype(int)
    right, bottom = np.minimum(np.ceil(high), picture.shape[1::-1]).astype(int)
    if left >= right or top >= bottom:
        return
    to_window = np.array([[1.0, 0.0, -left], [0.0, 1.0, -top], [0.0, 0.0, 1.0]]) @ matrix
    pixels = sprite.pixels
    shrink = int(1.4 / np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if shrink > 1:
        # Averaged first: the warp looks at four pixels only and would skip those between.
        smaller = (width // shrink, height // shrink)
        pixels = np.asarray(cv2.resize(pixels, smaller, interpolation=cv2.INTER_AREA), np.uint8)
        to_window = to_window @ np.diag([width / smaller[0], height / smaller[1], 1.0])
    size = (int(right - left), int(bottom - top))
    laid = cv2.warpPerspective(pixels, to_window, size, flags=cv2.INTER_LINEAR)
    window = picture[top:bottom, left:right]
    uncovered = cv2.cvtColor(255 - laid[..., 3], cv2.COLOR_GRAY2RGB)
    window[:] = cv2.add(laid[..., :3], cv2.multiply(window, uncovered, scale=1 / 255))


class Grain:
    """Sensor noise, made once and laid over every frame at another place."""

    def __init__(self, rng: np.random.Generator, height: int, width: int) -> None:
        strength = rng.uniform(1.0, 4.5)
        self._shape = (height, width)
        noise = rng.normal(0.0, strength, (height + 64, width + 64, 3)).astype(np.float32)
        self._brighter = np.maximum(noise, 0).astype(np.uint8)
        self._darker = np.maximum(-noise, 0).astype(np.uint8)

    def over(self, picture: Picture, rng: np.random.Generator) -> Picture:
        """Give the picture with noise."""
        top, left = rng.integers(0, 64, 2)
        cut = (slice(top, top + self._shape[0]), slice(left, left + self._shape[1]))
        brighter = cv2.add(picture, self._brighter[cut])
        return np.asarray(cv2.subtract(brighter, self._darker[cut]), np.uint8)


def blurred(picture: Picture, rng: np.random.Generator) -> Picture:
    """Blur a picture as a webcam does: often not, sometimes a little, at times by a movement."""
    height = picture.shape[0]
    kind = rng.random()
    if kind < 0.4:
        return picture
    if kind < 0.85:
        sigma = rng.uniform(0.3, 1.2) * height / 240
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)
    length = int(rng.integers(2, 6)) * height // 240
    kernel = np.full((1, length), 1.0 / length)
    return np.asarray(cv2.filter2D(picture, -1, kernel), np.uint8)
