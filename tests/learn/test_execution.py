"""How to compute is chosen by trying, and remembered."""

from collections import Counter

import pytest
import torch
from torch import nn

from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution

COMPUTING = "shoeclassifier_gui.learn.computing.execution"
# Seconds of the first try, which does not count, and of those that follow.
Tries = dict[str, list[float]]


def choose(monkeypatch: pytest.MonkeyPatch, tries: Tries) -> tuple[str, Counter[str]]:
    """The way that is chosen when the ways take these times, and how often each was tried."""
    asked: Counter[str] = Counter()

    def time(execution: Execution, network: nn.Module, *_: object, **__: object) -> float:
        assert not network.training
        way = name_of(execution)
        asked[way] += 1
        return tries[way][asked[way] - 1]

    monkeypatch.setattr(f"{COMPUTING}._time", time)
    network = nn.Sequential(nn.Conv2d(3, 2, 3)).train()
    chosen = fastest_execution(network, choose_device("cpu"), 32, name="small", learning=True)
    assert network.training
    return name_of(chosen), asked


def name_of(execution: Execution) -> str:
    return f"{execution.number_format} {'last' if execution.channels_last else 'first'}"


def test_a_clear_case_is_decided_after_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    way, asked = choose(
        monkeypatch,
        {
            "bfloat16 last": [9.0, 0.05], "float32 last": [0.01, 0.18],
            "bfloat16 first": [9.0, 0.16], "float32 first": [9.0, 0.17],
        },
    )  # fmt: skip
    assert way == "bfloat16 last"
    assert set(asked.values()) == {2}


def test_a_try_that_was_disturbed_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    way, asked = choose(
        monkeypatch,
        {
            "bfloat16 last": [9.0, 0.09, 0.05, 0.05], "float32 last": [9.0, 0.30],
            "bfloat16 first": [9.0, 0.06, 0.06, 0.06], "float32 first": [9.0, 0.08, 0.08],
        },
    )  # fmt: skip
    assert way == "bfloat16 last"
    assert asked == {
        "bfloat16 last": 4, "bfloat16 first": 4, "float32 first": 3, "float32 last": 2
    }  # fmt: skip


def test_what_was_found_is_remembered_unless_the_machine_was_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network, place = nn.Sequential(nn.Conv2d(3, 2, 3)), choose_device("cpu")
    before = {name: value.clone() for name, value in network.state_dict().items()}
    times = iter(range(1000, 0, -1))
    monkeypatch.setattr(f"{COMPUTING}._time", lambda *_, **__: float(next(times)))

    def chosen() -> Execution:
        return fastest_execution(network, place, 32, name="small", learning=False)

    monkeypatch.setattr(f"{COMPUTING}.is_quiet", lambda: False)
    chosen()
    spent = next(times)
    chosen()
    assert next(times) < spent - 1, "what was measured on a busy machine stayed"
    monkeypatch.setattr(f"{COMPUTING}.is_quiet", lambda: True)
    first = chosen()
    spent = next(times)
    assert chosen() == first
    assert next(times) == spent - 1
    after = network.state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())
