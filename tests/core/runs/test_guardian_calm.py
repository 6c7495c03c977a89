"""An alarm goes when the run has mended itself, and comes again when it must."""

from dataclasses import replace

import pytest

from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    Trouble,
    event_to_dict,
    told_again,
)
from shoeclassifier_gui.core.runs.guardian import Guardian
from tests.core.runs.test_guardian import (
    CONFIG,
    FLOWERS,
    PUPILS,
    curve,
    epochs,
    hear,
    kinds,
    unnamed,
)
from tests.core.runs.test_guardian_told import BY_HEART, WRONG


def later(run: list[EpochFinished], more: list[EpochFinished]) -> list[EpochFinished]:
    """A run that goes on."""
    return [*run, *(replace(each, epoch=len(run) + each.epoch) for each in more)]


def ended(said: list[GuardianSpoke]) -> list[bool]:
    return [each.over for each in said]


def test_learning_by_heart_is_past_once_a_later_epoch_is_the_best() -> None:
    better = replace(epochs([0.01], [0.8], [1.0], [0.95])[0], best=True)
    said = hear(later(BY_HEART, [better]))
    assert kinds(said) == [Trouble.OVERFITTING, Trouble.OVERFITTING]
    assert ended(said) == [False, True]
    assert "epoch 11 is the best so far" in said[1].sentence


def test_learning_by_heart_is_past_once_the_loss_has_fallen_again() -> None:
    back = epochs([0.01], [0.52], [1.0], [0.77])
    said = hear(later(BY_HEART, back))
    assert ended(said) == [False, True]
    assert "0.52" in said[1].sentence


def test_it_stays_while_the_loss_stays_high() -> None:
    high = epochs([0.01] * 4, [0.8, 0.75, 0.78, 0.8], [1.0] * 4, [0.75] * 4)
    assert ended(hear(later(BY_HEART, high))) == [False]


def test_it_is_said_again_when_it_begins_anew() -> None:
    better = replace(epochs([0.01], [0.5], [1.0], [0.95])[0], best=True)
    anew = epochs([0.01] * 7, curve(".6 .65 .7 .75 .8 .85 .9"), [1.0] * 7, [0.75] * 7)
    said = hear(later(later(BY_HEART, [better]), anew))
    assert ended(said) == [False, True, False]


def test_a_class_that_is_named_after_all() -> None:
    said = hear([*unnamed(FLOWERS[:7], 3), *FLOWERS[7:]])
    assert kinds(said) == [Trouble.CLASS_NEVER_NAMED] * 2
    assert ended(said) == [False, True]


def test_a_loss_that_came_down_after_all() -> None:
    recovered = epochs([1.0, 0.6], [1.0, 0.6], [0.7, 0.9], [0.7, 0.9])
    said = hear(later(WRONG, recovered))
    assert ended(said) == [False, True]


@pytest.mark.parametrize("over", [False, True])
def test_a_run_that_goes_on_knows_what_is_past(over: bool) -> None:
    spoken = GuardianSpoke(Trouble.OVERFITTING, "By heart.", {}, over=over)
    again = told_again(event_to_dict(spoken))
    assert again == spoken
    guardian = Guardian(CONFIG, PUPILS)
    for epoch in BY_HEART[:9]:
        guardian.recall(epoch)
    guardian.recall(GuardianSpoke(Trouble.OVERFITTING, "By heart.", {}))
    guardian.recall(spoken)
    assert (guardian.watch(BY_HEART[9]) is not None) is over
