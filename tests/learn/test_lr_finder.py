"""The search for a learning rate: on a real small network, and on made-up losses."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import Head, TrainConfig
from shoeclassifier_gui.core.runs.rate_search import (
    HIGHEST_RATE,
    LOWEST_RATE,
    RateEvent,
    RatesSearched,
    RateTried,
)
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.remembering.frozen import FrozenLayers
from shoeclassifier_gui.learn.search import lr_finder
from shoeclassifier_gui.learn.search.lr_finder import find_learning_rate
from shoeclassifier_gui.learn.training import setting_up
from tests.learn.small import SMALL

# Without random changes the loss says more about the rate.
CALM = {
    "flips": False, "crops": False, "illumination": 0.0, "deformation": 0.0, "dropout": 0.0,
    "batch_size": 64,
}  # fmt: skip


def search(dataset: Dataset, **knobs: object) -> list[RateEvent]:
    config = dataclasses.replace(SMALL, **knobs)  # type: ignore[arg-type]
    return list(find_learning_rate(config, dataset, Control()))


@pytest.fixture(autouse=True)
def _few_steps_in_one_number_format(monkeypatch: pytest.MonkeyPatch) -> None:
    execution = Execution(choose_device("cpu"), "float32", channels_last=False)
    monkeypatch.setattr(lr_finder, "STEPS", 40)
    monkeypatch.setattr(setting_up, "fastest_execution", lambda *_, **__: execution)


def test_the_suggested_rate_lies_where_the_loss_falls(dataset: Dataset) -> None:
    *steps, result = search(dataset, **CALM)
    assert isinstance(result, RatesSearched)
    tried = [event for event in steps if isinstance(event, RateTried)]
    assert tried[0].rate == pytest.approx(LOWEST_RATE)
    assert result.rates[: len(tried)] == tuple(event.rate for event in tried)
    assert result.suggestion is not None
    assert result.suggestion <= result.rates[int(np.argmin(result.losses))] / 10 * 1.001
    # A rate at which Adam is known to learn a small network from scratch.
    assert 1e-5 < result.suggestion < 1e-1


def test_an_exploding_loss_ends_the_search(dataset: Dataset) -> None:
    *_, result = search(dataset, optimizer="sgd")
    assert isinstance(result, RatesSearched)
    assert len(result.rates) < lr_finder.STEPS
    assert result.rates[-1] < HIGHEST_RATE
    assert np.isfinite(result.losses).all()


def test_a_second_search_gives_the_same_and_nothing_else_moves(dataset: Dataset) -> None:
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    first = search(dataset)[-1]
    assert torch.equal(torch.random.get_rng_state(), before)
    torch.manual_seed(6)
    assert search(dataset)[-1] == first
    assert not (dataset.folder / ".shoeclassifier" / "runs").exists()


def test_fewer_pictures_than_a_batch_are_used_again_and_again(dataset: Dataset) -> None:
    few = [item for item in dataset.items if item.split is not Split.TEST][::6]
    small = dataclasses.replace(dataset, items=tuple(few))
    assert len(small.of_split(Split.TRAIN)) < 64
    *_, result = search(small, batch_size=64)
    assert isinstance(result, RatesSearched)
    assert len(result.rates) > 10


def test_a_stop_is_heard_between_two_steps(dataset: Dataset) -> None:
    control = Control()
    events = find_learning_rate(SMALL, dataset, control)
    done = []
    with pytest.raises(Stopped):  # noqa: PT012 - the stop comes while events are read
        for event in events:
            if isinstance(event, RateTried):
                done.append(event.done)
                if event.done == 2:
                    control.stop()
    assert done == [1, 2]


def test_a_plan_without_steps_needs_no_rate(dataset: Dataset) -> None:
    with pytest.raises(RunError, match="no rate is needed"):
        list(find_learning_rate(TrainConfig(plan="fast"), dataset, Control()))


@pytest.mark.parametrize("head", ["pool", None])
def test_the_search_begins_where_a_run_would(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: Head | None
) -> None:
    """With the fitted head if it goes on from that; frozen layers look once at each view."""
    looks: list[int] = []
    see = FrozenLayers.see

    def counted(self: FrozenLayers, pictures: torch.Tensor) -> torch.Tensor:
        looks.append(len(pictures))
        return see(self, pictures)

    monkeypatch.setattr(FrozenLayers, "see", counted)
    torch.manual_seed(0)
    file = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), file)
    calm = {**CALM, "batch_size": 16}
    *_, result = search(dataset, **calm, weights=str(file), views=1, head=head)
    assert isinstance(result, RatesSearched)
    knows = result.losses[0] < 0.8 * np.log(len(dataset.classes))
    assert knows is np.bool_(head == "pool")
    pictures = len(dataset.of_split(Split.TRAIN)) + len(dataset.of_split(Split.VAL))
    assert len(result.rates) * 16 > pictures  # Each came more than once.
    assert sum(looks) < pictures + 3 * 16  # Whole chunks, and one to learn their shape.


def test_a_gradient_limit_holds_in_the_search_as_in_the_run(dataset: Dataset) -> None:
    *_, free = search(dataset, optimizer="sgd")
    *_, limited = search(dataset, optimizer="sgd", clip=1e-4)
    assert isinstance(free, RatesSearched)
    assert isinstance(limited, RatesSearched)
    assert len(limited.rates) > len(free.rates)
