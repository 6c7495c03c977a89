"""Remedies change something, or there is none."""

from dataclasses import replace

import pytest

from shoeclassifier_gui.core.runs.config import LIMITS, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.guardian_remedies import (
    against_learning_by_heart,
    shows_plain_pictures,
    slower,
)

CONFIG = TrainConfig(epochs=10)


@pytest.mark.parametrize("rate", [LIMITS["learning_rate"][0], 1e-3])
def test_a_slower_rate_is_another_one_or_none(rate: float) -> None:
    remedy = slower(replace(CONFIG, learning_rate=rate))
    assert remedy.get("learning_rate") != rate
    assert bool(remedy) is (rate > LIMITS["learning_rate"][0])


@pytest.mark.parametrize("plan", ["fast", "balanced"])
def test_all_that_is_done_against_learning_by_heart_is_something_new(plan: PlanName) -> None:
    views = None if plan == "fast" else 1  # *fast* has a single one by itself.
    config = replace(CONFIG, plan=plan, head="dense", views=views, crops=True, illumination=0.5)
    assert shows_plain_pictures(config)
    seen: list[str] = []
    while remedy := against_learning_by_heart(config):
        assert len(seen) < 9
        after = replace(config, **remedy)  # type: ignore[arg-type]
        assert after != config
        assert not shows_plain_pictures(after)
        config, seen = after, [*seen, *remedy]
    assert seen[:3] == ["crops", "illumination", "views"]
    assert seen[-1] == "label_smoothing"
    hinge = replace(config, loss="hinge", label_smoothing=0.0)
    assert against_learning_by_heart(hinge) == {}


def test_where_nothing_is_frozen_random_changes_are_on_with_one_view() -> None:
    config = replace(CONFIG, freeze=0, views=1, illumination=0.5)
    assert not shows_plain_pictures(config)
    assert "views" not in against_learning_by_heart(config)
