"""The drawing language: an object is a list of parts, each a short path text with an ink."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Picture: TypeAlias = NDArray[np.uint8]
Field: TypeAlias = NDArray[np.float32]

STEPS_PER_SEGMENT = 10


class Ink(Enum):
    """What a part is made of; a look gives every ink its colour."""

    MAIN = auto()
    SECOND = auto()
    SOLE = auto()
    LINING = auto()
    DETAIL = auto()
    METAL = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of an object, seen from the side with the toe at the right.

    Lengths are in percent of a shoe's length: x runs from the heel (0) to the toe (100), y upwards
    from the floor (0). `path` is a text such as `"4,8! 3,22 97,8!"`: points of a smooth curve, `!`
    makes a corner. With a `width` the path is an open stroke, without one a filled closed curve.
    """

    path: str
    ink: Ink
    name: str = ""
    inside: str = ""
    """The name of an earlier part that clips this one."""
    width: float = 0.0
    roundness: float = 3.0
    """How far from its edge the part is bent away from the eye."""
    shade: float = 1.0
    """Below 1 for what lies in the dark: linings and far sides."""
    lift: float = 0.0
    """How far the part stands off what lies under it, seen in the shadow it throws."""
    dash: float = 0.0
    """Length of a stitch; 0 is an unbroken stroke."""
    chance: float = 1.0
    """How many of the objects have this part."""


Drawing: TypeAlias = tuple[Part, ...]


@lru_cache(maxsize=1024)
def parse_path(path: str) -> Points:
    """Read the points of a path text; a corner comes twice, which stops the curve's rounding."""
    points: list[tuple[float, float]] = []
    for word in path.split():
        x, y = word.removesuffix("!").split(",")
        points.extend([(float(x), float(y))] * (2 if word.endswith("!") else 1))
    return np.array(points)


def smooth_curve(points: Points, *, closed: bool) -> Points:
    """Pass a uniform Catmull-Rom spline through the points (Catmull and Rom, 1974)."""
    if closed:
        padded = np.concatenate([points[-1:], points, points[:2]])
    else:
        padded = np.concatenate([points[:1], points, points[-1:]])
    windows = np.stack([padded[i : len(padded) - 3 + i] for i in range(4)])
    # The empty segment inside a corner would draw a small loop.
    windows = windows[:, np.any(windows[1] != windows[2], axis=1), None]
    before, start, end, after = windows
    t = np.linspace(0.0, 1.0, STEPS_PER_SEGMENT, endpoint=False)[None, :, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    tail = points[:0] if closed else points[-1:]
    return np.concatenate([curve.reshape(-1, 2), tail])


@dataclass(frozen=True, slots=True)
class Deformation:
    """A gentle bend of the plane, the same for all parts, so that they stay attached."""

    height: float
    wave: float
    phase: float
    lean: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Deformation":
        """Draw a bend that changes heights by at most about a tenth."""
        return cls(
            height=rng.uniform(0.93, 1.08),
            wave=rng.uniform(-0.045, 0.045),
            phase=rng.uniform(0.0, 2 * np.pi),
            lean=rng.uniform(-0.05, 0.05),
        )

    def apply(self, points: Points) -> Points:
        """Bend points; the floor (y = 0) stays flat."""
        x, y = points[:, 0], points[:, 1]
        ripple = self.wave * np.sin(x * (2 * np.pi / 90.0) + self.phase)
        return np.stack([x + self.lean * y + 25 * ripple, y * (self.height + ripple)], axis=1)


def stroke(path: str, ink: Ink, width: float, *, inside: str = "", lift: float = 0.0) -> Part:
    """Make a rounded band along an open path."""
    return Part(path, ink, width=width, inside=inside, lift=lift, roundness=width * 0.45)


def stitches(path: str, *, inside: str, ink: Ink = Ink.DETAIL) -> Part:
    """Make a seam of short threads."""
    return Part(path, ink, width=0.9, inside=inside, dash=2.2, roundness=0.5)


def laces(path: str, count: int, *, across: tuple[float, float], width: float = 2.4) -> Drawing:
    """Lay `count` laces at even distances over a path, each as long as the vector `across`."""
    line = parse_path(path)
    spots = np.linspace(0, len(line) - 1, count)
    xs, ys = (np.interp(spots, np.arange(len(line)), line[:, axis]) for axis in (0, 1))
    dx, dy = across
    paths = [
        f"{x - dx / 2},{y - dy / 2} {x + dx / 2},{y + dy / 2}" for x, y in zip(xs, ys, strict=True)
    ]
    return tuple(stroke(path, Ink.DETAIL, width, lift=0.9) for path in paths)
