"""The one definition of how a picture becomes what a network sees.

Training, validation, camera, command line and export all come through here, so that a model cannot
meet pictures that were prepared in another way than those it learned from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
class View:
    """One look at a prepared square: a cut of the input's size.

    Attributes:
        row: 0 at the top, 1 in the middle, 2 at the bottom.
        column: Likewise from left to right.
        mirrored: Whether left and right change places.
    """

    row: int = 1
    column: int = 1
    mirrored: bool = False


CENTRE = View()


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
        return self.cut(squares, CENTRE)

    def cut(self, squares: Squares, view: View) -> Squares:
        """Cuts where a view looks, as `centre` does; the caller turns mirrored ones."""
        margin = squares.shape[-2] - self.image_size
        top, left = margin * view.row // 2, margin * view.column // 2
        bottom, right = top + self.image_size, left + self.image_size
        return cast(Squares, squares[..., top:bottom, left:right, :])


def answer_views(count: int, *, mirrored: bool) -> tuple[View, ...]:
    """The views whose mean answer a model may give, the most telling ones first.

    The centre and the corners, each also mirrored: the ten views of Krizhevsky, Sutskever and
    Hinton, "ImageNet classification with deep convolutional neural networks" (2012), section 4.1.

    Args:
        count: At most.
        mirrored: Whether left and right may change places; without, there are five views.
    """
    corners = [View(row, column) for row, column in ((0, 0), (2, 2), (0, 2), (2, 0))]
    if not mirrored:
        return (CENTRE, *corners)[:count]
    turned = [replace(view, mirrored=True) for view in (CENTRE, *corners)]
    taken = [CENTRE, turned[0], corners[0], turned[3], corners[1], turned[4]]
    rest = [view for view in (*corners, *turned) if view not in taken]
    return (*taken, *rest)[:count]
