"""Model folders and checkpoints as files that others may replace."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import save_file

from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.preprocessing import (
    CORNER,
    IMAGENET_DEVIATION,
    IMAGENET_MEAN,
    Preprocessing,
)
from shoeclassifier_gui.core.runs.config import Head
from shoeclassifier_gui.core.runs.model_card import CARD_FILE, WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.learn.models.model_folder import read_model
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import classic_head, pool_head, start_head
from shoeclassifier_gui.learn.training.checkpoints import (
    Origin,
    Progress,
    Start,
    load_last,
    save_last,
)
from shoeclassifier_gui.learn.training.training import Training

START = Start(Origin(False, "", IMAGENET_MEAN, IMAGENET_DEVIATION), "cpu", "float32", False)


def write_model(folder: Path, backbone: str, head: Head) -> Classifier:
    built = build_backbone(backbone)
    layers = pool_head(built.channels, 2, 0.0)
    if head == "classic":
        layers = classic_head(built, 2, 0.0)
        start_head(layers)
    classifier = Classifier(built.blocks, layers)
    card = ModelCard(
        backbone, head, ("a", "b"), Preprocessing(64), Scores("val", 0, 0.0, 0.0, (), ()), 0.5,
        "random", 1, "", "", {},
    )  # fmt: skip
    card.write(folder)
    save_file(classifier.state_dict(), folder / WEIGHTS_FILE)
    return classifier


def wipe(path: Path) -> None:
    """Fills a file with zeros in its place, which a mapping of it would show."""
    with path.open("rb+") as file:
        file.write(bytes(path.stat().st_size))


def test_a_model_in_use_holds_no_file(tmp_path: Path) -> None:
    written = write_model(tmp_path, "squeezenet1_1", "pool").state_dict()
    _, read = read_model(tmp_path)
    wipe(tmp_path / WEIGHTS_FILE)
    assert all(tensor.equal(written[name]) for name, tensor in read.state_dict().items())


def test_a_model_of_an_earlier_version_sees_what_it_learned_from(tmp_path: Path) -> None:
    write_model(tmp_path, "squeezenet1_1", "pool")
    assert ModelCard.read(tmp_path).preprocessing.share == 1
    card = json.loads((tmp_path / CARD_FILE).read_text())
    del card["preprocessing"]["share"]
    (tmp_path / CARD_FILE).write_text(json.dumps(card))
    earlier = ModelCard.read(tmp_path).preprocessing
    assert (earlier.share, earlier.square_side) == (CORNER, round(64 / CORNER))


def test_a_new_head_may_catch_up_with_the_fitted_one() -> None:
    """Early stopping counts from the best of what was learned, not from the first model."""
    progress = Progress()
    gains = []
    for progress.epoch, gained in enumerate((0.9, 0.5, 0.6, 0.6, 0.4)):
        best = progress.take_if_best(gained, 1.0)
        gains.append((best, progress.gained_at))
    assert gains == [(True, 0), (False, 1), (False, 2), (False, 2), (False, 2)]
    for patience, over in ((2, True), (3, False)):
        training = SimpleNamespace(progress=progress, _basics=SimpleNamespace(patience=patience))
        assert Training.out_of_patience.__get__(training) is over


@pytest.mark.parametrize("share", [0, -1, 1.5, "much"])
def test_a_card_with_an_impossible_share_is_damaged(tmp_path: Path, share: object) -> None:
    write_model(tmp_path, "squeezenet1_1", "pool")
    card = json.loads((tmp_path / CARD_FILE).read_text())
    card["preprocessing"]["share"] = share
    (tmp_path / CARD_FILE).write_text(json.dumps(card))
    with pytest.raises(ModelError):
        ModelCard.read(tmp_path)


def test_a_run_that_goes_on_holds_no_checkpoint(tmp_path: Path) -> None:
    network = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(network.parameters())
    network(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    path = tmp_path / "last.safetensors"
    save_last(path, Progress(), network.state_dict(), optimizer, START)
    load_last(path, network, optimizer)
    wipe(path)
    assert [float(state["step"]) for state in optimizer.state.values()] == [1.0, 1.0]


@pytest.mark.parametrize(("backbone", "head"), [("squeezenet1_1", "pool"), ("alexnet", "classic")])
def test_reading_a_model_draws_no_random_number(tmp_path: Path, backbone: str, head: Head) -> None:
    write_model(tmp_path, backbone, head)
    before = torch.get_rng_state()
    read_model(tmp_path)
    assert torch.get_rng_state().equal(before)
