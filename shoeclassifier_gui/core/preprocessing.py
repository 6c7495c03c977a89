"""The one definition of how a picture becomes what a network sees.

Training, validation, camera, command line and export all come through here, so that a model cannot
meet pictures that were prepared in another way than those it learned from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
# torchvision's evaluation presets cut 224 of 256 pixels; the same share serves every size.
_MARGIN = 256 / 224


class Sliceable(Protocol):
    """An array or tensor of prepared squares."""

    @property
    def shape(self) -> Sequence[int]: ...  # noqa: D102

    def __getitem__(self, index: Any, /) -> Any: ...  # noqa: ANN401


Squares = TypeVar("Squares", bound=Sliceable)


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """From a picture of any size to the network's input.

    The central square is scaled to `square_side`; its central `image_size` pixels are what a
    network is shown in evaluation. Training cuts elsewhere in the same square.

    Attributes:
        image_size: Side of the network's input in pixels.
        mean: Per channel, of RGB values in [0, 1], subtracted first.
        deviation: Per channel, divided by second.
    """

    image_size: int
    mean: tuple[float, float, float] = IMAGENET_MEAN
    deviation: tuple[float, float, float] = IMAGENET_DEVIATION

    @property
    def square_side(self) -> int:
        """Side of the prepared square in pixels."""
        return round(self.image_size * _MARGIN)

    def square(self, picture: Picture) -> Picture:
        """Scales the central square of a picture to (square_side, square_side, 3) uint8."""
        height, width = picture.shape[:2]
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        centre = picture[top : top + side, left : left + side]
        target = self.square_side
        if side == target:
            return np.ascontiguousarray(centre)
        method = cv2.INTER_AREA if side > target else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(centre, (target, target), interpolation=method), np.uint8)

    def centre(self, squares: Squares) -> Squares:
        """Cuts the central (image_size, image_size) of squares (..., side, side, 3).

        Works on arrays and on torch tensors alike.
        """
        start = (squares.shape[-2] - self.image_size) // 2
        stop = start + self.image_size
        return cast(Squares, squares[..., start:stop, start:stop, :])
