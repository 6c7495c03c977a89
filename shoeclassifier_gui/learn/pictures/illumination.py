"""Random light on training pictures, and the normalisation that all pictures get."""

import torch

from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.learn.pictures.drawing import Draws

# Rec. 601 luma, as torchvision's saturation uses.
_LUMA = (0.299, 0.587, 0.114)


def relight(
    pictures: torch.Tensor, strength: float, preprocessing: Preprocessing, draws: Draws
) -> torch.Tensor:
    """Changes the light at random and normalises.

    Both are linear: one matrix a picture, one pass of memory.

    Args:
        pictures: float32 (n, 3, h, w), values 0 to 255, on any device.
        strength: Of brightness, contrast, saturation and white balance changes, 0 to 1.
        preprocessing: Normalisation of the result.
        draws: For the pictures.

    Returns:
        float32 (n, 3, h, w) on the same device.
    """
    count = len(pictures)
    flat = pictures.flatten(2)
    average = flat.mean(dim=2, keepdim=True).cpu()
    matrix, shift = _light_maps(average, strength, draws)
    mean, deviation = normalisation(preprocessing)
    matrix = matrix / deviation
    shift = (shift - mean) / deviation
    device = pictures.device
    changed = torch.baddbmm(shift.to(device), matrix.to(device), flat)
    low, high = -mean / deviation, (1 - mean) / deviation
    changed = changed.clamp_(low.to(device), high.to(device))
    return changed.view(count, 3, *pictures.shape[2:])


def normalise(pictures: torch.Tensor, preprocessing: Preprocessing) -> torch.Tensor:
    """Normalises float32 (n, 3, h, w) with values 0 to 255, in place."""
    mean, deviation = (
        value.unsqueeze(2).to(pictures.device) for value in normalisation(preprocessing)
    )
    return pictures.mul_(1 / (255 * deviation)).sub_(mean / deviation)


def normalisation(preprocessing: Preprocessing) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation, (1, 3, 1) each, of values in [0, 1]."""
    mean = torch.tensor(preprocessing.mean).view(1, 3, 1)
    return mean, torch.tensor(preprocessing.deviation).view(1, 3, 1)


def _light_maps(
    average: torch.Tensor, strength: float, draws: Draws
) -> tuple[torch.Tensor, torch.Tensor]:
    """Random maps x -> matrix x + shift from values in [0, 255] to changed ones in [0, 1].

    Args:
        average: Of each picture and channel (n, 3, 1).
        strength: 0 to 1.
        draws: For the pictures.

    Returns:
        Matrices (n, 3, 3) and shifts (n, 3, 1).
    """
    count = len(average)

    def factor(most: float, channels: int = 1) -> torch.Tensor:
        return 1 + most * strength * draws.uniform(-1, 1, channels, 1)

    light = torch.diag_embed((factor(1.0) * factor(0.3, 3)).expand(count, 3, 1).squeeze(2))
    grey = torch.tensor(_LUMA).expand(3, 3)
    saturation = factor(1.0)
    colourful = saturation * torch.eye(3) + (1 - saturation) * grey
    contrast = factor(1.0)
    # Contrast moves values away from the picture's mean grey, as it is after the light changed.
    centre = (colourful @ light @ average).mean(dim=1, keepdim=True)
    matrix = contrast * (colourful @ light) / 255
    return matrix, ((1 - contrast) * centre / 255).expand(count, 3, 1)
