"""From facts to one of the four cases, with reasons that people understand."""

from dataclasses import replace

import numpy as np
import pytest

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts, ResponseRatios, Separation
from shoeclassifier_gui.core.runs.recommendation import (
    Case,
    PlanEstimate,
    PlanReport,
    WarningKind,
    mind_time,
    recommend,
    without_weights,
)
from shoeclassifier_gui.core.runs.separability import compare_depths, held_out_answers

ASKED = TrainConfig(backbone="squeezenet1_1")
LIKE = (Separation(7, 0.6, -0.3, 0.03), Separation(16, 0.8, -0.1, 0.03), Separation(25, 0.9))
UNLIKE = (Separation(7, 0.9, 0.2, 0.04), Separation(16, 0.8, 0.1, 0.04), Separation(25, 0.7))
CHANCE = (Separation(7, 0.9, 0.04, 0.03), Separation(16, 0.8, -0.1, 0.03), Separation(25, 0.86))


def facts(count: int, separations: tuple[Separation, ...], **changes: object) -> PlanFacts:
    known = PlanFacts(
        train_counts={"boot": count, "sandal": count},
        val_count=20,
        short_side=300,
        leak=0.0,
        backbone="squeezenet1_1",
        convolutions=25,
        looked_at=80,
        separations=separations,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "separations", "case", "knobs"),
    [
        (40, LIKE, Case.SMALL_SIMILAR, {"plan": "fast", "cut": None}),
        (40, UNLIKE, Case.SMALL_DIFFERENT, {"plan": "fast", "cut": 7}),
        (400, LIKE, Case.LARGE_SIMILAR, {"plan": "best", "freeze": None, "cut": None}),
        (400, UNLIKE, Case.LARGE_DIFFERENT, {"plan": "best", "freeze": 0, "cut": None}),
        (40, CHANCE, Case.SMALL_SIMILAR, {"cut": None}),
        (40, (), Case.SMALL_SIMILAR, {"plan": "fast"}),
    ],
)
def test_the_four_cases(
    count: int, separations: tuple[Separation, ...], case: Case, knobs: dict[str, object]
) -> None:
    said = recommend(facts(count, separations), ASKED)
    assert said.case is case
    assert {knob: getattr(said.config, knob) for knob in knobs} == knobs
    assert said.config.backbone == "squeezenet1_1"
    assert said.others[said.config.plan] == said.config
    assert ("many" if count >= 200 else "few") in said.reasons[0]
    if case in {Case.SMALL_DIFFERENT, Case.LARGE_DIFFERENT}:
        assert "another kind" in said.reasons[1]


@pytest.mark.parametrize(
    ("accuracy", "pictures", "words"),
    [
        (0.98, 55, "So your pictures are like the photographs"),
        (0.86, 55, "So your pictures are like the photographs"),
        (0.63, 55, "cannot be told yet: of so few pictures the truth may be anything from 50 %"),
        (0.70, 300, "So your pictures are like"),
        (0.45, 55, "cannot be told yet: the network hardly tells your classes apart"),
        (0.30, 55, "cannot be told yet: guessing would give 25 %"),
    ],
)
def test_likeness_is_concluded_only_where_the_numbers_show_it(
    accuracy: float, pictures: int, words: str
) -> None:
    four = dict.fromkeys(("boot", "heel", "sandal", "sneaker"), 12)
    seen = facts(0, (Separation(25, accuracy),), train_counts=four, looked_at=pictures)
    said = recommend(seen, ASKED)
    assert words in said.reasons[1]
    assert said.config.plan == "fast"
    assert ("are like the photographs that the network learned from." in said.reasons[1]) == (
        "So your" in words
    )


@pytest.mark.parametrize(
    ("separations", "ratio", "words"),
    [
        (LIKE, 2.8, "So your pictures are like the photographs"),
        (
            LIKE,
            0.8,
            "only 0.8 times as strongly as to the same ones without shapes",
        ),
        (LIKE, 0.8, "Still, what it learned from them tells yours apart."),
        (UNLIKE, 1.0, "they are far from the photographs that the network learned from"),
        (UNLIKE, 2.8, "rather colours and textures than things"),
        (
            (),
            2.8,
            "too few to see how well the network tells them apart. The pictures do show things",
        ),
        ((), 1.0, "too few to see how well the network tells them apart. The last layers respond"),
    ],
)
def test_how_far_pictures_are_is_told_beside_what_tells_them_apart(
    separations: tuple[Separation, ...], ratio: float, words: str
) -> None:
    assert (
        words
        in recommend(facts(40, separations, ratios=ResponseRatios(ratio, 2.9)), ASKED).reasons[1]
    )


def test_many_pictures_that_are_far_teach_all_layers_and_few_keep_what_serves_them() -> None:
    far = {"ratios": ResponseRatios(0.8, 2.9)}
    assert recommend(facts(400, LIKE, **far), ASKED).case is Case.LARGE_DIFFERENT
    assert recommend(facts(400, (), **far), ASKED).config.freeze == 0
    few = recommend(facts(40, LIKE, **far), ASKED)
    assert (few.case, few.config.cut) == (Case.SMALL_DIFFERENT, None)
    assert "So the network stays as it is" in few.reasons[-1]
    less_clearly = recommend(facts(40, CHANCE, **far), ASKED)
    assert (less_clearly.case, less_clearly.config.cut) == (Case.SMALL_DIFFERENT, 7)
    assert "earlier ones 90 %" in less_clearly.reasons[1]
    assert "only the early layers" in less_clearly.reasons[-1]
    for alike in (
        (Separation(7, 0.96, 0.01, 0.03), Separation(25, 0.95)),
        (Separation(7, 0.58, 0.04, 0.03), Separation(25, 0.54)),
    ):
        none_better = recommend(facts(40, alike, **far), ASKED)
        assert (none_better.case, none_better.config.cut) == (Case.SMALL_DIFFERENT, None)
        assert "So the network stays as it is" in none_better.reasons[-1]
    assert (
        recommend(facts(400, LIKE, ratios=ResponseRatios(2.8, 2.9)), ASKED).case
        is Case.LARGE_SIMILAR
    )


