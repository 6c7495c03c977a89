"""Remedies change something, or there is none."""

from dataclasses import replace

import pytest

from shoeclassifier_gui.core.runs.config import LIMITS, TrainConfig
from shoeclassifier_gui.core.runs.guardian_remedies import against_learning_by_heart, slower

CONFIG = TrainConfig(epochs=10)


@pytest.mark.parametrize("rate", [LIMITS["learning_rate"][0], 1e-3])
def test_a_slower_rate_is_another_one_or_none(rate: float) -> None:
    remedy = slower(replace(CONFIG, learning_rate=rate))
    assert remedy.get("learning_rate") != rate
    assert bool(remedy) is (rate > LIMITS["learning_rate"][0])


def test_all_that_is_done_against_learning_by_heart_is_something_new() -> None:
    config = replace(CONFIG, views=1, crops=True, illumination=0.5)
    seen: list[str] = []
    while remedy := against_learning_by_heart(config):
        assert len(seen) < 9
        after = replace(config, **remedy)  # type: ignore[arg-type]
        assert after != config
        config, seen = after, [*seen, *remedy]
    assert seen[:3] == ["crops", "illumination", "views"]
    assert seen[-1] == "label_smoothing"
    hinge = replace(config, loss="hinge", label_smoothing=0.0)
    assert against_learning_by_heart(hinge) == {}
