"""Small data sets and configurations that learn in seconds."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.networks.vision import make_network


@pytest.fixture(autouse=True)
def _remember_how_to_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs of a test compute alike, however busy the machine is when they begin."""
    monkeypatch.setattr("shoeclassifier_gui.learn.computing.execution.is_quiet", lambda: True)


@pytest.fixture
def read() -> Callable[[Path], Dataset]:
    """Reads a labelled folder."""

    def read_folder(folder: Path) -> Dataset:
        *_, last = index_project(open_project(folder), Control())
        assert isinstance(last, DatasetIndexed)
        return last.dataset

    return read_folder


@pytest.fixture
def dataset(sample: Path, read: Callable[[Path], Dataset]) -> Dataset:
    """The small sample, read."""
    return read(sample)


@pytest.fixture
def pretrained(tmp_path: Path) -> TrainConfig:
    """A network with some weights: random ones, but the program cannot know."""
    torch.manual_seed(0)
    path = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), path)
    return TrainConfig(
        backbone="squeezenet1_1", weights=str(path), image_size=64, batch_size=16, epochs=3
    )
