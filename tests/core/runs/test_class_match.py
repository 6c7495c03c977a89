"""A model and a data set agree on classes by id, then by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.class_match import match_classes
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import Scores, score


@pytest.fixture
def card() -> ModelCard:
    import numpy as np

    truths = np.zeros(1, np.int64)
    scores: Scores = score("val", ("boot", "mule"), truths, truths)
    return ModelCard(
        "squeezenet1_1", "pool", ("boot", "mule"), Preprocessing(32), scores, 0.5, "none", 1,
        "2026-01-01T00:00:00+00:00", "", {}, ("b1", "m1"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("classes", "ids", "expected"),
    [
        (("boot", "mule"), ("b1", "m1"), [0, 1]),
        (("mule", "stiefel"), ("m1", "b1"), [1, 0]),
        (("boot", "mule"), ("m1", "b1"), [1, 0]),  # The names were exchanged.
        (("boot", "stiefel"), ("x9", "b1"), [None, 0]),  # A new class took the old name.
        (("boot", "mule"), ("x1", "x2"), [0, 1]),  # Another data set.
        (("boot", "clog"), (), [0, None]),
    ],
)
def test_classes_are_matched(
    card: ModelCard, classes: tuple[str, ...], ids: tuple[str, ...], expected: list[int | None]
) -> None:
    dataset = Dataset(Path("x"), classes, (), class_ids=ids)
    assert match_classes(card, dataset) == expected


def test_models_of_earlier_versions_are_matched_by_name(card: ModelCard) -> None:
    older = replace(card, class_ids=())
    dataset = Dataset(Path("x"), ("mule", "boot"), (), class_ids=("m1", "b1"))
    assert match_classes(older, dataset) == [1, 0]
