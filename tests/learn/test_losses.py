"""What is made small, and how much each class counts in it."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.pictures.mixing import Targets
from shoeclassifier_gui.learn.training.losses import TrainingLoss, class_weights, picture_losses
from shoeclassifier_gui.learn.training.order import epoch_order

# The worked example of the CNN lectures: a cat with the scores of cat, car and frog.
SCORES, CAT = torch.tensor([[3.2, 5.1, -1.7]]), torch.tensor([0])
LABELS = torch.tensor([0] * 30 + [1] * 6 + [3] * 4)  # No picture of class 2.
CPU = torch.device("cpu")


def test_the_worked_example_of_the_lectures() -> None:
    assert float(picture_losses("hinge", SCORES, CAT)) == pytest.approx(2.9)
    probabilities = torch.softmax(SCORES, dim=1)[0].tolist()
    assert [round(share, 2) for share in probabilities] == [0.13, 0.87, 0.0]
    expected = -np.log(probabilities[0])
    assert float(picture_losses("cross_entropy", SCORES, CAT)) == pytest.approx(expected)


def test_the_hinge_is_silent_where_the_right_class_leads_by_one() -> None:
    scores = torch.tensor([[4.0, 1.0, 3.0], [4.0, 1.0, 3.5]])
    assert picture_losses("hinge", scores, torch.tensor([0, 0])).tolist() == [0.0, 0.5]


def test_smoothing_is_that_of_torch_and_leaves_the_hinge_alone() -> None:
    smooth = functional.cross_entropy(SCORES, CAT, label_smoothing=0.2)
    assert float(picture_losses("cross_entropy", SCORES, CAT, 0.2)) == pytest.approx(float(smooth))
    assert float(picture_losses("hinge", SCORES, CAT, 0.2)) == pytest.approx(2.9)


def test_weights_let_all_classes_count_alike() -> None:
    weights = class_weights(LABELS)
    assert weights.tolist() == pytest.approx([40 / 90, 40 / 18, 0.0, 40 / 12])
    assert float(weights[LABELS].mean()) == pytest.approx(1.0)
    loss = TrainingLoss.of(TrainConfig(balance="weights"), LABELS, CPU)
    scores = torch.randn(40, 4, generator=torch.Generator().manual_seed(0))
    each = picture_losses("cross_entropy", scores, LABELS)
    classes = torch.stack([each[label == LABELS].mean() for label in (0, 1, 3)])
    assert float(loss(scores, Targets.plain(LABELS))) == pytest.approx(float(classes.mean()))


@pytest.mark.parametrize("loss", ["cross_entropy", "hinge"])
@pytest.mark.parametrize("balance", ["none", "weights"])
def test_a_mixed_picture_is_asked_for_both_labels(loss: str, balance: str) -> None:
    config = TrainConfig(loss=loss, balance=balance)  # type: ignore[arg-type]
    learn = TrainingLoss.of(config, LABELS, CPU)
    scores = torch.randn(2, 4, generator=torch.Generator().manual_seed(0))
    first, second = torch.tensor([0, 1]), torch.tensor([1, 3])
    mixed = Targets(first, second, torch.full((2,), 0.75))
    expected = 0.75 * learn(scores, Targets.plain(first)) + 0.25 * learn(
        scores, Targets.plain(second)
    )
    assert float(learn(scores, mixed)) == pytest.approx(float(expected))
    assert mixed.mostly.tolist() == [0, 1]


POSITIONS, OWN = tuple(range(100, 140)), LABELS.numpy()


def test_an_epoch_shows_every_picture_once() -> None:
    order = epoch_order(POSITIONS, OWN, "none", [0, 1])
    assert sorted(order) == list(POSITIONS)
    assert order == epoch_order(POSITIONS, OWN, "weights", [0, 1])
    assert order != epoch_order(POSITIONS, OWN, "none", [0, 2])


def test_balanced_sampling_draws_classes_evenly_and_repeats_itself() -> None:
    order = epoch_order(POSITIONS, OWN, "sampling", [0, 1])
    assert order == epoch_order(POSITIONS, OWN, "sampling", [0, 1])
    assert len(order) == len(POSITIONS)
    counts = np.bincount(OWN[np.asarray(order) - 100], minlength=4)
    assert counts[2] == 0
    assert sorted(counts[[0, 1, 3]]) == [13, 13, 14]
    rare = [order.count(place) for place in POSITIONS[30:36]]
    assert max(rare) - min(rare) <= 1
    seen = set(order)
    for epoch in range(2, 12):
        seen |= set(epoch_order(POSITIONS, OWN, "sampling", [0, epoch]))
    assert seen == set(POSITIONS)  # Large classes take turns.
