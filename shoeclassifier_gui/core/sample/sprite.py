"""Turns a drawing and a look into a shaded, see-through picture of one object."""

from dataclasses import dataclass, field

import numpy as np

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.sample.look import Look, main_material
from shoeclassifier_gui.core.sample.parts import (
    Deformation,
    Drawing,
    Field,
    Ink,
    Part,
    Picture,
    Points,
    parse_path,
    smooth_curve,
)

PIXELS_PER_UNIT = 4
"""A shoe is 400 px long: a little less than its largest image in a 640 x 480 frame."""
LEFT, TOP, RIGHT, BOTTOM = -14, 116, 114, -16
WIDTH, HEIGHT = (RIGHT - LEFT) * PIXELS_PER_UNIT, (TOP - BOTTOM) * PIXELS_PER_UNIT
FLOOR = TOP * PIXELS_PER_UNIT
SUBPIXEL_BITS = 4
LIGHT = (-0.40, -0.92)
"""Towards the light, x to the right and y down: from above, a little from behind the heel."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """One object on nothing.

    `pixels` is (height, width, 4) with colour multiplied by opacity; the shadow on the floor is
    part of it, as black. `outline` is the convex hull of the object alone, (N, 2), in pixels.
    """

    pixels: Picture
    outline: Points


@dataclass(frozen=True, slots=True)
class _Canvas:
    """What is drawn so far; `masks` and `lights` are kept for the parts that lie inside others."""

    colour: Field = field(default_factory=lambda: np.zeros((HEIGHT, WIDTH, 3), np.float32))
    opacity: Field = field(default_factory=lambda: np.zeros((HEIGHT, WIDTH), np.float32))
    masks: dict[str, Picture] = field(default_factory=dict)
    lights: dict[str, Field] = field(default_factory=dict)


def render_sprite(
    drawing: Drawing, look: Look, rng: np.random.Generator, *, shadow: float = 0.5
) -> Sprite:
    """Draw all parts, back to front, and the shadow of the whole (0 none, 1 black)."""
    deformation = Deformation.draw(rng)
    material = main_material(look, HEIGHT, WIDTH)
    canvas = _Canvas()
    for part in drawing:
        if rng.random() < part.chance:
            _paint(canvas, part, look, material, deformation)
    ground = _floor_shadow(canvas.opacity) * np.float32(shadow)
    covered = 1.0 - (1.0 - canvas.opacity) * (1.0 - ground)
    pixels = cv2.convertScaleAbs(np.dstack([canvas.colour, covered]), alpha=255)
    return Sprite(np.asarray(pixels, np.uint8), _hull(canvas.opacity))


def _paint(
    canvas: _Canvas, part: Part, look: Look, material: Field, deformation: Deformation
) -> None:
    mask, window = _mask_of(part, deformation)
    if part.inside in canvas.masks:
        mask = np.minimum(mask, canvas.masks[part.inside])
    cover = mask[window].astype(np.float32) / np.float32(255)
    slope = _slope(cover, part.roundness * PIXELS_PER_UNIT)
    light = np.asarray((0.97 + 0.85 * slope) * part.shade, np.float32)
    if part.inside in canvas.lights:
        light *= canvas.lights[part.inside][window]
    if part.name:
        canvas.masks[part.name] = mask
        canvas.lights[part.name] = np.ones((HEIGHT, WIDTH), np.float32)
        canvas.lights[part.name][window] = light
    colour, opacity = canvas.colour[window], canvas.opacity[window]
    if part.lift:
        colour *= 1.0 - 0.45 * _thrown_shadow(cover, part.lift * PIXELS_PER_UNIT)[..., None]
    paint = material[window]
    if part.ink is not Ink.MAIN:
        paint = np.array(look.colour(part.ink), np.float32)
    gloss = 0.9 if part.ink is Ink.METAL else look.gloss
    shine = gloss * np.clip(slope * 3.0 - 0.35, 0.0, 1.0) ** 2
    lit = paint * light[..., None] + (shine * part.shade)[..., None]
    colour += cover[..., None] * (np.minimum(lit, 1.0) - colour)
    opacity += cover * (1.0 - opacity)


def _mask_of(part: Part, deformation: Deformation) -> tuple[Picture, tuple[slice, slice]]:
    """Draw a part's shape on the whole canvas; the slices enclose it and its shadow."""
    closed = part.width == 0
    curve = deformation.apply(smooth_curve(parse_path(part.path), closed=closed))
    pixels = (curve - (LEFT, TOP)) * (PIXELS_PER_UNIT, -PIXELS_PER_UNIT)
    fixed = np.round(pixels * 2**SUBPIXEL_BITS).astype(np.int32)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    if closed:
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    else:
        thickness = max(1, round(part.width * PIXELS_PER_UNIT))
        pieces = _dashes(pixels, part.dash) if part.dash else [fixed]
        cv2.polylines(
            mask,
            pieces,
            isClosed=False,
            color=255,
            thickness=thickness,
            lineType=cv2.LINE_AA,
            shift=SUBPIXEL_BITS,
        )
    margin = (part.width + part.lift * 4 + 2) * PIXELS_PER_UNIT
    left, top = np.maximum(pixels.min(axis=0) - margin, 0).astype(int)
    right, bottom = np.maximum(pixels.max(axis=0) + margin, 1).astype(int)
    return mask, (slice(top, bottom), slice(left, right))


