"""The guardian's warning on the Train page, and what its button does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.errors import Diverged
from shoeclassifier_gui.core.runs.events import GuardianSpoke, Trouble
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState, after
from shoeclassifier_gui.ui.widgets.notice import Notice
from tests.ui.train.desk import SCRATCH_CONFIG, Desk, find, finished, running

TOO_HIGH = GuardianSpoke(Trouble.RATE_TOO_HIGH, "The loss jumped.", {"learning_rate": 3e-5})
MISSED = GuardianSpoke(Trouble.CLASS_NEVER_NAMED, "No picture is taken for heel.", {})


def notice(desk: Desk) -> Notice:
    return find(desk.page, Notice, "guardian_notice")


def warn(desk: Desk, warning: GuardianSpoke, **changes: object) -> TrainingState:
    state = running(desk, warning=warning, **changes)
    desk.training.play(state)
    desk.page._redraw()
    return state


def press(desk: Desk) -> None:
    action = next(b for b in notice(desk).findChildren(QPushButton) if b.isVisible())
    QTest.mouseClick(action, Qt.MouseButton.LeftButton)


def action_text(desk: Desk) -> str:
    return next(b.text() for b in notice(desk).findChildren(QPushButton) if b.isVisible())


@pytest.fixture(autouse=True)
def _open(desk: Desk) -> None:
    desk.open_data()
    desk.make_ready()


def test_one_click_stops_the_run_and_starts_it_with_the_remedy(desk: Desk, qtbot: QtBot) -> None:
    state = warn(desk, TOO_HIGH)
    assert notice(desk).isVisible()
    assert "The loss jumped." in [label.text() for label in notice(desk).findChildren(QLabel)]
    assert action_text(desk) == "Start again with a tenth of the learning rate"
    press(desk)
    assert desk.training.asked[-1:] == ["stop"]
    assert not notice(desk).isVisible()
    desk.training.play(replace(state, phase=TrainingPhase.IDLE))
    mended = replace(SCRATCH_CONFIG, learning_rate=3e-5)
    assert desk.training.asked[-1:] == [mended]
    assert desk.page._form.config == mended
    desk.training.play(replace(state, phase=TrainingPhase.IDLE))
    assert desk.training.asked.count(mended) == 1


def test_after_the_end_the_remedy_starts_at_once(desk: Desk, qtbot: QtBot) -> None:
    warn(desk, TOO_HIGH, phase=TrainingPhase.IDLE)
    press(desk)
    assert desk.training.asked[-1] == replace(SCRATCH_CONFIG, learning_rate=3e-5)


def test_where_pictures_need_a_look_it_leads_to_them(desk: Desk, qtbot: QtBot) -> None:
    warn(desk, MISSED)
    assert action_text(desk) == "Look at the data set"
    with qtbot.waitSignal(desk.page.dataset_requested):
        press(desk)
    assert "stop" not in desk.training.asked


def test_a_closed_warning_stays_closed_until_there_is_another(desk: Desk, qtbot: QtBot) -> None:
    state = warn(desk, TOO_HIGH)
    notice(desk)._close_button.click()
    desk.training.play(replace(state, epochs=()))
    desk.page._redraw()
    assert not notice(desk).isVisible()
    warn(desk, MISSED)
    assert notice(desk).isVisible()
    desk.training.play(running(desk))
    desk.page._redraw()
    assert not notice(desk).isVisible()


def test_an_alarm_goes_when_it_is_past_and_stays_in_the_log(desk: Desk, qtbot: QtBot) -> None:
    alarm = GuardianSpoke(Trouble.OVERFITTING, "The network learns by heart.", {"dropout": 0.5})
    state = after(running(desk), alarm)
    desk.training.play(state)
    desk.page._redraw()
    assert notice(desk).isVisible()
    past = GuardianSpoke(Trouble.OVERFITTING, "Validation gained again.", {}, over=True)
    desk.training.play(after(state, past))
    desk.page._redraw()
    assert not notice(desk).isVisible()
    log = find(desk.page, QListWidget, "run_log")
    assert [("by heart" in log.item(row).text()) for row in range(log.count())] == [True, False]


def test_a_model_that_is_hardly_usable_is_not_urged_on_anybody(desk: Desk, qtbot: QtBot) -> None:
    desk.training.play(finished(desk))
    desk.page._redraw()
    use = find(desk.page, QPushButton, "try_on_camera")
    assert use.property("role") == "primary"
    poor = GuardianSpoke(Trouble.HARDLY_USABLE, "This model is hardly usable yet.", {})
    desk.training.play(after(finished(desk), poor))
    desk.page._redraw()
    assert use.isVisible()
    assert use.property("role") != "primary"
    assert action_text(desk) == "Look at the data set"


def test_what_the_guardian_said_is_not_said_again_as_an_error(desk: Desk, qtbot: QtBot) -> None:
    warn(desk, TOO_HIGH)
    desk.training.failed.emit(Diverged("The loss is beyond all bounds."))
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert "The loss is beyond all bounds." not in shown


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        ({"learning_rate": 0.01}, "Start again with a learning rate of 0.01"),
        ({"backbone": "vgg16_bn", "freeze": None}, "Start again with vgg16_bn"),
        ({"plan": "best"}, "Start again with the plan Best"),
        ({"freeze": 0}, "Start again with all layers learning"),
        ({"crops": True, "illumination": 0.3}, "Start again with more varied pictures"),
        ({"dropout": 0.5}, "Start again with more dropout"),
        ({"weight_decay": 0.001}, "Start again with more weight decay"),
        ({"label_smoothing": 0.1}, "Start again with label smoothing"),
    ],
)
def test_the_button_says_what_it_does(
    desk: Desk, remedy: dict[str, str | float | int | bool | None], words: str
) -> None:
    warn(desk, GuardianSpoke(Trouble.CHANCE, "Stuck.", remedy))
    assert action_text(desk) == words