def test_nothing_is_concluded_from_a_network_that_knows_nothing() -> None:
    random = recommend(facts(400, LIKE, ratios=ResponseRatios(0.8, 1.1)), ASKED)
    assert random.case is Case.LARGE_SIMILAR
    assert "times as strongly" not in random.reasons[1]
    unseen = recommend(facts(40, (), looked_at=0), ASKED)
    assert "some of its layers know nothing" in unseen.reasons[1]


@pytest.mark.parametrize("separations", [LIKE, UNLIKE])
def test_no_strength_of_changes_is_recommended_where_pictures_are_shown_as_they_are(
    separations: tuple[Separation, ...],
) -> None:
    others = recommend(facts(40, separations), ASKED).others
    usual = TrainConfig()
    for plan, same in (("fast", True), ("balanced", False)):
        config = others[plan]  # type: ignore[index]
        strengths = config.illumination, config.deformation
        assert (strengths == (usual.illumination, usual.deformation)) is same


def test_without_weights_small_pictures_are_learned_from_scratch_and_it_is_said() -> None:
    said = without_weights(facts(40, ()), replace(ASKED, backbone=None))
    assert said.case is Case.NO_WEIGHTS
    assert said.config.weights == SCRATCH
    assert list(said.others) == ["balanced"]
    assert [warning.kind for warning in said.warnings] == [WarningKind.NO_WEIGHTS]
    assert "64 pixels" in " ".join(said.reasons)


def test_warnings_name_what_is_wrong() -> None:
    uneven = facts(0, LIKE, train_counts={"boot": 90, "sandal": 4}, leak=0.31)
    said = recommend(uneven, ASKED)
    found = {warning.kind: warning.sentence for warning in said.warnings}
    assert set(found) == {WarningKind.LEAK, WarningKind.TINY_CLASSES, WarningKind.IMBALANCE}
    assert "31 %" in found[WarningKind.LEAK]
    assert "sandal" in found[WarningKind.TINY_CLASSES]
    assert said.config.balance == "weights"
    assert recommend(facts(40, LIKE), ASKED).warnings == ()


def test_a_data_set_that_asks_for_balance_is_followed() -> None:
    uneven = facts(0, LIKE, train_counts={"boot": 90, "sandal": 30}, balanced=True)
    said = recommend(uneven, ASKED)
    assert said.config.balance is None
    assert "shown more often" in said.warnings[0].sentence
    assert PlanReport(uneven, said).knobs()["balance"] == "sampling"
    even = facts(40, LIKE)
    assert PlanReport(even, recommend(even, ASKED)).knobs()["balance"] == "none"


def test_small_pictures_are_not_blown_up() -> None:
    assert recommend(facts(40, LIKE, short_side=60), ASKED).config.image_size == 128
    assert recommend(facts(40, LIKE), ASKED).config.image_size is None


def test_the_best_plan_is_not_recommended_when_it_takes_hours_and_a_shorter_one_is_there() -> None:
    said = recommend(facts(400, LIKE), ASKED)
    costs = {
        "best": PlanEstimate("best", 60, 20_000, 1, 1, 0, 32, 0),
        "balanced": PlanEstimate("balanced", 60, 3000, 1, 1, 10, 32, 0),
    }
    shorter = mind_time(said, costs)  # type: ignore[arg-type]
    assert shorter.config.plan == "balanced"
    assert "5.6 hours" in shorter.reasons[-1]
    costs["best"] = replace(costs["best"], total_s=600)
    assert mind_time(said, costs) == said  # type: ignore[arg-type]


def test_separable_features_are_told_apart_and_noise_is_not() -> None:
    random = np.random.default_rng(0)
    labels, groups = np.arange(120) % 3, np.arange(120)
    noise = random.normal(size=(120, 64)).astype(np.float32)
    signal = noise + 2 * (labels[:, None] == np.arange(64) % 3)
    shallow, deep = compare_depths([signal.astype(np.float32), noise], [3, 9], labels, groups)
    assert shallow.accuracy > 0.95
    assert deep.accuracy < 0.5
    assert shallow.is_clearly_better


def test_pictures_of_one_recording_do_not_vouch_for_each_other() -> None:
    """Each recording looks like nothing else: known by heart, its pictures would be told apart."""
    random = np.random.default_rng(0)
    groups = np.repeat(np.arange(20), 6)
    labels = groups % 2
    own = random.normal(size=(20, 64))[groups]
    features = (own + 0.01 * random.normal(size=own.shape)).astype(np.float32)
    together = held_out_answers(features, labels, groups)
    apart = held_out_answers(features, labels, np.arange(len(groups)))
    assert (apart == labels).mean() > 0.95
    assert (together == labels).mean() < 0.75
