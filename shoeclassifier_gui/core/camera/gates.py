"""Decides frame by frame which pictures of a recording are worth keeping."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from shoeclassifier_gui.core.dataset.measures import (
    LEAST_LIGHT,
    LEAST_SHARPNESS,
    MOST_LIGHT,
    Measures,
    measure,
)
from shoeclassifier_gui.core.pictures import Picture


class Verdict(StrEnum):
    """What becomes of a frame."""

    KEPT = "kept"
    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class GateLimits:
    """Where the gates stand: what the data doctor would find is not kept.

    Attributes:
        least_sharpness: Variance of the Laplacian below which every frame is blurred.
        sharpness_share: Share of the sharpest of the last frames below which a frame is blurred:
            how sharp a picture can be depends on what it shows.
        least_light: 99th percentile of the grey values below which a frame is too dark.
        most_light: 5th percentile above which it is washed out.
        alike_bits: Differing bits of the perceptual hash up to which frames are alike...
        alike_layout: ...if their 8 x 8 layouts differ by no more than this, in grey levels.
    """

    least_sharpness: float = LEAST_SHARPNESS
    sharpness_share: float = 0.35
    least_light: float = LEAST_LIGHT
    most_light: float = MOST_LIGHT
    alike_bits: int = 6
    alike_layout: float = 6.0


class FrameGate:
    """Judges the frames of one recording, in their order."""

    _LAST_SEEN = 45  # A second and a half at 30 frames a second: motion blur comes and goes.
    _LAST_KEPT = 60

    def __init__(self, limits: GateLimits | None = None) -> None:
        self._limits = limits or GateLimits()
        self._sharpness: deque[float] = deque(maxlen=self._LAST_SEEN)
        self._kept: deque[Measures] = deque(maxlen=self._LAST_KEPT)

    def judge(self, picture: Picture) -> Verdict:
        """Says what becomes of a frame; one that is kept is remembered.

        Args:
            picture: RGB uint8 (height, width, 3).
        """
        found = measure(picture, picture.shape[1], picture.shape[0])
        self._sharpness.append(found.sharpness)
        verdict = self._verdict(found)
        if verdict is Verdict.KEPT:
            self._kept.append(found)
        return verdict

    def _verdict(self, found: Measures) -> Verdict:
        limits = self._limits
        if found.dark < limits.least_light:
            return Verdict.DARK
        if found.bright > limits.most_light:
            return Verdict.BRIGHT
        sharp = max(limits.least_sharpness, limits.sharpness_share * max(self._sharpness))
        if found.sharpness < sharp:
            return Verdict.BLURRED
        if any(self._alike(found, kept) for kept in self._kept):
            return Verdict.ALIKE
        return Verdict.KEPT

    def _alike(self, one: Measures, other: Measures) -> bool:
        if (one.likeness ^ other.likeness).bit_count() > self._limits.alike_bits:
            return False
        first = np.frombuffer(one.layout, np.uint8).astype(np.int16)
        second = np.frombuffer(other.layout, np.uint8)
        return float(np.abs(first - second).mean()) <= self._limits.alike_layout
