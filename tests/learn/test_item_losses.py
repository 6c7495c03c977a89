"""How hard a model finds the pictures: right, asked once, stopped without a loss."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.pictures import read_picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.answers import ItemLosses
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.learn.models.item_losses import item_losses
from shoeclassifier_gui.learn.models.known_rows import KnownRows
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import pool_head


@pytest.fixture
def project(dataset: Dataset) -> Project:
    return open_project(dataset.folder)


@pytest.fixture
def model(dataset: Dataset, tmp_path: Path) -> Path:
    """Random weights: every picture is answered a little differently.

    Of 30 px, because decoding a drawn picture at an eighth of its size leaves that exactly.
    """
    torch.manual_seed(0)
    built = build_backbone("squeezenet1_1")
    classifier = Classifier(built.blocks, pool_head(built.channels, len(dataset.classes), 0.0))
    card = ModelCard(
        "squeezenet1_1", "pool", dataset.classes, Preprocessing(30),
        Scores("val", 0, 0.0, 0.0, (), ()), 0.5, "random", 1, "", "", {}, dataset.class_ids,
    )  # fmt: skip
    folder = tmp_path / "model"
    folder.mkdir()
    card.write(folder)
    save_file(classifier.state_dict(), folder / WEIGHTS_FILE)
    return folder


def ask(
    project: Project, model: Path, dataset: Dataset
) -> tuple[list[FeatureProgress], ItemLosses]:
    *progress, last = item_losses(project, model, dataset, Control())
    assert isinstance(last, ItemLosses)
    return [event for event in progress if isinstance(event, FeatureProgress)], last


def test_the_loss_is_what_the_model_says_of_the_true_class(
    project: Project, model: Path, dataset: Dataset
) -> None:
    progress, found = ask(project, model, dataset)
    assert progress[0] == FeatureProgress(0, 120)
    assert progress[-1] == FeatureProgress(120, 120)
    assert len(found.losses) == 120
    item = dataset.items[50]
    (answer,) = Predictor.load(model).classify([read_picture(item.path)])
    loss = found.losses[item.digest, dataset.classes[item.class_index]]
    assert loss == pytest.approx(-np.log(answer[item.class_index]), abs=0.01)
    assert len(set(found.losses.values())) > 60


def test_a_picture_is_asked_about_once_whatever_its_class(
    project: Project, model: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, before = ask(project, model, dataset)
    monkeypatch.delattr(Predictor, "load")
    other = (dataset.items[0].class_index + 1) % len(dataset.classes)
    moved = dataset.items[0]._replace(class_index=other)
    progress, after = ask(project, model, replace(dataset, items=(moved, *dataset.items[1:])))
    assert progress == []
    assert (moved.digest, dataset.classes[other]) in after.losses
    assert len(after.losses.items() & before.losses.items()) == 119


def test_a_class_that_the_model_does_not_know_and_a_torn_file_have_none(
    project: Project, model: Path, dataset: Dataset
) -> None:
    dataset.items[0].path.write_bytes(b"torn")
    last = len(dataset.classes) - 1
    strange = replace(
        dataset,
        classes=(*dataset.classes[:last], "clog"),
        class_ids=(*dataset.class_ids[:last], "new"),
    )
    _, found = ask(project, model, strange)
    names = {name for _, name in found.losses}
    assert names == set(dataset.classes[:last])
    assert dataset.items[0].digest not in {digest for digest, _ in found.losses}
    assert len(found.losses) == 120 - 24 - 1


def test_a_stop_tells_and_keeps_what_was_asked(
    project: Project, model: Path, dataset: Dataset
) -> None:
    control = Control()
    work = item_losses(project, model, dataset, control)
    for _ in range(20):
        next(work)
    control.stop()
    *_, last = work
    assert isinstance(last, ItemLosses)
    assert 0 < len(last.losses) < 120
    progress, whole = ask(project, model, dataset)
    assert progress[0].total == 120 - len(last.losses)
    assert len(whole.losses) == 120


def test_a_stop_before_the_first_answer_is_no_fault(
    project: Project, model: Path, dataset: Dataset
) -> None:
    control = Control()
    work = item_losses(project, model, dataset, control)
    next(work)
    control.stop()
    assert list(work) == [ItemLosses({})]


def test_another_model_is_asked_anew(project: Project, model: Path, dataset: Dataset) -> None:
    ask(project, model, dataset)
    other = model.with_name("other")
    shutil.copytree(model, other)
    weights = Predictor.load(model).classifier.state_dict()
    changed = {name: (tensor + 0.01).contiguous() for name, tensor in weights.items()}
    save_file(changed, other / WEIGHTS_FILE)
    progress, _ = ask(project, other, dataset)
    assert progress[-1] == FeatureProgress(120, 120)


def test_nothing_is_written_when_nothing_is_known(tmp_path: Path) -> None:
    KnownRows(tmp_path, "w", Preprocessing(224), 3, ["00" * 16]).close()
    assert list(tmp_path.iterdir()) == []
