"""Random changes of training pictures, as whole-batch tensor code on the device that trains."""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional

from shoeclassifier_gui.core.preprocessing import Preprocessing

# A shoe held by hand is rarely turned further than this.
_TURN = math.radians(15)
# Shortest side of a random cut-out relative to the square, and its range of side ratios.
_SMALLEST_CUT = 0.65
_RATIO = 1.2
# Rec. 601 luma, as torchvision's saturation uses.
_LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Which random changes are made.

    Attributes:
        flips: Mirror left to right.
        crops: Cut out, stretch, turn.
        colour: Strength of brightness, contrast, saturation and white balance changes, 0 to 1.
    """

    flips: bool
    crops: bool
    colour: float

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
        if self.crops or self.flips:
            pictures = self._cut(_to_float(squares), preprocessing.image_size, generator)
        else:
            pictures = _to_float(preprocessing.centre(squares))
        return self._recolour(pictures, preprocessing, generator)

    def _cut(self, pictures: torch.Tensor, size: int, generator: torch.Generator) -> torch.Tensor:
        count, side = len(pictures), pictures.shape[-1]
        matrices = self._matrices(count, size / side, generator).to(pictures.device)
        grid = functional.affine_grid(matrices, [count, 3, size, size], align_corners=False)
        return functional.grid_sample(
            pictures, grid, mode="bilinear", padding_mode="reflection", align_corners=False
        )

    def _matrices(self, count: int, centre: float, generator: torch.Generator) -> torch.Tensor:
        """Affine maps (count, 2, 3) from the result's coordinates in [-1, 1] to the square's."""

        def uniform(low: float, high: float) -> torch.Tensor:
            return torch.empty(count).uniform_(low, high, generator=generator)

        mirror = uniform(0, 1).lt(0.5).float().mul(-2).add(1) if self.flips else torch.ones(count)
        if self.crops:
            extent = uniform(_SMALLEST_CUT, 1)
            ratio = torch.exp(uniform(-math.log(_RATIO), math.log(_RATIO)) / 2)
            width, height = (extent * ratio).clamp(max=1), (extent / ratio).clamp(max=1)
            turn = uniform(-_TURN, _TURN)
            shift_x, shift_y = uniform(-1, 1) * (1 - width), uniform(-1, 1) * (1 - height)
        else:
            width = height = torch.full((count,), centre)
            turn = shift_x = shift_y = torch.zeros(count)
        cosine, sine = torch.cos(turn), torch.sin(turn)
        rows = (
            torch.stack((cosine * width * mirror, -sine * height, shift_x), dim=1),
            torch.stack((sine * width * mirror, cosine * height, shift_y), dim=1),
        )
        return torch.stack(rows, dim=1)

    def _recolour(
        self, pictures: torch.Tensor, preprocessing: Preprocessing, generator: torch.Generator
    ) -> torch.Tensor:
        """Colour changes and normalisation are linear: one matrix a picture, one pass of memory."""
        count = len(pictures)
        flat = pictures.flatten(2)
        average = flat.mean(dim=2, keepdim=True).cpu()
        matrix, shift = self._colour_maps(average, generator)
        mean, deviation = _normalisation(preprocessing)
        matrix = matrix / deviation
        shift = (shift - mean) / deviation
        device = pictures.device
        changed = torch.baddbmm(shift.to(device), matrix.to(device), flat)
        low, high = -mean / deviation, (1 - mean) / deviation
        changed = changed.clamp_(low.to(device), high.to(device))
        return changed.view(count, 3, *pictures.shape[2:])

    def _colour_maps(
        self, average: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Random maps x -> matrix x + shift from values in [0, 255] to changed ones in [0, 1].

        Args:
            average: Of each picture and channel (n, 3, 1).
            generator: Of the choices.

        Returns:
            Matrices (n, 3, 3) and shifts (n, 3, 1).
        """
        count = len(average)

        def factor(strength: float, channels: int = 1) -> torch.Tensor:
            spread = torch.empty(count, channels, 1).uniform_(-1, 1, generator=generator)
            return 1 + strength * self.colour * spread

        light = torch.diag_embed((factor(1.0) * factor(0.3, 3)).expand(count, 3, 1).squeeze(2))
        grey = torch.tensor(_LUMA).expand(3, 3)
        saturation = factor(1.0)
        colourful = saturation * torch.eye(3) + (1 - saturation) * grey
        contrast = factor(1.0)
        # Contrast moves values away from the picture's mean grey, as it is after the light changed.
        centre = (colourful @ light @ average).mean(dim=1, keepdim=True)
        matrix = contrast * (colourful @ light) / 255
        return matrix, ((1 - contrast) * centre / 255).expand(count, 3, 1)


def plain(squares: torch.Tensor, preprocessing: Preprocessing) -> torch.Tensor:
    """Prepares a batch without any change: validation, test and live pictures.

    Args:
        squares: uint8 (n, side, side, 3) on any device.
        preprocessing: Size and normalisation of the result.

    Returns:
        float32 (n, 3, image_size, image_size).
    """
    pictures = _to_float(preprocessing.centre(squares))
    mean, deviation = (
        value.unsqueeze(2).to(pictures.device) for value in _normalisation(preprocessing)
    )
    return pictures.mul_(1 / (255 * deviation)).sub_(mean / deviation)


def _to_float(squares: torch.Tensor) -> torch.Tensor:
    """uint8 (n, h, w, 3) to float32 (n, 3, h, w), values as they are."""
    planes = squares.permute(0, 3, 1, 2)
    return planes.to(torch.float32, memory_format=torch.contiguous_format)


def _normalisation(preprocessing: Preprocessing) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation, (1, 3, 1) each, of values in [0, 1]."""
    mean = torch.tensor(preprocessing.mean).view(1, 3, 1)
    return mean, torch.tensor(preprocessing.deviation).view(1, 3, 1)
