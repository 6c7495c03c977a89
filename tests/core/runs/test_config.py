"""The knobs: in range, round trip, and refused in sentences."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import CHOICES, LABELS, LIMITS, TrainConfig

configs = st.builds(
    TrainConfig,
    backbone=st.none() | st.just("vgg19"),
    freeze=st.none() | st.integers(0, 16),
    epochs=st.integers(1, 10_000),
    learning_rate=st.floats(1e-7, 10),
    optimizer=st.sampled_from(["adam", "sgd"]),
    shares=st.just(Shares(0.8, 0.1, 0.1)),
)


@given(configs)
def test_a_configuration_comes_back_from_its_file(config: TrainConfig) -> None:
    assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("knob", LIMITS)
def test_every_limit_is_kept_with_a_sentence(knob: str) -> None:
    low, high = LIMITS[knob]
    for wrong in (low - 1, high + 1, float("nan")):
        with pytest.raises(RunError, match=LABELS[knob]):
            dataclasses.replace(TrainConfig(), **{knob: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("knob", CHOICES)
def test_unknown_choices_are_refused(knob: str) -> None:
    with pytest.raises(RunError, match="must be one of"):
        dataclasses.replace(TrainConfig(), **{knob: "magic"})  # type: ignore[arg-type]


def test_knobs_of_a_newer_version_are_refused() -> None:
    with pytest.raises(RunError, match="does not know: warp"):
        TrainConfig.from_dict({**TrainConfig().to_dict(), "warp": 9})


def test_the_light_of_older_runs_is_read() -> None:
    new = TrainConfig(illumination=0.7)
    old = {key: value for key, value in new.to_dict().items() if key not in _GROUPS}
    assert TrainConfig.from_dict({**old, "colour": 0.7}) == new
    uncut = TrainConfig.from_dict({**old, "colour": 0.7, "crops": False})
    assert uncut.deformation == 0.0


_GROUPS = ("illumination", "deformation", "occlusion", "clutter", "scale_jitter")
