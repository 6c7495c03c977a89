"""Where each pixel of a training picture is taken from: mirrored, cut out, turned, warped."""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional

from shoeclassifier_gui.learn.pictures.drawing import Draws

# Shortest and longest side of a random cut-out relative to the square, and its ratio of sides.
_CUTS = (0.65, 1.0)
_RATIO = 1.2
# VGG cuts 224 pixels out of a picture whose short side is drawn from [256; 512] (Simonyan and
# Zisserman 2015, section 3.1); these are the same shares.
_JITTERED_CUTS = (224 / 512, 224 / 256)
# Deformation at full strength. At the default of 0.3 a point moves as far as it would by turning
# the picture by up to 15 degrees: a shoe held by hand is rarely turned further than that.
_TURN = math.radians(45)
_SHEAR = 0.3
_PERSPECTIVE = 0.2
_WARP = 0.1
# Points of the warp along a side: few, so that it bends things and does not crumple them.
_WARP_POINTS = 4


@dataclass(frozen=True, slots=True)
class _Cuts:
    """One cut-out a picture, each (n,), in units of the square, whose half side is 1."""

    width: torch.Tensor
    height: torch.Tensor
    x: torch.Tensor
    y: torch.Tensor


@dataclass(frozen=True, slots=True)
class Geometry:
    """Which places of a square a training picture shows.

    Attributes:
        flips: Mirror left to right, every other picture.
        crops: Cut out somewhere, a little narrower or wider.
        scale_jitter: Cut out at VGG's range of scales. The cut-outs are made of the same prepared
            square as all others, so the smallest ones are enlarged.
        deformation: Strength of turning, shearing, perspective and bending, 0 to 1.
    """

    flips: bool
    crops: bool
    scale_jitter: bool
    deformation: float

    @property
    def changes_anything(self) -> bool:
        """Whether pictures need sampling at all."""
        return self.flips or self.crops or self.scale_jitter or self.deformation > 0

    def sample(self, pictures: torch.Tensor, size: int, draws: Draws) -> torch.Tensor:
        """Cuts (n, 3, size, size) out of squares.

        Args:
            pictures: float32 (n, 3, side, side) on any device.
            size: Side of the result.
            draws: For the pictures.
        """
        grid = self.grid(draws, size, size / pictures.shape[-1], pictures.device)
        return functional.grid_sample(
            pictures, grid, mode="bilinear", padding_mode="reflection", align_corners=False
        )

    def grid(self, draws: Draws, size: int, centre: float, device: torch.device) -> torch.Tensor:
        """The places in the squares, (n, size, size, 2), each -1 to 1.

        Args:
            draws: For the pictures; on the CPU, so that the choices are the same on every device.
            size: Side of the result in pixels.
            centre: Side of the cut-out that evaluation sees, as a share of the square.
            device: Where the grid is wanted.
        """
        cuts = self._cuts(draws, centre)
        maps = self._maps(cuts, draws).to(device)
        middles = (2 * torch.arange(size, device=device) + 1) / size - 1
        y, x = torch.meshgrid(middles, middles, indexing="ij")
        places = torch.stack((x, y, torch.ones_like(x)), dim=-1).view(-1, 3)
        moved = places @ maps.transpose(1, 2)
        grid = (moved[..., :2] / moved[..., 2:]).view(draws.count, size, size, 2)
        if self.deformation > 0:
            bends = _spread(draws, self.deformation * _WARP, _WARP_POINTS, _WARP_POINTS, 2)
            bends *= torch.stack((cuts.width, cuts.height), dim=1)[:, None, None]
            grid = grid + _bend(bends.to(device), size)
        return grid

    def _cuts(self, draws: Draws, centre: float) -> _Cuts:
        if not (self.crops or self.scale_jitter):
            extent, middle = torch.full((draws.count,), centre), torch.zeros(draws.count)
            return _Cuts(extent, extent, middle, middle)
        low, high = _JITTERED_CUTS if self.scale_jitter else _CUTS
        extent = draws.uniform(low, high)
        ratio = torch.ones(draws.count)
        if self.crops:
            ratio = torch.exp(_spread(draws, math.log(_RATIO) / 2))
        width, height = (extent * ratio).clamp(max=1), (extent / ratio).clamp(max=1)
        x, y = _spread(draws, 1, 2).unbind(dim=1)
        return _Cuts(width, height, x * (1 - width), y * (1 - height))

    def _maps(self, cuts: _Cuts, draws: Draws) -> torch.Tensor:
        """Projective maps (n, 3, 3) from the result's coordinates to the square's."""
        count = draws.count
        mirror = torch.ones(count)
        if self.flips:
            mirror = draws.uniform(0, 1).lt(0.5).float().mul(-2).add(1)
        scale = torch.diag_embed(
            torch.stack((cuts.width * mirror, cuts.height, torch.ones(count)), dim=1)
        )
        shift = torch.eye(3).repeat(count, 1, 1)
        shift[:, 0, 2], shift[:, 1, 2] = cuts.x, cuts.y
        return shift @ self._deform(draws) @ scale

    def _deform(self, draws: Draws) -> torch.Tensor:
        matrix = torch.eye(3).repeat(draws.count, 1, 1)
        if self.deformation == 0:
            return matrix
        turn, shear, *slants = (
            _spread(draws, self.deformation * most)
            for most in (_TURN, _SHEAR, _PERSPECTIVE, _PERSPECTIVE)
        )
        cosine, sine = torch.cos(turn), torch.sin(turn)
        matrix[:, 0, 0], matrix[:, 0, 1] = cosine, cosine * shear - sine
        matrix[:, 1, 0], matrix[:, 1, 1] = sine, sine * shear + cosine
        matrix[:, 2, 0], matrix[:, 2, 1] = slants
        return matrix


def _bend(bends: torch.Tensor, size: int) -> torch.Tensor:
    """Moves (n, size, size, 2) that run smoothly through those of a few points, (n, k, k, 2).

    Bicubic, as two matrix products: torch's own interpolation took 17 times as long on a CPU.
    """
    points = bends.shape[1]
    steps = torch.eye(points, device=bends.device).view(points, 1, points, 1)
    smooth = functional.interpolate(steps, (size, 1), mode="bicubic", align_corners=True)
    down = smooth.view(points, size)
    across = torch.kron(down, torch.eye(2, device=bends.device))
    rows = down.T @ bends.flatten(2)
    return (rows @ across).view(len(bends), size, size, 2)


def _spread(draws: Draws, most: float, *shape: int) -> torch.Tensor:
    return draws.uniform(-most, most, *shape)
