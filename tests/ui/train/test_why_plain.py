"""Where pictures are shown as they are, the form says so instead of offering random changes."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QRadioButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.services.weights import WeightsKnown
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import find

CHANGES = (
    "flips", "crops", "scale_jitter", "illumination", "deformation", "occlusion", "clutter",
)  # fmt: skip


@pytest.fixture
def preview() -> QWidget:
    return QWidget()


@pytest.fixture
def form(qtbot: QtBot, preview: QWidget) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.add_preview(preview)
    form.show_known({"vgg16": WeightsKnown("vgg16", Path("v.pth"), 528, 13, 10, 32)})
    form.show_all(True)
    form.show()
    qtbot.waitExposed(form)
    return form


def offered(form: SettingsForm) -> set[bool]:
    return {find(form, QWidget, f"train_{knob}").isEnabled() for knob in CHANGES}


def test_the_plan_fast_offers_no_random_changes_and_says_why(
    form: SettingsForm, preview: QWidget
) -> None:
    reason = find(form, QLabel, "train_why_plain")
    assert offered(form) == {True}
    assert preview.isVisible()
    assert not reason.isVisible()
    find(form, QRadioButton, "plan_fast").click()
    assert offered(form) == {False}
    assert not find(form, QComboBox, "train_mix").isEnabled()
    assert not preview.isVisible()
    assert reason.isVisible()
    assert "as they are" in reason.text()
    find(form, QRadioButton, "plan_best").click()
    assert offered(form) == {True}
    assert preview.isVisible()


def test_one_remembered_view_is_the_picture_as_it_is_unless_nothing_is_frozen(
    form: SettingsForm,
) -> None:
    find(form, QSpinBox, "train_views").setValue(1)
    assert offered(form) == {False}
    assert find(form, QComboBox, "train_mix").isEnabled()
    assert "One" in find(form, QLabel, "train_why_plain").text().title()
    form.set_config(replace(TrainConfig(), views=1, freeze=0))
    assert offered(form) == {True}


def test_the_form_shows_how_strongly_a_network_from_scratch_has_its_pictures_bent(
    form: SettingsForm,
) -> None:
    strength = find(form, QDoubleSpinBox, "train_deformation")
    usual = strength.value()
    form.set_config(TrainConfig(weights=SCRATCH))
    assert strength.value() > usual
