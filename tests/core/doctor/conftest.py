"""A healthy data set of textured pictures, ready for planting."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.thumbnails import read_thumbnail
from shoeclassifier_gui.core.doctor.examination import FeatureFunction, examine
from shoeclassifier_gui.core.doctor.findings import Diagnosis
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, write_picture

PER_CLASS = 24
Read = Callable[[Path], Dataset]
Check = Callable[..., Diagnosis]


def scene(seed: int, side: int = 256) -> Picture:
    """Coloured clouds with fine texture: sharp, light and unlike every other seed."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 6, 3)).astype(np.uint8)
    smooth = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    noise = random.normal(0, 14, (side, side, 1))
    return np.clip(smooth + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    """Two classes of 24 different pictures."""
    for number in range(2 * PER_CLASS):
        name = ("boot", "sandal")[number % 2]
        write_picture(tmp_path / "shoes" / name / f"{number:03}.jpg", scene(number))
    return tmp_path / "shoes"


@pytest.fixture
def read() -> Read:
    """Reads a labelled folder."""

    def read_folder(folder: Path) -> Dataset:
        *_, last = index_project(open_project(folder), Control())
        assert isinstance(last, DatasetIndexed)
        return last.dataset

    return read_folder


@pytest.fixture
def check(read: Read) -> Check:
    """Reads and examines a labelled folder."""

    def check_folder(folder: Path, features: FeatureFunction | None = None) -> Diagnosis:
        look = read_thumbnail(open_project(folder).thumbnails)
        *_, last = examine(read(folder), Control(), look, features)
        assert isinstance(last, Diagnosis)
        return last

    return check_folder
