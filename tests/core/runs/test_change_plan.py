"""Another plan for the settings of an earlier run, which name every knob."""

from dataclasses import asdict, replace
from itertools import permutations

import pytest

from shoeclassifier_gui.core.runs.config import PLANS, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.defaults import change_plan, settle_basics


def recorded(config: TrainConfig, **knobs: object) -> TrainConfig:
    """As a run keeps it."""
    settled = replace(config, **asdict(settle_basics(config)))
    return replace(settled, **knobs)  # type: ignore[arg-type]


@pytest.mark.parametrize(("before", "after"), list(permutations(PLANS, 2)))
def test_another_plan_brings_its_own_knobs(before: PlanName, after: PlanName) -> None:
    taken = change_plan(recorded(TrainConfig(plan=before), freeze=10), after)
    assert settle_basics(taken) == settle_basics(TrainConfig(plan=after))
    assert taken.freeze == (None if before == "fast" else 10)


def test_the_same_plan_changes_nothing() -> None:
    config = recorded(TrainConfig(plan="fast"), freeze=3)
    assert change_plan(config, "fast") == config


def test_what_follows_a_model_stays() -> None:
    """Open again it would follow that model, whatever was chosen instead."""
    asked = TrainConfig(weights="runs/a", head="dense", activation="elu", image_size=224)
    assert change_plan(asked, "best") == replace(asked, plan="best")


def test_what_was_chosen_stays() -> None:
    chosen = TrainConfig(plan="balanced", epochs=17, views=2, dropout=0.1, optimizer="sgd")
    taken = change_plan(recorded(chosen), "best")
    assert (taken.epochs, taken.views, taken.dropout) == (17, 2, 0.1)
    assert taken.optimizer == "sgd"
    assert settle_basics(taken).test_crops == 10
