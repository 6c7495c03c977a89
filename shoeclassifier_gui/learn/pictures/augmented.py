"""Shows what training makes of a picture, for people to judge."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.illumination import normalisation
from shoeclassifier_gui.learn.pictures.mixing import mix_batch
from shoeclassifier_gui.learn.pictures.pixels import read_square


def show_augmented(
    config: TrainConfig, paths: Sequence[Path], count: int, seed: int, control: Control
) -> Iterator[Picture]:
    """Yields a picture as evaluation sees it, then `count` times as training might.

    Args:
        config: Its random changes, mixing and picture size.
        paths: The picture is the first that can be read; the others lend it clutter and mixtures.
        count: Variants.
        seed: Of the random changes.
        control: Asked before each variant.

    Yields:
        uint8 (image_size, image_size, 3), RGB.

    Raises:
        BrokenPicture: None of the files can be read.
        Stopped: `control` asked for it.
    """
    preprocessing = Preprocessing(settle_basics(config).image_size)
    squares = _read(preprocessing, paths)
    yield preprocessing.centre(squares[0])
    alone = config.clutter == 0 and config.mix == "none"
    augment, batch = Augmentation.of(config), torch.from_numpy(squares[: 1 if alone else None])
    generator = torch.Generator().manual_seed(seed)
    labels = torch.zeros(len(batch), dtype=torch.int64)
    for _ in range(count):
        control.checkpoint()
        pictures = augment(batch, preprocessing, generator)
        mixed, _targets = mix_batch(config.mix, pictures, labels, generator)
        yield _to_picture(mixed[0], preprocessing)


def _read(preprocessing: Preprocessing, paths: Sequence[Path]) -> Picture:
    squares, problem = [], None
    for path in paths:
        try:
            squares.append(read_square(preprocessing, path))
        except BrokenPicture as error:
            problem = error
    if problem is not None and not squares:
        raise problem
    return np.stack(squares)


def _to_picture(normalised: torch.Tensor, preprocessing: Preprocessing) -> Picture:
    mean, deviation = (value.squeeze(0) for value in normalisation(preprocessing))
    values = (normalised.flatten(1) * deviation + mean) * 255
    planes = values.view_as(normalised).round().clamp(0, 255).to(torch.uint8)
    return planes.permute(1, 2, 0).contiguous().numpy()
