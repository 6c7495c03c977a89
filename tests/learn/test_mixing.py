"""Two pictures in one: any layer's activations can be mixed."""

import pytest
import torch

from shoeclassifier_gui.core.runs.config import Mix
from shoeclassifier_gui.learn.pictures.mixing import Targets, mix_batch


def mixed(
    kind: Mix, inputs: torch.Tensor, labels: torch.Tensor, seed: int = 0
) -> tuple[torch.Tensor, Targets]:
    return mix_batch(kind, inputs, labels, torch.Generator().manual_seed(seed))


def plain_inputs(count: int, height: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Input i is i everywhere and is called i, so that it tells what it is made of."""
    labels = torch.arange(count)
    return labels.float().view(count, 1, 1, 1).expand(count, 8, height, width).clone(), labels


@pytest.mark.parametrize(("height", "width"), [(56, 56), (7, 5), (1, 1)])
@pytest.mark.parametrize("kind", ["mixup", "cutmix"])
def test_the_shares_are_those_of_the_picture(kind: Mix, height: int, width: int) -> None:
    inputs, labels = plain_inputs(64, height, width)
    result, targets = mixed(kind, inputs, labels)
    assert result.shape == inputs.shape
    assert targets.partners is not None
    expected = targets.share * targets.labels + (1 - targets.share) * targets.partners
    assert torch.allclose(result.mean(dim=(1, 2, 3)), expected, atol=1e-3)
    assert targets.share.min() >= 0
    assert targets.share.max() <= 1


def test_mixup_mostly_keeps_one_picture_and_cutmix_takes_rectangles() -> None:
    inputs, labels = plain_inputs(512, 32, 32)
    _, soft = mixed("mixup", inputs, labels)
    edges = ((soft.share < 0.1) | (soft.share > 0.9)).float().mean()
    assert 0.6 < edges < 0.9  # Beta(0.2, 0.2) has 0.74 of its mass there.
    pasted, hard = mixed("cutmix", inputs, labels)
    assert set(pasted[5].flatten().tolist()) <= {5.0, float(hard.partners[5])}  # type: ignore[index]
    foreign = pasted[:, 0] != inputs[:, 0]
    area = foreign.any(dim=1).sum(dim=1) * foreign.any(dim=2).sum(dim=1)
    assert torch.equal(area, foreign.sum(dim=(1, 2)))
    assert 0.25 < float(1 - hard.share.mean()) < 0.5


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_kind_of_number_stays(dtype: torch.dtype) -> None:
    inputs, labels = plain_inputs(4, 6, 6)
    for kind in ("mixup", "cutmix"):
        assert mixed(kind, inputs.to(dtype), labels)[0].dtype == dtype


def test_without_mixing_nothing_is_touched() -> None:
    inputs, labels = plain_inputs(4, 6, 6)
    for kind, count in (("none", 4), ("mixup", 1)):
        result, targets = mixed(kind, inputs[:count], labels[:count])  # type: ignore[arg-type]
        assert torch.equal(result, inputs[:count])
        assert targets.partners is None
        assert torch.equal(targets.mostly, labels[:count])


def test_the_same_seed_mixes_alike() -> None:
    inputs, labels = plain_inputs(16, 6, 6)
    assert torch.equal(mixed("cutmix", inputs, labels, 1)[0], mixed("cutmix", inputs, labels, 1)[0])
    assert not torch.equal(
        mixed("cutmix", inputs, labels, 1)[0], mixed("cutmix", inputs, labels, 2)[0]
    )
