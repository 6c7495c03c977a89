"""Runs that start from another model: its layers, and its classes' rows of the head."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import ModelError, RunError
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import NoticeGiven
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import build_head, start_head
from shoeclassifier_gui.learn.training.learned_before import measures_too_well
from shoeclassifier_gui.learn.training.plan import Plan, settle
from shoeclassifier_gui.learn.training.run import train
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore
from tests.learn.small import SMALL

MEAN = (0.4, 0.5, 0.6)


def write_model(
    folder: Path, shape: TrainConfig, classes: tuple[str, ...], ids: tuple[str, ...] = ()
) -> Classifier:
    """A model with random weights, as a finished training leaves it."""
    backbone = build_backbone(shape.backbone or "")
    backbone = backbone.cut(shape.cut) if shape.cut else backbone
    head = build_head(shape, backbone, len(classes), 0.0)
    start_head(head)
    network = Classifier(backbone.blocks, head)
    for tensor in network.buffers():
        if tensor.is_floating_point():  # Statistics that nothing starts with.
            tensor.uniform_(0.5, 1.5)
    truths = np.zeros(1, np.int64)
    card = ModelCard(
        shape.backbone or "", shape.head or "pool", classes, Preprocessing(48, MEAN),
        score("val", classes, truths, truths), 0.5, "random", 1, "", "", {}, ids, shape.cut,
        shape.dense_width, shape.activation, shape.batch_norm,
    )  # fmt: skip
    folder.mkdir()
    card.write(folder)
    save_file(network.state_dict(), folder / WEIGHTS_FILE)
    return network


def pictures_of(*classes: str, ids: tuple[str, ...] = ()) -> Dataset:
    return Dataset(Path("shoes"), classes, (), class_ids=ids)


def start(folder: Path, dataset: Dataset, **knobs: object) -> Plan:
    config = TrainConfig(weights=str(folder), **knobs)  # type: ignore[arg-type]
    return settle(config, dataset, WeightsStore([]))


def convolutions(network: torch.nn.Module) -> list[torch.nn.Conv2d]:
    return [module for module in network.modules() if isinstance(module, torch.nn.Conv2d)]


@pytest.mark.parametrize("name", ["vgg11_bn", "densenet121", "mobilenet_v3_small", "inception_v3"])
def test_the_same_network_takes_every_number_over(name: str, tmp_path: Path) -> None:
    size = 96
    old = write_model(tmp_path / "m", TrainConfig(backbone=name, image_size=size), ("a", "b"))
    plan = start(tmp_path / "m", pictures_of("a", "c"), image_size=size)
    new = plan.classifier.blocks.state_dict()
    skipped = "num_batches_tracked"
    for key, tensor in old.blocks.state_dict().items():
        assert skipped in key or tensor.equal(new[key]), key
    assert plan.config.backbone == name
    assert plan.origin.pretrained
    assert plan.preprocessing.mean == MEAN
    assert plan.notices[0] == f"All {len(convolutions(old))} convolution layers start from the " \
        "model m."  # fmt: skip


def test_a_shallow_vgg_starts_a_deeper_one_as_its_authors_did(tmp_path: Path) -> None:
    old = convolutions(write_model(tmp_path / "a", TrainConfig(backbone="vgg11"), ("a", "b")))
    plan = start(tmp_path / "a", pictures_of("a", "b"), backbone="vgg16")
    new = convolutions(plan.classifier.blocks)
    pairs = {0: 0, 1: 2, 2: 4, 3: 5, 4: 7, 5: 8, 6: 10, 7: 11}
    for source, target in pairs.items():
        assert old[source].weight.equal(new[target].weight)
    assert plan.notices[0] == (
        "8 of 13 convolution layers start from the model a (1, 3, 5-6, 8-9, 11-12); "
        "the others start at random."
    )
    # Layers at random among them must learn, and at the full rate.
    assert plan.config.freeze == 0
    assert not plan.origin.pretrained


def test_frozen_layers_that_got_nothing_are_said(tmp_path: Path) -> None:
    write_model(tmp_path / "a", TrainConfig(backbone="vgg11"), ("a", "b"))
    plan = start(tmp_path / "a", pictures_of("a", "b"), backbone="vgg16", freeze=2)
    assert "Some of the first 2 layers are frozen at random weights" in plan.notices[1]
    plan = start(tmp_path / "a", pictures_of("a", "b"), backbone="vgg16", freeze=1)
    assert not any("frozen" in sentence for sentence in plan.notices)


def test_a_model_that_gives_nothing_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "a", TrainConfig(backbone="squeezenet1_1"), ("a", "b"))
    with pytest.raises(RunError, match=r"No convolution layer of the model a .* fits compact"):
        start(tmp_path / "a", pictures_of("a", "b"), backbone="compact")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="no complete model"):
        start(tmp_path / "empty", pictures_of("a", "b"))


def test_open_knobs_follow_the_model(tmp_path: Path) -> None:
    shape = TrainConfig(backbone="vgg11", cut=5, head="dense", dense_width=16, activation="tanh")
    shape = dataclasses.replace(shape, batch_norm=False)
    write_model(tmp_path / "a", shape, ("a", "b"))
    config = start(tmp_path / "a", pictures_of("a", "b")).config
    assert (config.backbone, config.image_size, config.cut) == ("vgg11", 48, 5)
    assert (config.head, config.dense_width, config.activation) == ("dense", 16, "tanh")
    assert not config.batch_norm
    assert config.freeze == 5
    whole = start(tmp_path / "a", pictures_of("a", "b"), cut=8)
    assert "5 of 8 convolution layers" in whole.notices[0]


HEADS = (
    TrainConfig(backbone="squeezenet1_1"),
    TrainConfig(backbone="squeezenet1_1", head="dense", dense_width=8),
    TrainConfig(backbone="compact", head="classic"),
)


@pytest.mark.parametrize("shape", HEADS)
def test_a_new_class_joins_and_the_old_ones_keep_their_answers(
    shape: TrainConfig, tmp_path: Path
) -> None:
    old = write_model(tmp_path / "m", shape, ("boot", "mule"), ("b1", "m1")).eval()
    # The boot was renamed, the clog is new; the order is another one.
    dataset = pictures_of("clog", "mule", "stiefel", ids=("c1", "m1", "b1"))
    plan = start(tmp_path / "m", dataset)
    picture = torch.rand(1, 3, 48, 48)
    with torch.inference_mode():
        before, after = old(picture)[0], plan.classifier.eval()(picture)[0]
    assert after[[2, 1]].tolist() == pytest.approx(before.tolist(), abs=1e-5)
    assert plan.notices[-1] == "The head keeps what the model m knows of its classes; new: clog."


def test_the_same_classes_go_on(tmp_path: Path) -> None:
    old = write_model(tmp_path / "m", HEADS[0], ("boot", "mule")).eval()
    plan = start(tmp_path / "m", pictures_of("boot", "mule", ids=("b1", "m1")))
    picture = torch.rand(1, 3, 48, 48)
    with torch.inference_mode():
        before, after = old(picture), plan.classifier.eval()(picture)
    assert torch.allclose(before, after, atol=1e-5)
    assert plan.notices[-1] == "The head goes on from that of the model m."


def test_a_head_that_does_not_fit_starts_anew(tmp_path: Path) -> None:
    write_model(tmp_path / "m", HEADS[0], ("boot", "mule"))
    lacking = start(tmp_path / "m", pictures_of("boot", "clog"))
    assert "do not have (mule)" in lacking.notices[-1]
    other = start(tmp_path / "m", pictures_of("boot", "mule"), head="dense")
    assert other.notices[-1] == "The head starts anew: that of the model m is another one."
    wide = dataclasses.replace(HEADS[1], weights=str(tmp_path / "d"), dense_width=9)
    write_model(tmp_path / "d", HEADS[1], ("boot", "mule"))
    resized = settle(wide, pictures_of("boot", "mule"), WeightsStore([]))
    assert resized.notices[-1] == "The head starts anew: that of the model d is another one."


@pytest.mark.parametrize("knobs", [{"plan": "fast"}, {"epochs": 0}])
def test_a_head_alone_needs_all_layers_of_the_model(
    tmp_path: Path, knobs: dict[str, object]
) -> None:
    write_model(tmp_path / "a", TrainConfig(backbone="vgg11"), ("a", "b"))
    start(tmp_path / "a", pictures_of("a", "b"), **knobs)
    with pytest.raises(RunError, match="head alone"):
        start(tmp_path / "a", pictures_of("a", "b"), backbone="vgg16", **knobs)


@pytest.mark.parametrize("divided_anew", [False, True])
def test_a_model_that_learned_what_measures_it_is_told(
    dataset: Dataset, tmp_path: Path, *, divided_anew: bool
) -> None:
    write_model(tmp_path / "a", SMALL, dataset.classes)
    earlier = dataset
    if divided_anew:
        turned = {Split.TRAIN: Split.VAL, Split.VAL: Split.TRAIN, Split.TEST: Split.TEST}
        items = (item._replace(split=turned[item.split]) for item in dataset.items)
        earlier = dataclasses.replace(dataset, items=tuple(items))
    SplitRecord.of(earlier).write(tmp_path / "a")
    config = dataclasses.replace(SMALL, weights=str(tmp_path / "a"), epochs=1)
    events = train(config, dataset, RunFolder(tmp_path / "run"), Control())
    said = [event.sentence for event in events if isinstance(event, NoticeGiven)]
    count = len({item.digest for item in dataset.of_split(Split.VAL)})
    told = f"has learned {count} of the pictures that are kept aside"
    assert any(told in sentence for sentence in said) is divided_anew
    left_out = dataclasses.replace(
        dataset, items=tuple(item._replace(left_out=True) for item in dataset.items)
    )
    assert measures_too_well(config, left_out) == ()


@pytest.mark.parametrize(
    ("names", "flips", "told"),
    [(("left", "mule"), True, True), (("left", "mule"), False, False), (("b", "m"), True, False)],
)
def test_mirroring_sides_is_told(
    tmp_path: Path, names: tuple[str, ...], *, flips: bool, told: bool
) -> None:
    plan = settle(
        TrainConfig(backbone="compact", weights="none", flips=flips),
        pictures_of(*names),
        WeightsStore([]),
    )
    assert any("looks like its opposite" in sentence for sentence in plan.notices) is told
