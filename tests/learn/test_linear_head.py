"""The linear head that makes a model in seconds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import holds_linear_head
from shoeclassifier_gui.learn.networks.heads import dense_head, pool_head
from shoeclassifier_gui.learn.training.first_model import fit
from shoeclassifier_gui.learn.training.linear_head import Examples, fit_linear_head, install

CLASSES, CHANNELS = 3, 8


def examples(count: int, seed: int) -> Examples:
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % CLASSES
    centres = torch.randn(CLASSES, CHANNELS, generator=torch.Generator().manual_seed(9))
    noise = torch.randn(count, CHANNELS, generator=generator)
    scales = 10.0 ** torch.linspace(-2, 2, CHANNELS)
    return Examples((centres[labels] + noise) * scales, labels)


def test_it_is_as_right_as_a_logistic_regression_of_a_library() -> None:
    train, val = examples(300, 1), examples(300, 2)
    fitted = fit_linear_head(train, val, CLASSES)
    own = (fitted.scores(val.features).argmax(1) == val.labels).float().mean()
    mean, deviation = train.features.mean(0).numpy(), train.features.std(0).numpy()
    peer = LogisticRegression(C=1.0, max_iter=1000)
    peer.fit((train.features.numpy() - mean) / deviation, train.labels.numpy())
    theirs = peer.score((val.features.numpy() - mean) / deviation, val.labels.numpy())
    assert float(own) >= theirs - 0.01


def test_features_without_spread_and_classes_without_pictures_do_no_harm() -> None:
    features = torch.zeros(4, CHANNELS)
    some = Examples(features, torch.tensor([0, 0, 1, 1]))
    scores = fit_linear_head(some, some, CLASSES).scores(features)
    assert torch.isfinite(scores).all()
    assert int(scores[0].argmax()) in (0, 1)


WIDE = TrainConfig(dense_width=64)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize(
    ("choice", "tolerance"),
    [
        (None, 1e-4),
        (TrainConfig(dense_width=2 * CLASSES), 1e-4),
        (replace(WIDE, activation="leaky_relu"), 1e-4),
        (replace(WIDE, activation="maxout"), 1e-4),
        (replace(WIDE, activation="tanh"), 2e-3),
        (replace(WIDE, activation="elu"), 1.1e-2),
    ],
)
def test_the_head_of_the_network_answers_as_what_was_fitted(
    choice: TrainConfig | None, tolerance: float, batch_norm: bool
) -> None:
    if choice is None:
        head = pool_head(CHANNELS, CLASSES, dropout=0.5, batch_norm=batch_norm)
    else:
        head = dense_head(CHANNELS, CLASSES, 0.5, replace(choice, batch_norm=batch_norm))
    train, others = examples(60, 1), examples(60, 2).features
    fitted = fit_linear_head(train, train, CLASSES)
    install(head, fitted, train.features)
    for features in (train.features, others):
        answers = head.eval()(features.view(60, CHANNELS, 1, 1)).detach()
        np.testing.assert_allclose(answers, fitted.scores(features), atol=tolerance)


@pytest.mark.parametrize(
    ("knobs", "able"),
    [
        ({"head": "pool"}, True),
        ({"head": "dense", "dense_width": 2 * CLASSES}, True),
        ({"head": "dense", "dense_width": 2 * CLASSES - 1}, False),
        ({"head": "dense", "activation": "maxout"}, True),
        ({"head": "dense", "activation": "sigmoid"}, False),
        ({"head": "classic"}, False),
    ],
)
def test_some_heads_cannot_answer_as_a_linear_one(knobs: dict[str, Any], able: bool) -> None:
    assert holds_linear_head(TrainConfig(**knobs), CLASSES) is able


def test_the_first_head_keeps_the_balance_that_was_asked_for() -> None:
    """Two clouds that overlap, 40 to 1: weighed alike, the small one is found as well."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([0] * 400 + [1] * 10)
    features = torch.randn(410, 4, generator=generator) + labels[:, None]
    examples = Examples(features, labels)
    found = {}
    for balance in ("none", "weights"):
        head, _, _ = fit(examples, examples, 2, TrainConfig(balance=balance))
        found[balance] = int(head.scores(features).argmax(dim=1)[labels == 1].sum())
    assert found["weights"] > found["none"]
