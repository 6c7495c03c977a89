from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.ui.train.network_blocks import NetworkBlocks
from shoeclassifier_gui.ui.train.network_caption import rate_text
from shoeclassifier_gui.ui.train.plan import settle
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import find, pick


def replace_text(qtbot: QtBot, form: SettingsForm, name: str, text: str) -> None:
    field = find(form, QAbstractSpinBox, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_at_first_only_a_plan_is_asked_for(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show()
    plans, rate = find(form, QWidget, "train_plan"), find(form, QWidget, "train_learning_rate")
    assert plans.isVisible()
    assert not rate.isVisible()
    everything = find(form, QAbstractButton, "all_settings")
    QTest.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert rate.isVisible()
    QTest.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert not rate.isVisible()


def test_all_settings_lead_to_the_settings_and_stay_where_they_are(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.resize(372, 500)
    form.show()
    qtbot.waitExposed(form)
    everything = find(form, QAbstractButton, "all_settings")
    search = find(form, QAbstractButton, "find_settings")
    place = everything.geometry()
    QTest.mouseClick(everything, Qt.MouseButton.LeftButton)
    freeze = find(form, QWidget, "train_freeze")
    qtbot.waitUntil(lambda: not freeze.visibleRegion().isEmpty())
    assert not search.visibleRegion().isEmpty()
    assert everything.geometry() == place
    form.set_config(TrainConfig(epochs=3))
    assert find(form, QAbstractButton, "reset_settings").isVisible()
    QTest.qWait(0)
    assert everything.geometry() == place


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
    assert find(form, QSpinBox, "train_epochs").value() == 25
    assert form.config == TrainConfig(weights=SCRATCH)


def test_the_plan_is_that_of_the_training() -> None:
    from shoeclassifier_gui.learn.networks.backbones import describe

    pretrained = settle(TrainConfig(), {})
    described = describe(pretrained.known.backbone)
    assert pretrained.known.convolutions == described.convolutions
    assert pretrained.freeze == described.default_freeze


@pytest.mark.parametrize(
    ("config", "freeze"),
    [
        (TrainConfig(freeze=4), 4),
        (TrainConfig(plan="fast"), 13),
        (TrainConfig(plan="fast", epochs=5, freeze=4), 4),
        (TrainConfig(epochs=0, freeze=4), 13),
    ],
)
def test_the_form_shows_how_many_layers_will_be_frozen(config: TrainConfig, freeze: int) -> None:
    assert settle(config, {}).freeze == freeze


@pytest.mark.parametrize(
    ("knob", "typed", "meant"),
    [
        ("learning_rate", "0,01", 0.01),
        ("learning_rate", "1e-5", 1e-5),
        ("learning_rate", "-5", 1e-7),
        ("dropout", "0,3", 0.3),
        ("dropout", "7", 0.95),
        ("freeze", "99", 13),
        ("image_size", "20000", 1024),
    ],
)
def test_what_is_typed_is_meant(
    form: SettingsForm, qtbot: QtBot, knob: str, typed: str, meant: float
) -> None:
    replace_text(qtbot, form, f"train_{knob}", typed)
    QTest.keyClick(find(form, QAbstractSpinBox, f"train_{knob}"), Qt.Key.Key_Return)
    assert getattr(form.config, knob) == pytest.approx(meant)


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
    assert form.plan.basics.head == "dense"
    assert find(form, QComboBox, "train_head").findData("classic") == -1


def test_too_small_pictures_are_named(form: SettingsForm, qtbot: QtBot) -> None:
    pick(qtbot, form, "train_backbone", "alexnet")
    replace_text(qtbot, form, "train_image_size", "40")
    assert form.plan.too_small
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "alexnet needs pictures of at least 63 px." in shown


def test_the_network_can_be_cut_and_made_whole_again(form: SettingsForm, qtbot: QtBot) -> None:
    cut = find(form, QSpinBox, "train_cut")
    assert cut.text() == "13 of 13"
    blocks = find(form, NetworkBlocks)
    head_before = blocks.layer_rect(12).right()
    replace_text(qtbot, form, "train_cut", "5")
    QTest.keyClick(cut, Qt.Key.Key_Tab)
    assert form.config.cut == 5
    assert find(form, QSpinBox, "train_freeze").value() == 5
    assert blocks.accessibleName() == "5 layers frozen, head, 8 removed"
    # What is cut off stands behind the head, still inside the drawing.
    assert blocks.layer_rect(5).left() > blocks.layer_rect(4).right() + 30
    assert head_before < blocks.layer_rect(12).right() <= blocks.width()
    QTest.mouseClick(blocks, Qt.MouseButton.LeftButton, pos=QPoint(blocks.width() - 5, 40))
    assert form.config.freeze is None
    replace_text(qtbot, form, "train_cut", "13")
    QTest.keyClick(cut, Qt.Key.Key_Tab)
    assert form.config == TrainConfig()


def test_a_cut_takes_a_deeper_freeze_depth_back(form: SettingsForm, qtbot: QtBot) -> None:
    replace_text(qtbot, form, "train_freeze", "8")
    replace_text(qtbot, form, "train_cut", "9")
    QTest.keyClick(find(form, QSpinBox, "train_cut"), Qt.Key.Key_Tab)
    assert (form.config.cut, form.config.freeze) == (9, 8)
    replace_text(qtbot, form, "train_cut", "4")
    QTest.keyClick(find(form, QSpinBox, "train_cut"), Qt.Key.Key_Tab)
    assert (form.config.cut, form.config.freeze) == (4, None)


def test_the_dense_head_has_a_width_and_an_activation(form: SettingsForm, qtbot: QtBot) -> None:
    names = ("train_dense_width", "train_activation")
    pick(qtbot, form, "train_head", "pool")
    assert not any(find(form, QWidget, name).isVisible() for name in names)
    pick(qtbot, form, "train_head", "dense")
    assert all(find(form, QWidget, name).isVisible() for name in names)
    replace_text(qtbot, form, "train_dense_width", "64")
    pick(qtbot, form, "train_activation", "elu")
    assert form.config == TrainConfig(head="dense", dense_width=64, activation="elu")
    pick(qtbot, form, "train_head", "pool")
    assert not any(find(form, QWidget, name).isVisible() for name in names)
    norm = find(form, QCheckBox, "train_batch_norm")
    norm.click()
    assert form.config == TrainConfig(
        head="pool", dense_width=64, activation="elu", batch_norm=False
    )
    pick(qtbot, form, "train_head", "classic")
    assert not norm.isVisible()


def test_the_compact_network_brings_its_recipe(form: SettingsForm, qtbot: QtBot) -> None:
    pick(qtbot, form, "train_backbone", "compact")
    assert form.config == TrainConfig(backbone="compact")
    start = find(form, QComboBox, "train_weights")
    assert (start.currentData(), start.findData("imagenet")) == ("none", -1)
    assert find(form, QComboBox, "train_head").currentData() == "classic"
    assert find(form, QSpinBox, "train_image_size").value() == 150
    assert find(form, QDoubleSpinBox, "train_dropout").value() == 0.8
    assert find(form, QDoubleSpinBox, "train_learning_rate").text() == "0.0005"
    assert not form.plan.weights_missing
    pick(qtbot, form, "train_backbone", "vgg16")
    assert start.currentData() == "imagenet"


def choose_start(
    form: SettingsForm, monkeypatch: pytest.MonkeyPatch, folder: Path | None
) -> QComboBox:
    answer = str(folder) if folder else ""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answer)
    box = find(form, QComboBox, "train_weights")
    box.setCurrentIndex(box.findData("model"))
    box.activated.emit(box.currentIndex())
    return box


def test_another_model_can_be_the_start(
    form: SettingsForm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert choose_start(form, monkeypatch, None).currentData() == "imagenet"
    assert form.config == TrainConfig()
    run = tmp_path / "2026-01-31 14.02.11"
    (run / "model").mkdir(parents=True)
    (run / "config.json").touch()
    write_card(run / "model")
    box = choose_start(form, monkeypatch, run)
    assert box.currentText() == "2026-01-31 14.02.11"
    config = form.config
    assert (config.weights, config.backbone, config.cut) == (str(run), "alexnet", 3)
    assert (config.head, config.dense_width, config.image_size) == ("dense", 99, 64)
    assert (form.plan.pretrained, form.plan.freeze) == (True, 2)
    form.set_config(replace(config, backbone="vgg16", cut=None))
    assert (form.plan.pretrained, form.plan.freeze) == (False, 0)


def test_a_folder_without_a_model_is_refused_in_a_sentence(
    form: SettingsForm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    box = choose_start(form, monkeypatch, tmp_path)
    refusal = find(form, QLabel, "start_refusal")
    assert refusal.isVisible()
    assert refusal.text().startswith("There is no complete model in")
    assert form.config == TrainConfig()
    assert box.currentData() == "imagenet"
    form.start_from_scratch()
    assert not refusal.isVisible()


def write_card(folder: Path) -> None:
    card = ModelCard(
        "alexnet", "dense", ("a", "b"), Preprocessing(64), Scores("val", 0, 0.0, 0.0, (), ()), 0.5,
        "random", 1, "", "", {}, (), 3, 99,
    )  # fmt: skip
    card.write(folder)
    (folder / WEIGHTS_FILE).touch()


@pytest.mark.parametrize(("rate", "text"), [(0.1, "1/10"), (0.25, "1/4"), (0.3, "0.3"), (0.0, "0")])
def test_rates_read_well(rate: float, text: str) -> None:
    assert rate_text(rate) == text


def test_nothing_is_wider_than_the_form(form: SettingsForm) -> None:
    room = find(form, QWidget, "settings_scroll").width()
    for part in form._sections:
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


def test_the_balance_is_left_to_the_data_set_or_chosen(form: SettingsForm, qtbot: QtBot) -> None:
    field = find(form, QComboBox, "train_balance")
    assert field.currentText() == "As the data set asks"
    pick(qtbot, form, "train_balance", "none")
    assert (form.config.balance, field.currentText()) == ("none", "As they are")
    pick(qtbot, form, "train_balance", "")
    assert form.config == TrainConfig()
    assert field.currentText() == "As the data set asks"


def test_flips_warn_where_left_and_right_matter(form: SettingsForm, qtbot: QtBot) -> None:
    warning = find(form, QLabel, "train_flips_warning")
    assert not warning.isVisible()
    form.show_data(("left shoe", "right shoe"), 40)
    assert warning.isVisible()
    assert "left shoe" in warning.text()
    find(form, QCheckBox, "train_flips").click()
    assert not form.config.flips
    assert not warning.isVisible()