def _dashes(pixels: Points, length: float) -> list[np.ndarray]:
    """Cut a curve into threads of `length` units with gaps of the same length."""
    travelled = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(pixels, axis=0), axis=1))])
    step = length * PIXELS_PER_UNIT
    starts = np.arange(0.0, travelled[-1] - step * 0.5, step * 1.8)
    ends = np.stack([starts, np.minimum(starts + step, travelled[-1])], axis=1)
    threads = [np.interp(ends, travelled, pixels[:, axis]) for axis in (0, 1)]
    fixed = np.round(np.stack(threads, axis=-1) * 2**SUBPIXEL_BITS).astype(np.int32)
    return list(fixed)


def _shrunk(image: Field, sigma: float) -> tuple[Field, float]:
    """Give a copy that is small enough to be blurred fast, and the sigma that fits it."""
    height, width = image.shape
    shrink = int(np.clip(sigma / 3.0, 1, min(height, width)))
    size = (max(1, width // shrink), max(1, height // shrink))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if shrink > 1 else image
    return np.asarray(small, np.float32), sigma / shrink


def _blur(image: Field, sigma: float) -> Field:
    small, sigma = _shrunk(image, sigma)
    blurred = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(blurred, image.shape[::-1]), np.float32)


def _slope(cover: Field, radius: float) -> Field:
    """Give how far a rounded part faces the light, about -0.4 to 0.4."""
    small, sigma = _shrunk(cover, max(0.8, radius * 0.6))
    height = cv2.GaussianBlur(small, (0, 0), sigma)
    # The slope is taken before the enlargement, which would show as stairs in it.
    along_x = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=LIGHT[0] * -sigma / 8)
    along_y = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=LIGHT[1] * -sigma / 8)
    slope = cv2.resize(along_x + along_y, cover.shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(slope, np.float32)


def _thrown_shadow(cover: Field, distance: float) -> Field:
    moved = np.array([[1, 0, -LIGHT[0] * distance], [0, 1, -LIGHT[1] * distance]], np.float32)
    shifted = cv2.warpAffine(cover, moved, cover.shape[::-1])
    return _blur(np.asarray(shifted, np.float32), distance * 0.8)


def _floor_shadow(opacity: Field) -> Field:
    """Flatten the silhouette onto the floor before it, and darken where it touches the floor."""
    flat = np.array([[1, -0.12, 0.12 * FLOOR], [0, -0.10, 1.10 * FLOOR]], np.float32)
    cast = np.asarray(cv2.warpAffine(opacity, flat, (WIDTH, HEIGHT)), np.float32)
    touching = opacity.copy()
    touching[: FLOOR - 3 * PIXELS_PER_UNIT] = 0.0
    contact = _blur(touching, 1.8 * PIXELS_PER_UNIT) * np.float32(1.6)
    return np.clip(_blur(cast, 2.5 * PIXELS_PER_UNIT) * np.float32(0.75) + contact, 0.0, 1.0)


def _hull(opacity: Field) -> Points:
    solid = (opacity > 0.5).astype(np.uint8)
    borders, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.convexHull(np.concatenate(borders)), np.float64).reshape(-1, 2)
