"""What only a graphics card can show: half precision, pictures that stay on it, full memory."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, NoticeGiven, TrainEvent
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.remembering.sources import FreshPictures, Pictures
from shoeclassifier_gui.learn.training.run import train
from tests.learn.small import SMALL
from tests.learn.test_run import numbers

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]

ON_CARD = dataclasses.replace(SMALL, device="cuda", backbone="resnet18", image_size=64, epochs=6)


def losses(events: list[TrainEvent]) -> list[float]:
    return [event.train_loss for event in events if isinstance(event, EpochFinished)]


@pytest.mark.parametrize("number_format", ["bfloat16", "float16"])
def test_half_precision_learns(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number_format: str
) -> None:
    execution = Execution(choose_device("cuda"), number_format, channels_last=True)
    monkeypatch.setattr(
        "shoeclassifier_gui.learn.training.setting_up.fastest_execution", lambda *_, **__: execution
    )
    learned = losses(list(train(ON_CARD, dataset, RunFolder(tmp_path / "run"), Control())))
    assert torch.isfinite(torch.tensor(learned)).all()
    assert learned[-1] < 0.9 * learned[0]


# Torch warns of what it cannot compute reproducibly; the numbers show whether that matters.
@pytest.mark.filterwarnings("ignore:.*does not have a deterministic implementation:UserWarning")
def test_a_reproducible_run_gives_its_numbers_again(dataset: Dataset, tmp_path: Path) -> None:
    config = dataclasses.replace(ON_CARD, reproducible=True)
    first, second = (
        numbers(list(train(config, dataset, RunFolder(tmp_path / name), Control())))
        for name in ("first", "second")
    )
    assert first == second


def test_full_memory_halves_the_parts_and_is_told(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, full = Classifier.scores, []

    def scores(network: Classifier, inputs: torch.Tensor, passed: int) -> torch.Tensor:
        if network.training and len(inputs) > 8:
            full.append(len(inputs))
            torch.empty(2**50, dtype=torch.uint8, device="cuda")
        return whole(network, inputs, passed)

    monkeypatch.setattr(Classifier, "scores", scores)
    events = list(train(ON_CARD, dataset, RunFolder(tmp_path / "run"), Control()))
    assert full == [SMALL.batch_size]
    told = [event.sentence for event in events if isinstance(event, NoticeGiven)]
    assert sum("parts of 8 pictures" in sentence for sentence in told) == 1
    assert len(losses(events)) == ON_CARD.epochs


def test_pictures_on_the_card_are_those_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    squares = np.random.default_rng(0).integers(0, 256, (12, 64, 64, 3), np.uint8)
    preprocessing = Preprocessing(56)
    digests = tuple(str(number) for number in range(len(squares)))
    pictures = Pictures(Squares(squares), digests, preprocessing, Augmentation.of(TrainConfig()))
    execution = Execution(choose_device("cuda"), "float32", channels_last=True)
    resident = FreshPictures(pictures, execution)
    assert resident._resident is not None
    monkeypatch.setattr("shoeclassifier_gui.learn.remembering.sources._resident", lambda *_: None)
    fetched = FreshPictures(pictures, execution)
    positions = [7, 0, 11, 7]
    assert torch.equal(resident.plain(positions), fetched.plain(positions))
    changed = [
        source.changed(positions, 0, torch.Generator().manual_seed(3))
        for source in (resident, fetched)
    ]
    assert torch.equal(*changed)
