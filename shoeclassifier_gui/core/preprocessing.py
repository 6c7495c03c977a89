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
# torchvision's evaluation presets cut 224 of 256 pixels; views of corners see the same share of any
# size. Evaluation itself sees all: shoes reach to the rim of their pictures, and more of them were
# named rightly (benchmarks/README.md, "What the plans are made of").
CORNER = 224 / 256


class Sliceable(Protocol):
    """An array or tensor of prepared squares."""

    @property
    def shape(self) -> Sequence[int]: ...  # noqa: D102

    def __getitem__(self, index: Any, /) -> Any: ...  # noqa: ANN401


Squares = TypeVar("Squares", bound=Sliceable)


@dataclass(frozen=True, slots=True)
class View:
    """One look at a prepared square.

    Attributes:
        row: 0 at the top, 1 in the middle, 2 at the bottom.
        column: Likewise from left to right.
        mirrored: Whether left and right change places.
    """

    row: int = 1
    column: int = 1
    mirrored: bool = False

    @property
    def is_central(self) -> bool:
        """Whether it shows what evaluation shows; the others cut a corner."""
        return self.row == self.column == 1


CENTRE = View()


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """From a picture of any size to the network's input.

    The central square is scaled to `square_side`, and a network is shown all of it in evaluation;
    models of earlier versions see its central `image_size` pixels. Training cuts elsewhere in it.

    Attributes:
        image_size: Side of the network's input in pixels.
        mean: Per channel, of RGB values in [0, 1], subtracted first.
        deviation: Per channel, divided by second.
        share: Side of what evaluation sees, as a share of the central square's; `CORNER` for models
            of earlier versions.
    """

    image_size: int
    mean: tuple[float, float, float] = IMAGENET_MEAN
    deviation: tuple[float, float, float] = IMAGENET_DEVIATION
    share: float = 1.0

    @property
    def square_side(self) -> int:
        """Side of the prepared square in pixels."""
        return round(self.image_size / self.share)

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
        """Cuts where a view looks, as `centre` does; the caller turns mirrored ones.

        Returns:
            (..., image_size, image_size, 3) in the middle. Corners are `CORNER` of the square's
            side, which the caller scales to `image_size`.
        """
        side = self.image_size if view.is_central else round(squares.shape[-2] * CORNER)
        margin = squares.shape[-2] - side
        top, left = margin * view.row // 2, margin * view.column // 2
        return cast(Squares, squares[..., top : top + side, left : left + side, :])


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
