"""What an object is made of: colours, pattern, gloss; drawn without knowing its class."""

import colorsys
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import numpy as np

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.sample.parts import Field, Ink

Colour: TypeAlias = tuple[float, float, float]

NEUTRALS: tuple[Colour, ...] = (
    (0.13, 0.13, 0.15),
    (0.93, 0.92, 0.89),
    (0.55, 0.56, 0.59),
    (0.36, 0.22, 0.14),
    (0.70, 0.49, 0.29),
    (0.15, 0.20, 0.35),
    (0.80, 0.71, 0.57),
    (0.45, 0.12, 0.13),
)
SOLES: tuple[Colour, ...] = (
    (0.95, 0.94, 0.91),
    (0.95, 0.94, 0.91),
    (0.88, 0.84, 0.76),
    (0.74, 0.56, 0.37),
    (0.17, 0.16, 0.17),
    (0.33, 0.24, 0.19),
)
METALS: tuple[Colour, ...] = ((0.83, 0.69, 0.38), (0.80, 0.81, 0.84), (0.35, 0.35, 0.38))


OBJECT_CONTRAST = 0.36
"""How far an object's main colour lies from the ground's; white is 1.5 from black."""


class Pattern(Enum):
    """How the main material is coloured."""

    PLAIN = auto()
    TWO_TONE = auto()
    DOTS = auto()
    STRIPES = auto()
    MARBLED = auto()


_PATTERN_SHARES = (0.34, 0.36, 0.09, 0.10, 0.11)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (RGB, 0 to 1) by ink and the surface of the main material."""

    main: Colour
    second: Colour
    sole: Colour
    lining: Colour
    detail: Colour
    metal: Colour
    pattern: Pattern
    gloss: float
    pattern_seed: int

    def colour(self, ink: Ink) -> Colour:
        """Give the colour of an ink."""
        colours = (self.main, self.second, self.sole, self.lining, self.detail, self.metal)
        return colours[ink.value - 1]


def draw_look(rng: np.random.Generator, *, against: Colour) -> Look:
    """Draw a look whose main colour stands out from the colour `against`."""
    main = _colour_unlike(rng, against, least=OBJECT_CONTRAST)
    pattern = tuple(Pattern)[rng.choice(len(Pattern), p=_PATTERN_SHARES)]
    if pattern is Pattern.TWO_TONE:
        second = _colour_unlike(rng, main, least=0.30)
    else:
        second = shaded(main, rng.uniform(0.72, 0.88) if luma(main) > 0.3 else 1.45)
    return Look(
        main=main,
        second=second,
        sole=SOLES[rng.integers(len(SOLES))],
        lining=shaded(_colour_unlike(rng, main, least=0.2), 0.75),
        detail=_colour_unlike(rng, main, least=0.42),
        metal=METALS[rng.integers(len(METALS))],
        pattern=pattern,
        gloss=rng.uniform(0.05, 0.5),
        pattern_seed=int(rng.integers(2**31)),
    )


def draw_ground_colour(rng: np.random.Generator, *, against: Look | None = None) -> Colour:
    """Draw a colour for a floor or a wall, dull, and unlike that of an object, if there is one."""
    candidates = [_dulled(rng, draw_colour(rng)) for _ in range(12)]
    if against is None:
        return candidates[0]
    return _first_unlike(candidates, against.main, least=OBJECT_CONTRAST)


def _dulled(rng: np.random.Generator, colour: Colour) -> Colour:
    grey, dull = rng.uniform(0.42, 0.92), rng.uniform(0.5, 0.92)
    red, green, blue = (channel + (grey - channel) * dull for channel in colour)
    return red, green, blue


def luma(colour: Colour) -> float:
    """Give the brightness of a colour, 0 to 1 (ITU-R BT.601)."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def shaded(colour: Colour, factor: float) -> Colour:
    """Darken (factor < 1) or brighten a colour."""
    red, green, blue = (min(1.0, channel * factor) for channel in colour)
    return red, green, blue


def draw_colour(rng: np.random.Generator) -> Colour:
    """Draw a colour of the kind that things have: a neutral one or any hue."""
    if rng.random() < 0.42:
        return NEUTRALS[rng.integers(len(NEUTRALS))]
    return colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.5, 0.9), rng.uniform(0.42, 0.95))


def _colour_unlike(rng: np.random.Generator, other: Colour, *, least: float) -> Colour:
    return _first_unlike([draw_colour(rng) for _ in range(12)], other, least=least)


def _first_unlike(candidates: list[Colour], other: Colour, *, least: float) -> Colour:
    # One of twelve is distant enough almost always; otherwise the most distant one has to do.
    distances = [_distance(candidate, other) for candidate in candidates]
    for candidate, distance in zip(candidates, distances, strict=True):
        if distance >= least:
            return candidate
    return candidates[int(np.argmax(distances))]


def _distance(one: Colour, other: Colour) -> float:
    # Brightness parts things for the eye more than hue does, hence the double weight.
    hue = float(np.linalg.norm(np.subtract(one, other))) / 3**0.5
    return (hue + 2 * abs(luma(one) - luma(other))) / 2


def main_material(look: Look, height: int, width: int) -> Field:
    """Paint the main material, (height, width, 3) RGB from 0 to 1; not to be written to."""
    ground = np.array(look.main, np.float32)
    if look.pattern in {Pattern.PLAIN, Pattern.TWO_TONE}:
        return np.broadcast_to(ground, (height, width, 3))
    rng = np.random.default_rng(look.pattern_seed)
    share = cv2.resize(_pattern_share(look.pattern, rng, height // 2, width // 2), (width, height))
    figure = np.array(_figure_colour(look), np.float32)
    return np.asarray(ground + share[..., None] * (figure - ground), np.float32)


def _figure_colour(look: Look) -> Colour:
    if look.pattern is Pattern.MARBLED:
        return shaded(look.main, 0.65)
    # Half way to the laces' colour: at full contrast a pattern hides the shape from the eye.
    red, green, blue = (np.array(look.main) + look.detail) / 2
    return red, green, blue


def _pattern_share(pattern: Pattern, rng: np.random.Generator, height: int, width: int) -> Field:
    """Give how much of the figure's colour there is at every point, 0 to 1."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle, step = rng.uniform(0, np.pi), rng.uniform(13, 22)
    along = (x * np.cos(angle) + y * np.sin(angle)) * np.float32(2 * np.pi / step)
    if pattern is Pattern.STRIPES:
        return _soft_step(np.cos(along) - 0.35, 2.5)
    if pattern is Pattern.DOTS:
        across = (y * np.cos(angle) - x * np.sin(angle)) * np.float32(2 * np.pi / step)
        return _soft_step(np.cos(along) + np.cos(across) - 0.9, 2.0)
    coarse = rng.normal(0.0, 1.0, (9, 9)).astype(np.float32)
    cloud = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
    return _soft_step(np.sin(along * 0.4 + 3.5 * cloud) - 0.2, 1.2)


def _soft_step(field: Field, steepness: float) -> Field:
    step = field * np.float32(steepness) + np.float32(0.5)
    return np.asarray(np.clip(step, 0.0, 1.0), np.float32)
