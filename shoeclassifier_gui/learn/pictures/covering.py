"""What hides a part of a training picture: something in front of it, or clutter at its rim."""

import math

import torch
from torch.nn import functional

from shoeclassifier_gui.learn.pictures.drawing import Draws

# Area and ratio of sides of what is in front (Zhong et al. 2020, "Random Erasing Data
# Augmentation", section 4.1).
_AREA = (0.02, 0.4)
_RATIO = 1 / 0.3
# Half axes of a piece of clutter, and how softly it ends; the picture's half side is 1.
_REACH = (0.2, 0.5)
_SOFTNESS = 0.1


def occlude(pictures: torch.Tensor, share: float, draws: Draws) -> torch.Tensor:
    """Lays a plain rectangle over some pictures.

    Args:
        pictures: (n, 3, size, size), values 0 to 255, on any device; changed in place.
        share: Of the pictures that get one, 0 to 1.
        draws: For the pictures.
    """
    device = pictures.device
    hit, area, shape, x, y = draws.uniform(0, 1, 5).unbind(dim=1)
    paint = draws.uniform(0, 255, 3)
    area = _AREA[0] + (_AREA[1] - _AREA[0]) * area
    ratio = torch.exp((2 * shape - 1) * math.log(_RATIO))
    width, height = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    left, top = x * (1 - width), y * (1 - height)
    chosen = (hit < share).nonzero().squeeze(1)
    inside = _within(left[chosen], width[chosen], pictures.shape[3])[:, None, :]
    inside = inside & _within(top[chosen], height[chosen], pictures.shape[2])[:, :, None]
    place = chosen.to(device)
    covered = torch.where(
        inside[:, None].to(device), paint[chosen][:, :, None, None].to(device), pictures[place]
    )
    pictures[place] = covered
    return pictures


def clutter(pictures: torch.Tensor, share: float, draws: Draws) -> torch.Tensor:
    """Lays a piece of another picture of the batch, with soft edges, over the rim of some.

    The piece shows the middle of the other picture, where its object mostly is. The middle of the
    picture itself stays free.

    Args:
        pictures: (n, 3, size, size) on any device; changed in place.
        share: Of the pictures that get one, 0 to 1; a batch of one has no other picture.
        draws: For the pictures.
    """
    count, device = len(pictures), pictures.device
    if count < 2:
        return pictures
    hit, along, wide, high = draws.uniform(0, 1, 4).unbind(dim=1)
    side = draws.integers(4)
    step = 1 + draws.integers(count - 1)
    chosen = (hit < share).nonzero().squeeze(1)
    others = pictures[((torch.arange(count) + step) % count)[chosen].to(device)]
    middles = _on_rim(side, 2 * along - 1)[chosen].to(device)
    reach = torch.stack((wide, high), dim=1)[chosen] * (_REACH[1] - _REACH[0]) + _REACH[0]
    offsets = _places(pictures) - middles[:, None, None, :]
    distance = (offsets / reach[:, None, None, :].to(device)).norm(dim=-1)
    cover = ((1 - distance) / _SOFTNESS + 0.5).clamp(0, 1)[:, None]
    pieces = functional.grid_sample(
        others, offsets, mode="bilinear", padding_mode="reflection", align_corners=False
    )
    place = chosen.to(device)
    pictures[place] = torch.lerp(pictures[place], pieces, cover)
    return pictures


def _within(start: torch.Tensor, length: torch.Tensor, size: int) -> torch.Tensor:
    """Which of `size` pixels lie in a stretch of the side; (n, size)."""
    middles = (torch.arange(size) + 0.5) / size
    return (middles >= start[:, None]) & (middles < (start + length)[:, None])


def _on_rim(side: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
    """Points (n, 2) on the four sides of the square from -1 to 1."""
    end = (side % 2).float() * 2 - 1
    upright = side < 2
    return torch.stack((torch.where(upright, end, along), torch.where(upright, along, end)), dim=1)


def _places(pictures: torch.Tensor) -> torch.Tensor:
    """Coordinates (1, h, w, 2) of the pixels, each -1 to 1."""
    height, width = pictures.shape[2:]
    y = (2 * torch.arange(height, device=pictures.device) + 1) / height - 1
    x = (2 * torch.arange(width, device=pictures.device) + 1) / width - 1
    across, down = torch.meshgrid(x, y, indexing="xy")
    return torch.stack((across, down), dim=-1)[None]
