"""Holding Space or the button records into the chosen class."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.gates import Verdict
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.recording import RecordWish
from tests.ui.camera.bench import DEMO, Bench


def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    desk = Bench(qtbot)
    qtbot.addWidget(desk.page)
    desk.page.resize(1200, 800)
    desk.page.show()
    desk.page.activate()
    desk.library.open(tmp_path)
    desk.camera.choose(DEMO)
    desk.camera.show()
    desk.recording.stops = 0  # Another source ends what is recorded of the one before.
    qtbot.waitUntil(desk.find("record").isVisible)
    return desk


def test_the_button_records_while_it_is_held(qtbot: QtBot, tmp_path: Path) -> None:
    desk = bench(qtbot, tmp_path)
    picker, part = desk.find("record_class"), desk.find("record_part")
    assert isinstance(picker, QComboBox)
    assert isinstance(part, QComboBox)
    picker.setCurrentText("loafer")
    part.setCurrentIndex(1)
    button = desk.find("record")
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert desk.recording.wishes == [RecordWish("loafer", Split.TEST, None)]
    assert desk.recording.stops == 0
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert desk.recording.stops == 1


def test_a_short_space_captures_and_a_long_one_records(qtbot: QtBot, tmp_path: Path) -> None:
    desk = bench(qtbot, tmp_path)
    QTest.keyClick(desk.page, Qt.Key.Key_2)  # The second class.
    QTest.keyPress(desk.page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(desk.recording.wishes))
    assert desk.recording.wishes == [RecordWish("loafer")]
    QTest.keyRelease(desk.page, Qt.Key.Key_Space)
    assert desk.recording.stops == 1
    QTest.keyClick(desk.page, Qt.Key.Key_Space)
    assert desk.find("back_to_live").isVisible()
    assert len(desk.recording.wishes) == 1


def test_without_a_class_it_asks_for_one(qtbot: QtBot, tmp_path: Path) -> None:
    desk = bench(qtbot, tmp_path)
    picker = desk.find("record_class")
    assert isinstance(picker, QComboBox)
    picker.setCurrentText("")
    QTest.mouseClick(desk.find("record"), Qt.MouseButton.LeftButton)
    assert not desk.recording.wishes
    notices = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert any("Choose the class to record into" in text for text in notices)


def test_it_says_what_becomes_of_the_frames(qtbot: QtBot, tmp_path: Path) -> None:
    desk = bench(qtbot, tmp_path)
    verdict, button = desk.find("record_verdict"), desk.find("record")
    assert isinstance(verdict, QLabel)
    assert isinstance(button, QPushButton)
    desk.recording.started.emit()
    assert button.text() == "Recording …"
    desk.recording.last = Verdict.BLURRED
    desk.recording.judged.emit({Verdict.KEPT: 3, Verdict.BLURRED: 1})
    assert verdict.text() == "3 kept · too blurred"
    desk.recording.ended.emit(1)
    assert (verdict.text(), button.text()) == ("1 picture kept", "Hold to record")


def test_the_coach_counts_only_for_those_who_look(qtbot: QtBot, tmp_path: Path) -> None:
    desk = bench(qtbot, tmp_path)
    picker, facts = desk.find("record_class"), desk.find("record_facts")
    assert isinstance(picker, QComboBox)
    assert isinstance(facts, QLabel)
    picker.setCurrentText("boot")
    qtbot.waitUntil(lambda: facts.text().startswith("0 pictures of 0 sessions"))
    qtbot.waitUntil(lambda: not living_jobs())
    desk.page.hide()
    picker.setCurrentText("loafer")
    assert not living_jobs()
    desk.library.open(tmp_path)  # Another state of the data set, as after an edit.
    assert not living_jobs()
    desk.page.show()
    qtbot.waitUntil(lambda: facts.text().startswith("0 pictures of 0 sessions"))
    qtbot.waitUntil(lambda: not living_jobs())
