"""Features for the data doctor: the same every time, computed once, from any weights."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.learn.models.features import feature_function
from shoeclassifier_gui.learn.models.known_rows import KnownRows, Rows
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import pool_head
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore


@pytest.fixture
def store(tmp_path: Path) -> WeightsStore:
    """Random weights of the smallest network."""
    torch.manual_seed(0)
    folder = tmp_path / "weights"
    folder.mkdir()
    save_file(make_network("squeezenet1_1").state_dict(), folder / "squeezenet1_1.safetensors")
    return WeightsStore([folder])


def test_features_are_computed_once(dataset: Dataset, store: WeightsStore) -> None:
    features = feature_function(open_project(dataset.folder), store=store)
    assert features is not None
    items = dataset.items[:40]
    *steps, first = features(items, Control())
    assert [step.done for step in steps if isinstance(step, FeatureProgress)] == [32, 40]
    assert isinstance(first, np.ndarray)
    assert first.shape == (40, 512)
    (again,) = features(tuple(reversed(items)), Control())
    assert isinstance(again, np.ndarray)
    assert np.array_equal(again, first[::-1])


def test_a_stop_keeps_what_was_computed(dataset: Dataset, store: WeightsStore) -> None:
    features = feature_function(open_project(dataset.folder), store=store)
    assert features is not None
    control = Control()
    work = features(dataset.items[:70], control)
    next(work)
    control.stop()
    with pytest.raises(Stopped):
        next(work)
    assert next(iter(features(dataset.items[:70], Control()))) == FeatureProgress(32, 38)


def test_without_weights_there_are_none(dataset: Dataset, tmp_path: Path) -> None:
    assert feature_function(open_project(dataset.folder), store=WeightsStore([tmp_path])) is None


def test_a_trained_model_that_was_cut_gives_features(dataset: Dataset, tmp_path: Path) -> None:
    built = build_backbone("squeezenet1_1").cut(7)
    classifier = Classifier(built.blocks, pool_head(built.channels, len(dataset.classes), 0.0))
    card = ModelCard(
        "squeezenet1_1", "pool", dataset.classes, Preprocessing(32),
        Scores("val", 0, 0.0, 0.0, (), ()), 0.5, "random", 1, "", "", {}, dataset.class_ids, 7,
    )  # fmt: skip
    model = tmp_path / "model"
    model.mkdir()
    card.write(model)
    save_file(classifier.state_dict(), model / WEIGHTS_FILE)
    features = feature_function(open_project(dataset.folder), model, WeightsStore([]))
    assert features is not None
    *_, found = features(dataset.items[:5], Control())
    assert isinstance(found, np.ndarray)
    assert found.shape == (5, built.channels)


def test_what_is_known_is_read_again_and_damage_made_good(tmp_path: Path) -> None:
    digests = ["00" * 16, "11" * 16]

    def opened() -> KnownRows:
        return KnownRows(tmp_path, "w", Preprocessing(224), 3, digests)

    earlier = tmp_path / "of an earlier version.npz"
    earlier.touch()
    known = opened()
    rows: Rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    known.add(digests, rows)
    known.close()
    assert not earlier.exists()
    assert np.array_equal(opened().of(digests[::-1]), rows[::-1])
    (file,) = tmp_path.glob("*/*")
    file.write_bytes(file.read_bytes()[:-4])
    assert opened().missing() == set(digests)
