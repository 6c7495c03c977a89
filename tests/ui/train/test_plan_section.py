"""What the three plans say they do with the settings at hand."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import find


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


def said(form: SettingsForm, plan: str) -> str:
    return find(form, QLabel, f"plan_{plan}_explanation").text()


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (TrainConfig(), "The head first, then the top of the network"),
        (TrainConfig(freeze=0), "The head first, then the whole network"),
        (TrainConfig(freeze=0, head="dense"), "A new head and the whole network learn together"),
        (TrainConfig(head="dense"), "A new head and the top of the network learn together"),
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


def test_from_scratch_nothing_else_is_offered(form: SettingsForm) -> None:
    assert find(form, QAbstractButton, "plan_fast").isEnabled()
    form.start_from_scratch()
    for plan in ("fast", "best"):
        assert said(form, plan) == "Only for a network that knows something already."
        assert not find(form, QAbstractButton, f"plan_{plan}").isEnabled()
