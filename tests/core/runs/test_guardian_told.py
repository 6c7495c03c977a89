"""What the guardian says on the way: of lost steps, once each, and again after a stop."""

import json
import math

import pytest

from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    GuardianSpoke,
    NoticeGiven,
    RunFinished,
    StepsFinished,
    TrainEvent,
    Trouble,
    event_to_dict,
    told_again,
)
from shoeclassifier_gui.core.runs.guardian import Guardian, guarded
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


def test_a_step_whose_loss_is_no_number_is_told_and_not_taken_for_the_end() -> None:
    calm = StepsFinished(1, 5, (1.6, 1.5, 1.4, 1.5, 1.4), 1.0, 1.0)
    lost = StepsFinished(1, 8, (1.4, math.nan, 1.3), 1.0, 1.0)
    said = hear([calm, lost, lost, calm])
    assert kinds(said) == [Trouble.RATE_TOO_HIGH]
    assert "nothing was learned from it" in said[0].sentence
    kept = json.loads(json.dumps(event_to_dict(lost), allow_nan=False))
    again = told_again(kept)
    assert isinstance(again, StepsFinished)
    assert again.losses == pytest.approx(lost.losses, nan_ok=True)
    guardian = Guardian(CONFIG, PUPILS)
    guardian.recall(again)
    wild = StepsFinished(1, 13, (30.0, 80.0, 200.0, 150.0), 1.0, 1.0)
    spoken = guardian.watch(wild)
    assert spoken is not None
    assert "The loss jumped to" in spoken.sentence


def test_each_finding_is_said_once_and_the_last_event_stays_the_last() -> None:
    bad = StepsFinished(1, 3, (math.nan,), 1.0, 1.0)
    events: list[TrainEvent] = [
        bad, bad, NoticeGiven("x"), RunFinished(None, Ending.FAILED, 0, 1.0, None),
    ]  # fmt: skip
    told = list(guarded(events, Guardian(CONFIG, PUPILS)))
    assert [type(event).__name__ for event in told] == [
        "StepsFinished", "GuardianSpoke", "StepsFinished", "NoticeGiven", "GuardianSpoke",
        "RunFinished",
    ]  # fmt: skip
    told = list(guarded(events[2:], Guardian(CONFIG, PUPILS)))
    assert [type(event).__name__ for event in told] == [
        "NoticeGiven", "GuardianSpoke", "RunFinished",
    ]  # fmt: skip
    assert event_to_dict(told[1]) == {
        "event": "guardian_spoke",
        "kind": "diverging",
        "sentence": "The loss exploded: it is beyond all bounds. The learning rate of 0.001 "
        "is probably too high.",
        "remedy": {"learning_rate": 0.0001},
        "over": False,
    }


WRONG = epochs([1.6, 1.7, 2.4, 3.9], [1.7, 2.0, 3.0, 5.0], [0.3] * 4, [0.25] * 4)
BY_HEART = epochs(
    curve("1.0 .5 .2 .1 .05 .03 .02 .01 .01 .01"),
    curve(".9 .6 .5 .55 .6 .65 .7 .75 .8 .9"),
    curve(".5 .8 .95 .98 .99 1 1 1 1 1"),
    curve(".5 .7 .78 .77 .77 .76 .76 .75 .75 .74"),
)
JUMPING = [StepsFinished(1, 4 * n, (1.6, 1.5, 40.0 * n, 60.0), 1.0, 1.0) for n in range(1, 5)]


@pytest.mark.parametrize(
    "run", [unnamed(FLOWERS, 3), WRONG, BY_HEART, unnamed(BY_HEART, 1), [*JUMPING, *WRONG]]
)
def test_a_run_that_went_on_hears_what_an_uninterrupted_one_hears(run: list[TrainEvent]) -> None:
    """Stopped anywhere, it is told from the lines of its event file what was before."""
    whole = list(guarded(run, Guardian(CONFIG, PUPILS, lambda: 0.0)))
    assert any(isinstance(event, GuardianSpoke) for event in whole)
    for place in range(1, len(run)):
        before = list(guarded(run[:place], Guardian(CONFIG, PUPILS, lambda: 0.0)))
        later = Guardian(CONFIG, PUPILS, lambda: 0.0)
        for event in before:
            again = told_again(json.loads(json.dumps(event_to_dict(event))))
            assert again == event
            later.recall(again)
        assert before + list(guarded(run[place:], later)) == whole
