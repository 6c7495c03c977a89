"""What the form asks before it takes a choice, and what it says of an open one."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.weights import WeightsChecked
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import find, pick


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
    choose_file(form, qtbot, monkeypatch, "/a/mine.pth", "vgg16")
    assert form.config == TrainConfig()
    form.take_weights_file(WeightsChecked("/a/mine.pth", "vgg16"))
    assert form.config.weights == "/a/mine.pth"
    assert box.currentText() == "mine.pth"


def choose_file(
    form: SettingsForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, file: str, backbone: str
) -> None:
    """Chooses a file, which the form wants to be looked into for a network."""
    box = find(form, QComboBox, "train_weights")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (file, ""))
    with qtbot.waitSignal(form.weights_file_chosen) as asked:
        box.setCurrentIndex(box.findData("file"))
        box.activated.emit(box.currentIndex())
    assert asked.args == [file, backbone]


def test_a_file_of_another_network_is_refused_when_it_is_chosen(
    form: SettingsForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_file(form, qtbot, monkeypatch, "/a/alexnet.pth", "vgg16")
    form.take_weights_file(WeightsChecked("/a/alexnet.pth", "vgg16", "That is alexnet."))
    refusal = find(form, QLabel, "start_refusal")
    assert refusal.isVisible()
    assert refusal.text() == "That is alexnet."
    assert form.config == TrainConfig()
    assert find(form, QComboBox, "train_weights").currentData() == "imagenet"


def test_the_network_that_a_refused_file_belongs_to_is_one_click_away(
    form: SettingsForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_file(form, qtbot, monkeypatch, "/a/alexnet.pth", "vgg16")
    problem = "That is alexnet."
    form.take_weights_file(WeightsChecked("/a/alexnet.pth", "vgg16", problem, "alexnet"))
    instead = find(form, QPushButton, "start_owner")
    assert instead.text() == "Use alexnet instead"
    with qtbot.waitSignal(form.weights_file_chosen) as asked:
        QTest.mouseClick(instead, Qt.MouseButton.LeftButton)
    assert asked.args == ["/a/alexnet.pth", "alexnet"]
    form.take_weights_file(WeightsChecked("/a/alexnet.pth", "alexnet"))
    assert form.config == TrainConfig(backbone="alexnet", weights="/a/alexnet.pth")
    assert not instead.isVisible()
    choose_file(form, qtbot, monkeypatch, "/a/mine.pth", "alexnet")
    form.take_weights_file(WeightsChecked("/a/mine.pth", "alexnet", "It is damaged."))
    assert not instead.isVisible()


def test_a_file_is_looked_into_again_for_another_network(form: SettingsForm, qtbot: QtBot) -> None:
    form.set_config(TrainConfig(weights="/a/mine.pth"))
    asked: list[tuple[str, str]] = []
    form.weights_file_chosen.connect(lambda file, backbone: asked.append((file, backbone)))
    pick(qtbot, form, "train_backbone", "alexnet")
    assert asked[-1] == ("/a/mine.pth", "alexnet")
    # An answer for a network that is not chosen any more says nothing.
    form.take_weights_file(WeightsChecked("/a/mine.pth", "vgg16", "Too late."))
    assert form.config.weights == "/a/mine.pth"
    form.take_weights_file(WeightsChecked("/a/mine.pth", "alexnet", "That is vgg16."))
    assert form.config == TrainConfig(backbone="alexnet")
    assert find(form, QLabel, "start_refusal").text() == "That is vgg16."


def test_an_open_batch_size_says_what_it_will_be(form: SettingsForm) -> None:
    field = find(form, QSpinBox, "train_batch_size")
    assert field.text() == "auto (32)"
    form.show_data(("boot", "sandal"), 330)
    assert field.text() == "auto (16)"
    form.show_devices(("auto", "cpu", "cuda"), "A card", 80_000_000_000)
    form.show_data(("boot", "sandal"), 9000)
    assert field.text() == "auto (64)"
    pick_device = replace(form.config, device="cpu")
    form.set_config(pick_device)
    assert field.text() == "auto (32)"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "24")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert form.config.batch_size == 24
    assert field.text() == "24"
    field.setValue(field.minimum())
    assert form.config == pick_device
    assert field.text() == "auto (32)"
