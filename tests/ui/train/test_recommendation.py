"""The recommendation on the Train page."""

from dataclasses import replace

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts, Separation
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate, PlanReport, recommend
from tests.ui.train.desk import Desk, click, find, running, text

SEEN = (Separation(7, 0.9, 0.3, 0.02), Separation(25, 0.6))
FACTS = PlanFacts({"boot": 40, "sandal": 5}, 9, 300, 0.0, "squeezenet1_1", 25, 50, SEEN)
ESTIMATES = (
    PlanEstimate("fast", 12.0, 12.0, 30_000_000, 0, 7, 32, 0),
    PlanEstimate("balanced", 12.0, 400.0, 200_000_000, 1_300_000_000, 4, 32, 90_000_000),
    PlanEstimate("best", 12.0, 9000.0, 900_000_000, 2_000_000_000, 4, 32, 90_000_000),
)
HARMLESS = recommend(replace(FACTS, train_counts={"boot": 40, "sandal": 50}), TrainConfig())
REPORT = PlanReport(FACTS, recommend(FACTS, TrainConfig(backbone="squeezenet1_1")), ESTIMATES)


def ready(desk: Desk) -> None:
    desk.open_data()
    desk.weights.find("vgg16")
    desk.make_ready()


def bring(desk: Desk, qtbot: QtBot) -> None:
    ready(desk)
    desk.planning.bring(REPORT)
    qtbot.waitUntil(lambda: find(desk.page, QWidget, "use_recommended").isVisible())


def test_each_plan_says_what_it_costs_and_the_fitting_one_is_marked(
    desk: Desk, qtbot: QtBot
) -> None:
    bring(desk, qtbot)
    assert "about 10 s" in text(desk, "plan_fast_cost")
    assert "about 7 min, first model after about 10 s" in text(desk, "plan_balanced_cost")
    assert "about 2.5 h" in text(desk, "plan_best_cost")
    marked = [
        name
        for name in ("fast", "balanced", "best")
        if find(desk.page, QLabel, f"plan_{name}_recommended").isVisible()
    ]
    assert marked == ["fast"]
    said = find(desk.page, QRadioButton, "plan_fast").accessibleDescription()
    assert said.endswith("Recommended for your pictures.")
    assert "another kind" in text(desk, "plan_reasons")
    warned = find(desk.page, QWidget, "plan_warning")
    assert warned.isVisible()
    assert any("sandal" in label.text() for label in warned.findChildren(QLabel))


def test_a_look_that_fails_says_why_until_another_one_succeeds(desk: Desk, qtbot: QtBot) -> None:
    ready(desk)
    desk.planning.error = WeightsError(
        "vgg16.pth is not a readable weights file.", "Fetch it anew."
    )
    desk.planning.bring(None)
    notice = find(desk.page, QWidget, "plan_warning")
    qtbot.waitUntil(notice.isVisible)
    assert any("vgg16.pth" in label.text() for label in notice.findChildren(QLabel))
    assert not find(desk.page, QWidget, "plan_reasons").isVisible()
    desk.planning.error = None
    desk.planning.bring(replace(REPORT, recommendation=HARMLESS))
    qtbot.waitUntil(find(desk.page, QWidget, "plan_reasons").isVisible)
    assert not notice.isVisible()


def test_the_costs_follow_the_knobs_that_are_edited(desk: Desk, qtbot: QtBot) -> None:
    bring(desk, qtbot)
    find(desk.page, QRadioButton, "plan_balanced").click()
    balanced = text(desk, "plan_balanced_cost")
    assert "As recommended: about 7 min" in balanced
    assert "200 MB of memory, 1.3 GB of disk" in balanced
    epochs = find(desk.page, QSpinBox, "train_epochs")
    epochs.setFocus()
    epochs.selectAll()
    QTest.keyClicks(epochs, "3")
    asked = desk.estimates.wishes[-1]
    assert asked is not None
    assert asked.epochs == 3
    desk.estimates.bring(busy=True)
    assert "Measuring how long it takes" in text(desk, "plan_balanced_cost")
    desk.estimates.bring(replace(ESTIMATES[1], total_s=130.0, first_model_s=130.0))
    said = text(desk, "plan_balanced_cost")
    assert "Takes about 2 min, 200 MB of memory, 1.3 GB of disk." in said
    assert "As recommended" not in said
    tip = find(desk.page, QLabel, "plan_balanced_cost").toolTip()
    assert "90 MB stay with the run" in tip
    assert "As recommended" in text(desk, "plan_best_cost")
    desk.page.hide()
    assert desk.estimates.wishes[-1] is None


def test_the_recommended_settings_fill_the_form(desk: Desk, qtbot: QtBot) -> None:
    bring(desk, qtbot)
    click(qtbot, desk, "use_recommended")
    assert find(desk.page, QRadioButton, "plan_fast").isChecked()
    assert not find(desk.page, QWidget, "use_recommended").isVisible()
    click(qtbot, desk, "start_training")
    config = desk.training.asked[-1]
    assert isinstance(config, TrainConfig)
    assert (config.plan, config.cut, config.balance) == ("fast", 7, "weights")


def test_the_look_is_wished_for_only_while_the_page_is_seen(desk: Desk, qtbot: QtBot) -> None:
    ready(desk)
    qtbot.waitUntil(lambda: desk.planning.wishes[-1:] == [TrainConfig()])
    desk.page.hide()
    assert desk.planning.wishes[-1] is None


def test_while_the_look_is_under_way_it_is_said_and_a_run_can_be_started(
    desk: Desk, qtbot: QtBot
) -> None:
    ready(desk)
    desk.planning.busy = True
    desk.planning.changed.emit()
    qtbot.waitUntil(find(desk.page, QLabel, "plan_reasons").isVisible)
    assert "Looking at your pictures" in text(desk, "plan_reasons")
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == TrainConfig()


def test_fetched_weights_are_a_reason_to_look_again(desk: Desk) -> None:
    desk.weights.ended.emit()
    assert desk.planning.again == 1


def test_the_settings_cannot_be_filled_while_a_run_is_under_way(desk: Desk, qtbot: QtBot) -> None:
    bring(desk, qtbot)
    desk.training.play(replace(running(desk)))
    button = find(desk.page, QWidget, "use_recommended")
    qtbot.waitUntil(lambda: not button.isEnabled())


def test_the_recommended_settings_leave_the_folds_alone(desk: Desk, qtbot: QtBot) -> None:
    bring(desk, qtbot)
    desk.page.take_config(TrainConfig(folds=5))
    click(qtbot, desk, "use_recommended")
    assert desk.page.config == replace(REPORT.recommendation.config, folds=5)
    assert not find(desk.page, QWidget, "use_recommended").isVisible()
