"""What may be searched for, and how it is written down."""

import dataclasses
import json

import pytest

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.search_space import (
    SEARCHABLE,
    ChoiceRange,
    NumberRange,
    SearchSpace,
    parse_ranges,
    usual_range,
)


def test_every_searchable_knob_makes_a_configuration() -> None:
    space = SearchSpace(TrainConfig(), SEARCHABLE)
    for each in SEARCHABLE:
        ends = each.values if isinstance(each, ChoiceRange) else (each.low, each.high)
        for value in ends:
            assert getattr(space.config({each.knob: value}), each.knob) == value


def test_a_space_comes_back_from_its_file() -> None:
    ranges = parse_ranges(["learning_rate=0.001:0.1", "optimizer=adam:sgd", "freeze"])
    space = SearchSpace(TrainConfig(epochs=3, optimizer="sgd"), ranges)
    assert SearchSpace.from_dict(json.loads(json.dumps(space.to_dict()))) == space


def test_ranges_are_read_as_they_are_written() -> None:
    rate, optimizer, freeze = parse_ranges(
        ["learning_rate=1e-3:0.1", "optimizer=adam:sgd", "freeze"]
    )
    assert isinstance(rate, NumberRange)
    assert (rate.low, rate.high, rate.log) == (0.001, 0.1, True)
    assert optimizer == ChoiceRange("optimizer", ("adam", "sgd"))
    assert freeze == usual_range("freeze")


@pytest.mark.parametrize(
    "word",
    [
        "colours", "learning_rate=1", "learning_rate=a:b", "learning_rate=0.1:0.01",
        "learning_rate=1e-9:1", "optimizer=adam", "optimizer=adam:magic",
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_said_in_a_sentence(word: str) -> None:
    with pytest.raises(RunError) as refused:
        parse_ranges([word])
    assert refused.value.sentence.endswith(".")
    assert refused.value.hint.endswith(".")


def test_nothing_to_search_is_refused() -> None:
    with pytest.raises(RunError):
        SearchSpace(TrainConfig(), ())


def test_own_values_outside_the_ranges_are_not_tried() -> None:
    config = dataclasses.replace(TrainConfig(), learning_rate=1.0, dropout=0.3)
    space = SearchSpace(config, parse_ranges(["learning_rate", "dropout", "freeze"]))
    assert space.own_values() == {"dropout": 0.3}
