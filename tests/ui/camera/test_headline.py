"""The large word keeps still while the scores tremble, and follows a real change."""

import pytest

from shoeclassifier_gui.core.runs.answers import LiveAnswer, ranked
from shoeclassifier_gui.ui.camera.headline import SteadyHeadline, exact_headline


def answer(boot: float, sandal: float) -> LiveAnswer:
    return LiveAnswer(1, ranked(("boot", "sandal"), (boot, sandal)), 0.01, 20.0)


def words(steady: SteadyHeadline, answers: list[LiveAnswer], every: float = 0.05) -> list[str]:
    said = []
    for number, each in enumerate(answers):
        headline = steady.follow(each, number * every)
        said.append(headline.best if headline.known else "unknown")
    return said


def test_two_classes_that_take_turns_do_not_flicker() -> None:
    trembling = [answer(0.52, 0.48), answer(0.47, 0.53)] * 30
    assert set(words(SteadyHeadline(0.3), trembling)) == {"boot"}


def test_a_score_that_trembles_about_the_threshold_does_not_flicker() -> None:
    trembling = [answer(0.51, 0.1), answer(0.49, 0.1)] * 30
    assert set(words(SteadyHeadline(0.5), trembling)) == {"boot"}


def test_a_single_wrong_answer_is_not_said() -> None:
    slip = [answer(0.95, 0.05)] * 10 + [answer(0.05, 0.95)] + [answer(0.95, 0.05)] * 5
    assert set(words(SteadyHeadline(0.5), slip)) == {"boot"}


def test_another_shoe_is_said_within_half_a_second() -> None:
    change = [answer(0.95, 0.05)] * 10 + [answer(0.05, 0.95)] * 10
    said = words(SteadyHeadline(0.5), change)
    assert said[9] == "boot"
    assert said[19] == "sandal"


def test_a_slow_model_is_not_held_back() -> None:
    change = [answer(0.95, 0.05)] * 3 + [answer(0.05, 0.95)]
    assert words(SteadyHeadline(0.5), change, every=0.5)[-1] == "sandal"


def test_another_threshold_applies_at_once() -> None:
    steady = SteadyHeadline(0.5)
    assert steady.follow(answer(0.6, 0.4), 0.0).known
    steady.set_threshold(0.61)
    assert not steady.headline().known


@pytest.mark.parametrize(("threshold", "known"), [(0.0, True), (0.6, True), (0.61, False)])
def test_one_picture_is_judged_by_itself(threshold: float, known: bool) -> None:
    headline = exact_headline(answer(0.4, 0.6), threshold)
    assert headline.best == "sandal"
    assert headline.probability == 0.6
    assert headline.known is known
