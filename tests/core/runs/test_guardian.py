"""The guardian on recorded and drawn runs: what each rule notices, and where all stay silent."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    RunFinished,
    StepsFinished,
    TrainEvent,
    Trouble,
)
from shoeclassifier_gui.core.runs.guardian import Guardian, Pupils
from shoeclassifier_gui.core.runs.guardian_remedies import (
    against_chance,
    usual_rate,
)

CLASSES = ("boot", "heel", "loafer", "sandal", "sneaker")
PUPILS = Pupils(CLASSES, (60,) * 5, (40,) * 5)
CONFIG = TrainConfig(epochs=10)


def epochs(
    train_loss: Sequence[float],
    val_loss: Sequence[float],
    train: Sequence[float],
    val: Sequence[float],
) -> list[EpochFinished]:
    rows = zip(train_loss, val_loss, train, val, strict=True)
    return [
        EpochFinished(number, tl, ta, vl, va, 1.0, best=False)
        for number, (tl, vl, ta, va) in enumerate(rows, 1)
    ]


def hear(
    events: Iterable[TrainEvent],
    config: TrainConfig = CONFIG,
    *,
    pupils: Pupils = PUPILS,
    leak: float | None = 0.0,
) -> list[GuardianSpoke]:
    guardian = Guardian(config, pupils, None if leak is None else lambda: leak)
    said = []
    for event in events:
        found = guardian.watch(event)
        if found is not None:
            said.append(found)
    return said


def unnamed(run: Iterable[EpochFinished], *classes: int) -> list[EpochFinished]:
    """The same run, in which validation is never answered with some classes."""
    return [replace(epoch, unnamed=classes) for epoch in run]


def kinds(said: Iterable[GuardianSpoke]) -> list[Trouble]:
    return [spoken.kind for spoken in said]


def curve(text: str) -> list[float]:
    return [float(number) for number in text.split()]


# Of the source project: VGG16, epochs 1, 4, 7 and 10; an L2 term counts in its losses.
SOURCE = epochs(
    [76.2, 30.0, 9.0, 2.6, 1.2, 0.6, 0.33, 0.23, 0.18, 0.148],
    [37.2, 15.0, 4.6, 1.4, 0.7, 0.4, 0.26, 0.20, 0.16, 0.139],
    [0.738, 0.89, 0.95, 0.971, 0.976, 0.98, 0.983, 0.985, 0.986, 0.987],
    [0.942, 0.96, 0.97, 0.979, 0.983, 0.986, 0.988, 0.987, 0.988, 0.988],
)
# Recorded: squeezenet1_1 from ImageNet weights on photographs of flowers.
FLOWERS = epochs(
    curve("1.16 .67 .51 .45 .45 .40 .38 .34 .34 .33"),
    curve(".56 .46 .41 .41 .40 .40 .41 .39 .39 .40"),
    curve(".54 .75 .82 .83 .85 .86 .86 .88 .88 .88"),
    curve(".83 .85 .87 .87 .87 .87 .87 .87 .88 .88"),
)
# Recorded: vgg16_bn from scratch on drawn shoes, with the wild validation of few pictures.
SCRATCH_RUN = epochs(
    curve("1.92 1.59 1.40 1.23 1.07 .89 .85 .69 .62 .66 .39 .58 .40 .33 .36 .33 .18 .17 .15 .13"),
    curve("1.68 1.64 1.84 1.37 1.25 1.64 2.56 1.15 1.13 2.49 .31 3.11 .61 .28 .32 .72 .74 .12 .24"
          " .05"),
    curve(".30 .34 .40 .55 .57 .59 .70 .78 .80 .75 .86 .80 .83 .90 .88 .89 .93 .93 .95 .96"),
    curve(".22 .22 .23 .38 .33 .37 .48 .58 .60 .45 .85 .48 .82 .87 .87 .80 .73 .97 .92 1.0"),
)  # fmt: skip
# Recorded: the same, ended early after its validation had gone up and down.
SCRATCH_EARLY = epochs(
    curve("1.91 1.55 1.43 1.15 .99 .86 .73 .75 .56 .52 .38 .32 .25 .20 .28 .35 .34"),
    curve("1.90 1.88 1.59 1.60 1.65 1.94 1.50 1.15 1.36 4.59 .90 .49 4.35 1.89 1.44 .70 1.36"),
    curve(".27 .38 .42 .51 .59 .61 .72 .76 .80 .81 .86 .90 .90 .95 .91 .90 .89"),
    curve(".22 .22 .22 .28 .38 .30 .55 .62 .73 .35 .70 .90 .40 .50 .60 .75 .53"),
)


@pytest.mark.parametrize("run", [SOURCE, FLOWERS, SCRATCH_RUN, SCRATCH_EARLY])
def test_healthy_runs_hear_nothing(run: list[EpochFinished]) -> None:
    assert hear([*run, RunFinished(None, Ending.DONE, 10, 1.0, None)]) == []


def test_a_perfect_run_hears_nothing_where_nothing_leaks() -> None:
    assert hear(epochs([0.5, 0.1], [0.4, 0.1], [0.9, 1.0], [0.9, 1.0]), leak=0.0) == []


def test_a_class_missed_for_a_while_at_the_beginning_is_nothing() -> None:
    assert hear(unnamed(SCRATCH_RUN[:19], 4), replace(CONFIG, epochs=40)) == []


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_said_at_once(bad: float) -> None:
    said = hear([StepsFinished(1, 3, (1.6, 1.7, bad), 1.0, 1.0)])
    assert kinds(said) == [Trouble.RATE_TOO_HIGH]
    assert said[0].remedy == {"learning_rate": 1e-4}


def test_a_run_that_ended_by_it_hears_it_too() -> None:
    events: list[TrainEvent] = [*FLOWERS[:2], RunFinished(None, Ending.FAILED, 2, 1.0, None)]
    assert kinds(hear(events)) == [Trouble.DIVERGING]


@pytest.mark.parametrize("run", [SOURCE, FLOWERS, SCRATCH_RUN, SCRATCH_EARLY])
def test_a_healthy_run_has_not_diverged_wherever_it_ends(run: list[EpochFinished]) -> None:
    guardian = Guardian(CONFIG, PUPILS)
    for event in run:
        guardian.watch(event)
        assert not guardian.diverged


@pytest.mark.parametrize(
    ("losses", "diverged"),
    [
        ([1.6, 1.2, 2.4, 3.9], True),
        ([1.6, 9.0, 7.0, 6.0], True),
        ([8.0, 7.0], True),
        ([1.6, 3.97e18], True),
        ([1.6, 4.9, 1.2], False),
        ([1.7, 1.8], False),
        ([9.0], False),
    ],
)
def test_a_run_has_diverged_when_it_ends_far_beyond_guessing(
    losses: list[float], diverged: bool
) -> None:
    run = epochs(losses, losses, [0.3] * len(losses), [0.25] * len(losses))
    guardian = Guardian(CONFIG, PUPILS)
    for event in run:
        guardian.watch(event)
    assert guardian.diverged is diverged
    said = hear([*run, RunFinished(None, Ending.DIVERGED, 1, 1.0, None)])
    assert (Trouble.DIVERGING in kinds(said)) is diverged
    assert not any("00000" in spoke.sentence for spoke in said)  # Few digits whatever it is.


def test_a_run_whose_last_epoch_is_its_best_has_not_diverged() -> None:
    *earlier, last = epochs([1.6, 6.0], [1.7, 1.2], [0.3, 0.3], [0.25, 0.6])
    guardian = Guardian(CONFIG, PUPILS)
    for event in (*earlier, replace(last, best=True)):
        guardian.watch(event)
    assert not guardian.diverged


def test_a_rising_loss_diverges() -> None:
    run = epochs([1.6, 1.7, 2.4, 3.9], [1.7, 2.0, 3.0, 5.0], [0.3] * 4, [0.25] * 4)
    assert kinds(hear(run)) == [Trouble.DIVERGING]


def test_a_jumping_loss_is_said_within_the_first_epoch() -> None:
    quiet = StepsFinished(1, 5, (1.6, 1.7, 1.6, 1.5, 1.6), 1.0, 1.0)
    wild = StepsFinished(1, 12, (1.6, 30.0, 80.0, 200.0, 150.0, 90.0), 1.0, 1.0)
    said = hear([quiet, wild, wild])
    assert kinds(said) == [Trouble.RATE_TOO_HIGH]
    assert "The loss jumped to" in said[0].sentence
    one_wild_batch = StepsFinished(1, 12, (1.6, 1.5, 80.0, 1.6, 1.5, 1.4), 1.0, 1.0)
    assert hear([quiet, one_wild_batch]) == []


def test_a_loss_that_goes_up_and_down_is_a_rate_too_high() -> None:
    run = epochs([1.9, 1.3, 2.1, 1.2, 2.2, 1.4, 2.0], [1.6] * 7, [0.4] * 7, [0.4] * 7)
    said = hear(run)
    assert kinds(said) == [Trouble.RATE_TOO_HIGH]
    assert said[0].remedy == {"learning_rate": 1e-4}


def test_a_loss_that_rises_at_a_small_rate_is_no_rate_too_low() -> None:
    low = replace(CONFIG, optimizer="sgd", learning_rate=1e-3)
    rising = curve("1.21 1.24 1.53 1.52 1.54 1.55")
    run = epochs(rising, rising, curve(".54 .5 .4 .35 .3 .3"), [0.3] * 6)
    assert Trouble.RATE_TOO_LOW not in kinds(hear(run, low))


def test_a_loss_that_hardly_moves_is_a_rate_too_low() -> None:
    low = replace(CONFIG, learning_rate=1e-6)
    run = epochs(
        curve("1.65 1.64 1.64 1.63 1.63 1.63"),
        [1.64] * 6,
        curve(".2 .21 .22 .22 .24 .24"),
        [0.2] * 6,
    )
    said = hear(run, low)
    assert kinds(said) == [Trouble.RATE_TOO_LOW]
    assert said[0].remedy == {"learning_rate": 1e-3}
    # A low rate on purpose, for a network that knows nearly all already.
    known = epochs(curve(".30 .30 .29 .29 .29 .28"), [0.3] * 6, [0.92] * 6, [0.9] * 6)
    assert hear(known, low) == []


def test_answers_by_chance_are_said_with_what_helps_most() -> None:
    run = epochs([1.67, 1.70, 1.68, 1.71, 1.69, 1.70], [1.62] * 6, [0.21] * 6, [0.2] * 6)
    wanted = {
        CONFIG: {"learning_rate": 1e-4},
        replace(CONFIG, learning_rate=5e-4): {"learning_rate": 5e-3},
        replace(CONFIG, weights=SCRATCH, backbone="vgg16"): {
            "backbone": "vgg16_bn", "freeze": None,
        },
        replace(CONFIG, weights=SCRATCH, backbone="vgg16_bn", freeze=4): {"freeze": 0},
    }  # fmt: skip
    for config, remedy in wanted.items():
        said = hear(run, config)
        assert kinds(said) == [Trouble.CHANCE]
        assert said[0].remedy == remedy
        replace(config, **said[0].remedy)  # type: ignore[arg-type]


def test_always_naming_the_commonest_class_is_chance() -> None:
    pupils = Pupils(("boot", "heel"), (900, 100), (90, 10))
    run = epochs([0.33] * 6, [0.33] * 6, [0.9] * 6, [0.9] * 6)
    assert kinds(hear(run, pupils=pupils)) == [Trouble.CHANCE]


def test_learning_by_heart_is_said_with_what_is_not_yet_done_against_it() -> None:
    run = epochs(
        curve("1.4 .9 .6 .40 .28 .19 .12 .07 .04"),
        curve("1.3 1.0 .9 .95 1.05 1.2 1.3 1.5 1.7"),
        curve(".4 .7 .8 .87 .92 .95 .97 .99 1."),
        curve(".5 .62 .68 .67 .67 .66 .67 .66 .66"),
    )
    plain = replace(CONFIG, crops=False, illumination=0.0, dropout=0.2)
    assert kinds(hear(run, plain)) == [Trouble.OVERFITTING]
    assert "while that on training fell" in hear(run, plain)[0].sentence
    done = [replace(epoch, train_loss=0.01, train_accuracy=1.0) for epoch in run[4:]]
    (said,) = hear([*run[:4], *done], plain)
    assert "while training was nearly all right" in said.sentence
    config, remedies = plain, []
    for _ in range(4):
        remedy = hear(run, config)[0].remedy
        remedies.append(remedy)
        config = replace(config, **remedy)  # type: ignore[arg-type]
    assert remedies[:3] == [
        {"crops": True, "illumination": 0.3}, {"dropout": 0.5}, {"weight_decay": 1e-3},
    ]  # fmt: skip


def test_a_class_that_is_never_named_is_called_by_its_name() -> None:
    said = hear(unnamed(FLOWERS, 3))
    assert kinds(said) == [Trouble.CLASS_NEVER_NAMED]
    assert "sandal" in said[0].sentence
    assert "40 pictures are" in said[0].sentence
    assert said[0].remedy == {}
    unmeasured = replace(PUPILS, val=(40, 40, 40, 0, 40))
    assert hear(unnamed(FLOWERS, 3), pupils=unmeasured) == []


def test_too_good_to_be_true() -> None:
    perfect = epochs([0.5, 0.1, 0.05], [0.4, 0.1, 0.05], [0.9, 1.0, 1.0], [0.93, 1.0, 1.0])
    said = hear(perfect, leak=None)
    assert kinds(said) == [Trouble.TOO_GOOD]
    assert "200 validation pictures" in said[0].sentence
    few = replace(PUPILS, val=(4,) * 5)
    assert hear(perfect, pupils=few, leak=None) == []
    leaky = hear(perfect, pupils=few, leak=0.3)
    assert kinds(leaky) == [Trouble.TOO_GOOD]
    assert "30 % of the pictures held out have a twin" in leaky[0].sentence


def test_the_leak_of_a_data_set_is_measured_where_it_matters(tmp_path: Path) -> None:
    parts = (Split.TRAIN, Split.VAL)
    items = tuple(
        Item(tmp_path, f"{part}/{i}.png", i % 2, f"{part} {i}", f"content {i}", part)
        for i in range(20)
        for part in parts
    )
    guardian = Guardian.over(Dataset(tmp_path, ("a", "b"), items), CONFIG)
    poor, good = epochs([0.5, 0.1], [0.4, 0.1], [0.9, 1.0], [0.6, 0.95])
    assert guardian.watch(poor) is None
    said = guardian.watch(good)
    assert said is not None
    assert said.kind is Trouble.TOO_GOOD
    assert "100 % of the pictures held out" in said.sentence


def test_a_run_that_begins_with_a_good_head_hears_nothing() -> None:
    """Epoch 0 is the linear head alone: what follows learns from changed pictures, and starts
    worse."""
    head = EpochFinished(0, 0.10, 0.99, 0.30, 0.90, 1.0, best=True)
    run = epochs(
        curve(".30 .34 .38 .33 .36 .31 .35 .30"),
        curve(".33 .32 .34 .31 .33 .31 .32 .31"),
        curve(".90 .89 .88 .90 .89 .91 .90 .91"),
        curve(".89 .90 .89 .90 .90 .90 .90 .91"),
    )
    assert hear([head, *run]) == []
    assert kinds(hear([head], leak=0.5)) == [Trouble.TOO_GOOD]


def test_a_hinge_that_falls_is_no_divergence() -> None:
    """Guessing among 20 classes gives a hinge of 19, and a cross-entropy of 3."""
    names = tuple(f"class {number}" for number in range(20))
    config = replace(CONFIG, epochs=4, loss="hinge")
    pupils = Pupils(names, (30,) * 20, (10,) * 20)
    run = epochs([14, 13, 12, 11], [14, 13.5, 13, 13.1], [0.2, 0.3, 0.4, 0.5], [0.2, 0.3, 0.4, 0.4])
    end = RunFinished(None, Ending.DONE, 3, 1.0, None)
    said = hear([*run, end], config, pupils=pupils)
    assert Trouble.DIVERGING not in [each.kind for each in said]


def test_what_learns_from_scratch_is_not_sent_to_a_rate_that_is_worse() -> None:
    scratch = TrainConfig(weights=SCRATCH, backbone="vgg16_bn")
    usual = usual_rate(scratch)
    assert usual == settle_basics(scratch).learning_rate == 3e-4
    assert against_chance(scratch) == {"learning_rate": pytest.approx(3e-5)}
    assert usual_rate(replace(scratch, optimizer="sgd")) == 1e-2
