"""Random changes of training pictures, as whole-batch tensor code on the device that trains."""

from dataclasses import dataclass

import torch
from torch.nn import functional

from shoeclassifier_gui.core.preprocessing import CENTRE, Preprocessing, View
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.learn.pictures.covering import clutter, occlude
from shoeclassifier_gui.learn.pictures.drawing import Draws
from shoeclassifier_gui.learn.pictures.geometry import Geometry
from shoeclassifier_gui.learn.pictures.illumination import normalise, relight


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Which random changes are made: what makes real pictures difficult, in groups.

    Attributes:
        geometry: Mirroring, cut-outs, scale and deformation.
        illumination: Strength of light and colour changes, 0 to 1.
        occlusion: Share of the pictures that something lies over, 0 to 1.
        clutter: Share of the pictures with a piece of another one at the rim, 0 to 1.
    """

    geometry: Geometry
    illumination: float = 0.0
    occlusion: float = 0.0
    clutter: float = 0.0

    @classmethod
    def of(cls, config: TrainConfig) -> "Augmentation":
        """The changes that a configuration asks for."""
        deformation = settle_basics(config).deformation
        geometry = Geometry(config.flips, config.crops, config.scale_jitter, deformation)
        return cls(geometry, config.illumination, config.occlusion, config.clutter)

    @property
    def changes_anything(self) -> bool:
        """Whether pictures are ever shown otherwise than they are."""
        strengths = self.illumination, self.occlusion, self.clutter
        return self.geometry.changes_anything or any(strengths)

    def __call__(
        self, squares: torch.Tensor, preprocessing: Preprocessing, generator: torch.Generator
    ) -> torch.Tensor:
        """Changes a batch at random and normalises it.

        Args:
            squares: uint8 (n, side, side, 3) on any device.
            preprocessing: Size and normalisation of the result.
            generator: On the CPU, so that the choices are the same on every device.

        Returns:
            float32 (n, 3, image_size, image_size) on the device of `squares`.
        """
        return self.change(squares, preprocessing, Draws.of_batch(len(squares), generator))

    def change(
        self, squares: torch.Tensor, preprocessing: Preprocessing, draws: Draws
    ) -> torch.Tensor:
        """Changes pictures as their draws say and normalises them; else as a call does."""
        if self.geometry.changes_anything:
            size = preprocessing.image_size
            pictures = self.geometry.sample(_to_float(squares), size, draws)
        else:
            pictures = _to_float(preprocessing.centre(squares))
        if self.clutter > 0:
            pictures = clutter(pictures, self.clutter, draws)
        if self.occlusion > 0:
            pictures = occlude(pictures, self.occlusion, draws)
        return relight(pictures, self.illumination, preprocessing, draws)


def plain(squares: torch.Tensor, preprocessing: Preprocessing, view: View = CENTRE) -> torch.Tensor:
    """Prepares a batch without any random change: validation, test and live pictures.

    Args:
        squares: uint8 (n, side, side, 3) on any device.
        preprocessing: Size and normalisation of the result.
        view: Where to look.

    Returns:
        float32 (n, 3, image_size, image_size).
    """
    pictures = _to_float(preprocessing.cut(squares, view))
    size = preprocessing.image_size
    if pictures.shape[-1] != size:
        pictures = functional.interpolate(pictures, (size, size), mode="bilinear")
    return normalise(pictures.flip(-1) if view.mirrored else pictures, preprocessing)


def _to_float(squares: torch.Tensor) -> torch.Tensor:
    """uint8 (n, h, w, 3) to float32 (n, 3, h, w), values as they are."""
    planes = squares.permute(0, 3, 1, 2)
    return planes.to(torch.float32, memory_format=torch.contiguous_format)
