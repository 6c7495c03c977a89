"""What the three plans say they do with the settings at hand."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import PLANS, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate, PlanReport, recommend
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import KNOWN, find


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


def said(form: SettingsForm, plan: str) -> str:
    return find(form, QLabel, f"plan_{plan}_explanation").text()


FACTS = PlanFacts({"boot": 40, "sandal": 40}, 9, 300, 0.0, "vgg16", 13)
ALL = tuple(
    PlanEstimate(name, 12.0, 400.0, 200_000_000, 1_300_000_000, 4, 32, 90_000_000) for name in PLANS
)


def cost(form: SettingsForm, plan: str) -> str:
    return find(form, QLabel, f"plan_{plan}_cost").text()


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (TrainConfig(), "A first model in seconds; then a new head and the top of the network"),
        (TrainConfig(freeze=0), "A first model in seconds; then a new head and the whole network"),
        (TrainConfig(head="pool"), "The head first, then the top of the network"),
        (TrainConfig(freeze=0, head="pool"), "The head first, then the whole network"),
        (TrainConfig(freeze=0, head="classic"), "A new head and the whole network learn together"),
        (TrainConfig(activation="sigmoid"), "A new head and the top of the network learn together"),
        (TrainConfig(epochs=0), "Without epochs: the linear head alone"),
        (TrainConfig(weights=SCRATCH), "From scratch: the whole network learns"),
        (TrainConfig(weights=SCRATCH, freeze=3), "From scratch: all layers that are not frozen"),
    ],
)
def test_balanced_says_what_is_true(form: SettingsForm, config: TrainConfig, words: str) -> None:
    form.set_config(config)
    assert said(form, "balanced").startswith(words)
    button = find(form, QAbstractButton, "plan_balanced")
    assert button.accessibleDescription().startswith(words)


@pytest.mark.parametrize("chosen", ["fast", "balanced", "best"])
def test_each_plan_describes_itself_whatever_is_chosen(form: SettingsForm, chosen: str) -> None:
    form.set_config(TrainConfig(plan=chosen))  # type: ignore[arg-type]
    assert said(form, "fast").startswith("Seconds: a linear head")
    assert said(form, "balanced").startswith("A first model in seconds")
    assert said(form, "best").startswith("Longer: the network is thawed further")


def test_plans_that_need_weights_which_are_not_here_say_so_and_cannot_be_chosen(
    form: SettingsForm,
) -> None:
    form.show_known(KNOWN)
    for plan in ("fast", "best"):
        assert said(form, plan).startswith("Needs the weights of vgg16, which are not on this")
        assert not find(form, QAbstractButton, f"plan_{plan}").isEnabled()
        assert not find(form, QLabel, f"plan_{plan}_cost").isVisible()
    assert "from scratch, the whole network learns" in said(form, "balanced")
    form.take_network("resnet18")
    assert find(form, QAbstractButton, "plan_fast").isEnabled()
    assert said(form, "fast").startswith("Seconds")


def test_nothing_moves_when_it_is_known_what_the_plans_cost(form: SettingsForm) -> None:
    form.resize(372, 800)
    best = find(form, QAbstractButton, "plan_best")
    before = best.mapTo(form, best.rect().topLeft())
    form.show_report(PlanReport(FACTS, recommend(FACTS, TrainConfig()), ALL), busy=False)
    QTest.qWait(0)
    assert "As recommended: about 7 min, first model after about 10 s" in cost(form, "balanced")
    assert best.mapTo(form, best.rect().topLeft()) == before
    form.show_estimates({}, busy=True)
    QTest.qWait(0)
    assert cost(form, "balanced").startswith("Measuring")
    assert best.mapTo(form, best.rect().topLeft()) == before
    form.show_estimates({each.plan: each for each in ALL}, busy=False)
    QTest.qWait(0)
    assert "Takes about 7 min, first model after about 10 s" in cost(form, "balanced")
    assert best.mapTo(form, best.rect().topLeft()) == before


def test_from_scratch_nothing_else_is_offered(form: SettingsForm) -> None:
    assert find(form, QAbstractButton, "plan_fast").isEnabled()
    form.start_from_scratch()
    for plan in ("fast", "best"):
        assert said(form, plan) == "Only for a network that knows something already."
        assert not find(form, QAbstractButton, f"plan_{plan}").isEnabled()
