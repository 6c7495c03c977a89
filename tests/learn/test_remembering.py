"""What a run remembers of its pictures: views, their turns, and small maps."""

import dataclasses
from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.training.run import train
from tests.learn.small import SMALL


@pytest.fixture
def config(tmp_path: Path) -> TrainConfig:
    """Of a run with frozen layers."""
    torch.manual_seed(0)
    path = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), path)
    return dataclasses.replace(SMALL, weights=str(path))


@pytest.mark.parametrize("channels_last", [True, False])
def test_the_smallest_pictures_are_remembered_in_either_memory_order(
    dataset: Dataset,
    config: TrainConfig,
    tmp_path: Path,
    channels_last: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Behind the frozen layers their maps have one place."""
    execution = Execution(choose_device("cpu"), "float32", channels_last)
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.training.setting_up.fastest_execution", lambda *_, **__: execution
    )
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert sum(isinstance(event, EpochFinished) for event in events) == config.epochs + 1
