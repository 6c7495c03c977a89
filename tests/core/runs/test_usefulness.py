"""A run that ends with a poor model says so, and what would help."""

import numpy as np
import pytest

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import EpochFinished, GuardianSpoke, RunFinished, Trouble
from shoeclassifier_gui.core.runs.guardian import Guardian, Pupils
from shoeclassifier_gui.core.runs.scores import Scores, score

CLASSES = ("boot", "heel", "sandal", "sneaker")
PUPILS = Pupils(CLASSES, (10, 10, 11, 11), (3, 3, 3, 4))
FAST = TrainConfig(plan="fast")


def scores_of(right: int, count: int) -> Scores:
    labels = np.arange(count) % len(CLASSES)
    answers = np.where(np.arange(count) < right, labels, (labels + 1) % len(CLASSES))
    return score("val", CLASSES, labels, answers)


def judged(
    right: int,
    count: int,
    *,
    learned: float = 1.0,
    config: TrainConfig = FAST,
    ending: Ending = Ending.DONE,
) -> GuardianSpoke | None:
    guardian = Guardian(config, PUPILS)
    kept = EpochFinished(0, 0.1, learned, 1.2, right / count, 1.0, best=True)
    assert guardian.watch(kept) is None
    return guardian.watch(RunFinished(None, ending, 0, 2.0, scores_of(right, count)))


def test_pictures_known_by_heart_and_no_others() -> None:
    """55 pictures of four classes, as a newcomer brought them."""
    said = judged(6, 13)
    assert said is not None
    assert said.kind is Trouble.HARDLY_USABLE
    measured = "46 % of 13 validation pictures right (of training: 100 %, guessing: 26 %)"
    assert measured in said.sentence
    assert "More pictures of more sessions" in said.sentence
    assert said.remedy == {}


@pytest.mark.parametrize(
    ("config", "remedy"),
    [
        (FAST, {"plan": "balanced"}),
        (TrainConfig(), {"plan": "best"}),
        (TrainConfig(plan="best"), {}),
        (TrainConfig(weights=SCRATCH), {}),
    ],
)
def test_what_not_even_training_knows_needs_more_learning(
    config: TrainConfig, remedy: dict[str, str]
) -> None:
    said = judged(100, 200, learned=0.55, config=config)
    assert said is not None
    assert said.remedy == remedy
    assert ("Data doctor" in said.sentence) == (not remedy)


def test_few_validation_pictures_measure_little() -> None:
    said = judged(10, 12)
    assert said is not None
    assert "measured on 12 validation pictures only" in said.sentence
    assert "55 % to 95 %" in said.sentence
    assert said.remedy == {}


@pytest.mark.parametrize(("right", "count"), [(17, 20), (130, 200), (260, 400)])
def test_usable_models_hear_nothing(right: int, count: int) -> None:
    assert judged(right, count) is None


def test_a_stopped_run_can_go_on_and_is_not_judged() -> None:
    assert judged(6, 13, ending=Ending.STOPPED) is None
    assert judged(6, 13, ending=Ending.NO_GAIN) is not None


def test_where_the_rate_is_wrong_that_is_the_thing_to_mend() -> None:
    guardian = Guardian(TrainConfig(), PUPILS)
    guardian.recall(GuardianSpoke(Trouble.CHANCE, "No better than guessing.", {"freeze": 0}))
    assert guardian.watch(RunFinished(None, Ending.DONE, 3, 2.0, scores_of(3, 13))) is None
