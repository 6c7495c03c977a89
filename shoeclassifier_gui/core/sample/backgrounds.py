"""What lies behind and below the objects: floors, walls, cloths."""

from collections.abc import Callable

import numpy as np

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.sample.look import Colour
from shoeclassifier_gui.core.sample.parts import Field


def draw_background(rng: np.random.Generator, colour: Colour, height: int, width: int) -> Field:
    """Paint one of the backgrounds in a colour, (height, width, 3) RGB from 0 to 1."""
    painter = _PAINTERS[rng.integers(len(_PAINTERS))]
    light = painter(rng, height, width)
    lit = light[..., None] * np.array(colour, np.float32)
    return np.asarray(np.clip(lit, 0.0, 1.0), np.float32)


def _cloud(rng: np.random.Generator, height: int, width: int, cells: tuple[int, int]) -> Field:
    """Give smooth noise of about unit strength with so many cells (down, across)."""
    coarse = rng.normal(0.0, 1.0, cells).astype(np.float32)
    return np.asarray(
        cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32
    )


def _gradient(rng: np.random.Generator, height: int, width: int) -> Field:
    y, x = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j].astype(np.float32)
    turn = rng.uniform(0, 2 * np.pi)
    ramp = (x * np.cos(turn) + y * np.sin(turn)) * rng.uniform(0.1, 0.5)
    return np.asarray(1.0 + ramp, np.float32)


def _carpet(rng: np.random.Generator, height: int, width: int) -> Field:
    pile = _cloud(rng, height, width, (110, 150)) * rng.uniform(0.03, 0.075)
    return np.asarray(0.98 + pile + 0.04 * _cloud(rng, height, width, (5, 7)), np.float32)


def _fabric(rng: np.random.Generator, height: int, width: int) -> Field:
    folds = _cloud(rng, height, width, (3, 4)) * 0.09
    across = np.linspace(0, 2 * np.pi * rng.integers(30, 55), width, dtype=np.float32)
    down = np.linspace(0, 2 * np.pi * rng.integers(30, 55), height, dtype=np.float32)
    twill = np.sin(across[None] + down[:, None]) * 0.022
    return np.asarray(0.97 + folds + twill, np.float32)


def _planks(rng: np.random.Generator, height: int, width: int) -> Field:
    rows = int(rng.integers(5, 10))
    row = (np.arange(height) * rows // height).astype(int)
    grain = _cloud(rng, height, width, (90, 6)) * 0.055
    tone = rng.uniform(0.91, 1.06, rows).astype(np.float32)
    boards = tone[row][:, None] + grain
    edge = (np.arange(height) * rows % height) < 1.4 * rows
    boards[edge] *= 0.74
    for number, start in enumerate(rng.integers(0, width, rows)):
        boards[row == number, start : start + max(2, width // 200)] *= 0.74
    return _laid_down(rng, boards)


def _tiles(rng: np.random.Generator, height: int, width: int) -> Field:
    side = height / rng.uniform(3.0, 6.0)
    y, x = np.arange(height) / side, np.arange(width) / side
    tone = rng.uniform(0.93, 1.05, (int(y[-1]) + 1, int(x[-1]) + 1)).astype(np.float32)
    tiles = tone[y.astype(int)][:, x.astype(int)]
    joint = rng.choice([0.78, 1.14])
    tiles[(y % 1.0) < 0.045] = joint
    tiles[:, (x % 1.0) < 0.045] = joint
    return _laid_down(rng, tiles + 0.02 * _cloud(rng, height, width, (8, 10)))


def _laid_down(rng: np.random.Generator, floor: Field) -> Field:
    """Turn a floor a little and let it run away from the eye."""
    height, width = floor.shape
    turn = rng.uniform(-0.1, 0.1) * height
    far, near = rng.uniform(0.15, 0.3) * width, rng.uniform(0.0, 0.05) * width
    seen = np.array(
        [[far, turn], [width - far, -turn], [width - near, height], [near, height]], np.float32
    )
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(seen, whole)
    laid = cv2.warpPerspective(
        floor, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(laid, np.float32)


def _wall_and_floor(rng: np.random.Generator, height: int, width: int) -> Field:
    """Stand a plain wall with a skirting board behind one of the floors."""
    horizon = int(height * rng.uniform(0.22, 0.42))
    board = max(2, height // 28)
    floor = _FLOORS[rng.integers(len(_FLOORS))](rng, height, width)
    wall = rng.uniform(0.7, 1.3) * _gradient(rng, horizon, width)
    wall[-board:] = rng.uniform(0.8, 1.25)
    wall[-board : -board + max(1, board // 5)] *= 0.8
    room = np.concatenate([wall, floor[horizon:] * rng.uniform(0.85, 1.05)])
    # A corner is darker: less light finds its way there.
    distance = np.abs(np.arange(height, dtype=np.float32) - horizon) / height
    return np.asarray(room * (1.0 - 0.22 * np.exp(-distance * 22.0))[:, None], np.float32)


_Painter = Callable[[np.random.Generator, int, int], Field]
_FLOORS: tuple[_Painter, ...] = (_planks, _tiles, _carpet)
_PAINTERS: tuple[_Painter, ...] = (_gradient, _fabric, *_FLOORS, _wall_and_floor)
