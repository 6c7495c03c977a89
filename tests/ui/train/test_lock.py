"""The network drawn as blocks, and the lock between what is frozen and what learns."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.train.network_blocks import NetworkBlocks
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from tests.ui.train.desk import KNOWN, find, pick


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


def test_a_click_on_the_lock_leaves_it_where_it_is(form: SettingsForm, qtbot: QtBot) -> None:
    blocks = find(form, NetworkBlocks)
    before = form.config
    left, right = blocks.layer_rect(9).right(), blocks.layer_rect(10).left()
    assert right - left > 15, "The lock stands between the tenth block and the next."
    for place in (left + 2, (left + right) / 2, right - 2):
        spot = QPoint(round(place), blocks.height() - 15)
        QTest.mouseClick(blocks, Qt.MouseButton.LeftButton, pos=spot)
        assert form.config == before


def test_the_lock_stops_where_a_run_can_freeze(form: SettingsForm, qtbot: QtBot) -> None:
    pick(qtbot, form, "train_backbone", "squeezenet1_1")
    blocks, spoken = find(form, NetworkBlocks), []
    for layer in range(25):
        place = QPoint(round(blocks.layer_rect(layer).right()), blocks.height() // 2)
        QTest.mouseClick(blocks, Qt.MouseButton.LeftButton, pos=place)
        assert form.config.freeze in KNOWN["squeezenet1_1"].ends
        assert abs(form.config.freeze - (layer + 1)) <= 1
        spoken.append(blocks.accessibleName().split()[0])
    assert set(spoken) == {"1", "4", "7", "10", "13", "16", "19", "22", "25"}


@pytest.mark.parametrize("name", ["train_freeze", "train_freeze_slider"])
def test_keys_move_the_lock_from_block_to_block(
    form: SettingsForm, qtbot: QtBot, name: str
) -> None:
    pick(qtbot, form, "train_backbone", "squeezenet1_1")
    field, depths = find(form, QWidget, name), []
    field.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(field, key)
        depths.append(find(form, QSpinBox, "train_freeze").value())
        assert form.config.freeze == depths[-1]
    assert depths == [16, 13, 16, 19, 22]


def test_a_depth_inside_a_block_is_shown_as_the_run_takes_it(form: SettingsForm) -> None:
    form.set_config(TrainConfig(backbone="squeezenet1_1", freeze=5, cut=12))
    assert (form.plan.freeze, form.plan.layers) == (4, 10)
    assert find(form, NetworkBlocks).accessibleName().startswith("4 layers frozen, 6 learn")
