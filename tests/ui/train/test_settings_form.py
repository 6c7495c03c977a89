from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.services.weights import WeightsKnown
from shoeclassifier_gui.ui.train.network_blocks import NetworkBlocks
from shoeclassifier_gui.ui.train.network_caption import rate_text
from shoeclassifier_gui.ui.train.plan import settle
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import find

KNOWN = {
    "vgg16": WeightsKnown("vgg16", None, 528, 13, 10, 32),
    "vgg16_bn": WeightsKnown("vgg16_bn", None, 528, 13, 10, 32),
    "alexnet": WeightsKnown("alexnet", Path("a.pth"), 233, 5, 2, 63),
    "resnet18": WeightsKnown("resnet18", Path("r.pth"), 45, 20, 15, 32),
}


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_known(KNOWN)
    form.resize(372, 1200)
    form.show()
    qtbot.waitExposed(form)
    return form


def pick(qtbot: QtBot, form: SettingsForm, name: str, value: str) -> None:
    box = find(form, QComboBox, name)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != value:
        QTest.keyClick(box, Qt.Key.Key_Down)


def replace_text(qtbot: QtBot, form: SettingsForm, name: str, text: str) -> None:
    field = find(form, QAbstractSpinBox, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_every_knob_has_a_field(form: SettingsForm) -> None:
    for entry in fields(TrainConfig):
        if entry.name != "shares":  # They belong to the data set.
            field = find(form, QWidget, f"train_{entry.name}")
            assert field.toolTip(), entry.name
            assert field.accessibleName(), entry.name


def test_open_knobs_show_what_will_be_used(form: SettingsForm) -> None:
    assert find(form, QComboBox, "train_backbone").currentData() == "vgg16"
    assert find(form, QSpinBox, "train_freeze").value() == 10
    assert find(form, QSpinBox, "train_image_size").value() == 224
    form.start_from_scratch()
    assert find(form, QComboBox, "train_backbone").currentData() == "vgg16_bn"
    assert find(form, QSpinBox, "train_freeze").value() == 0
    assert find(form, QSpinBox, "train_image_size").value() == 64
    assert find(form, QSpinBox, "train_epochs").value() == 40
    assert form.config == TrainConfig(weights=SCRATCH)


def test_the_plan_is_that_of_the_training() -> None:
    from shoeclassifier_gui.learn.backbones import describe

    pretrained = settle(TrainConfig(), {})
    described = describe(pretrained.known.backbone)
    assert pretrained.known.convolutions == described.convolutions
    assert pretrained.freeze == described.default_freeze


def test_a_typed_small_number_arrives(form: SettingsForm, qtbot: QtBot) -> None:
    replace_text(qtbot, form, "train_weight_decay", "0.0005")
    assert form.config.weight_decay == pytest.approx(0.0005)
    replace_text(qtbot, form, "train_epochs", "25")
    assert form.config.epochs == 25


def test_reset_goes_back_to_the_recommended(form: SettingsForm, qtbot: QtBot) -> None:
    reset = find(form, QPushButton, "reset_settings")
    assert not reset.isVisible()
    replace_text(qtbot, form, "train_epochs", "25")
    pick(qtbot, form, "train_optimizer", "sgd")
    assert form.config == TrainConfig(epochs=25, optimizer="sgd")
    QTest.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert form.config == TrainConfig()
    assert not reset.isVisible()


def test_another_network_brings_its_own_depth_and_head(form: SettingsForm, qtbot: QtBot) -> None:
    pick(qtbot, form, "train_head", "classic")
    replace_text(qtbot, form, "train_freeze", "4")
    pick(qtbot, form, "train_backbone", "resnet18")
    assert find(form, QSpinBox, "train_freeze").value() == 15
    assert form.config.head == "pool"
    assert not find(form, QComboBox, "train_head").isEnabled()


def test_too_small_pictures_are_named(form: SettingsForm, qtbot: QtBot) -> None:
    pick(qtbot, form, "train_backbone", "alexnet")
    replace_text(qtbot, form, "train_image_size", "40")
    assert form.plan.too_small
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "alexnet needs pictures of at least 63 px." in shown


def test_the_lock_can_be_dragged(form: SettingsForm, qtbot: QtBot) -> None:
    blocks = find(form, NetworkBlocks)
    assert blocks.accessibleName() == "10 layers frozen, 3 learn at 1/10, head"
    fourth = blocks.layer_rect(3)
    place = QPoint(round(fourth.right()), blocks.height() // 2)
    QTest.mouseClick(blocks, Qt.MouseButton.LeftButton, pos=place)
    assert form.config.freeze == 4
    assert blocks.accessibleName() == "4 layers frozen, 9 learn at 1/10, head"
    QTest.mouseClick(blocks, Qt.MouseButton.LeftButton, pos=QPoint(0, 40))
    assert form.config.freeze == 0


def test_a_weights_file_can_be_chosen_or_not(
    form: SettingsForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = find(form, QComboBox, "train_weights")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    box.activated.emit(box.findData("file"))
    box.setCurrentIndex(box.findData("file"))
    box.activated.emit(box.currentIndex())
    assert form.config == TrainConfig()
    assert box.currentData() == "imagenet"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/a/mine.pth", ""))
    box.setCurrentIndex(box.findData("file"))
    box.activated.emit(box.currentIndex())
    assert form.config.weights == "/a/mine.pth"
    assert box.currentText() == "mine.pth"


@pytest.mark.parametrize(("rate", "text"), [(0.1, "1/10"), (0.25, "1/4"), (0.3, "0.3"), (0.0, "0")])
def test_rates_read_well(rate: float, text: str) -> None:
    assert rate_text(rate) == text


def test_nothing_is_wider_than_the_form(form: SettingsForm) -> None:
    room = find(form, QWidget, "settings_scroll").width()
    for part in form._sections():
        assert part.minimumSizeHint().width() <= room - 14, type(part).__name__


def test_knobs_that_another_one_makes_idle_cannot_be_changed(
    form: SettingsForm, qtbot: QtBot
) -> None:
    pick(qtbot, form, "train_loss", "hinge")
    assert not find(form, QWidget, "train_label_smoothing").isEnabled()
    pick(qtbot, form, "train_schedule", "one_cycle")
    assert not find(form, QWidget, "train_warm_up").isEnabled()
    pick(qtbot, form, "train_watch", "macro_f1")
    replace_text(qtbot, form, "train_average", "0.995")
    assert form.config == TrainConfig(
        loss="hinge", schedule="one_cycle", watch="macro_f1", average=0.995
    )


def test_flips_warn_where_left_and_right_matter(form: SettingsForm, qtbot: QtBot) -> None:
    warning = find(form, QLabel, "train_flips_warning")
    assert not warning.isVisible()
    form.show_classes(("left shoe", "right shoe"))
    assert warning.isVisible()
    assert "left shoe" in warning.text()
    find(form, QCheckBox, "train_flips").click()
    assert not form.config.flips
    assert not warning.isVisible()
