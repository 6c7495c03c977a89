"""Features for the data doctor: the same every time, computed once, from any weights."""

from collections.abc import Callable
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
from shoeclassifier_gui.learn.models.feature_cache import FeatureArray, FeatureCache
from shoeclassifier_gui.learn.models.features import feature_function
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


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    make: Callable[[], FeatureCache] = lambda: FeatureCache(tmp_path, "w", Preprocessing(224))  # noqa: E731
    cache = make()
    rows: FeatureArray = np.arange(6, dtype=np.float32).reshape(2, 3)
    cache.add(["00" * 16, "11" * 16], rows)
    cache.save()
    assert np.array_equal(make().of(["11" * 16, "00" * 16]), rows[::-1])
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:100])
    assert make().missing(["00" * 16]) == {"00" * 16}
