"""The grid narrowed to what the data doctor finds suspicious."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.doctor.findings import Diagnosis, Finding, FindingKind, Suggestion
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from tests.ui.dataset.bench import class_list, click_row, find, grid

BLURRED = Finding(FindingKind.BLURRED, ("boot/0.png", "loafer/1.png"), Suggestion.LEAVE_OUT)
ALSO_BLURRED = Finding(FindingKind.BLURRED, ("boot/3.png",), Suggestion.LEAVE_OUT)
SUSPECT = Finding(FindingKind.LABEL_SUSPECT, ("boot/0.png", "sandal/2.png"), Suggestion.MOVE)
TINY = Finding(FindingKind.TINY_CLASS, ("sandal/0.png", "sandal/1.png"), Suggestion.COLLECT)
BROKEN = Finding(FindingKind.UNREADABLE, ("boot/broken.png",), Suggestion.TRASH)


class Doctor(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.diagnosis: Diagnosis | None = None

    def show(self, *findings: Finding) -> None:
        self.diagnosis = Diagnosis(findings, (), 12)
        self.changed.emit()

    def forget(self) -> None:
        self.diagnosis = None
        self.changed.emit()


@pytest.fixture
def doctor(page: DatasetPage, qtbot: QtBot) -> Doctor:
    doctor, panel = Doctor(), QWidget()
    qtbot.addWidget(panel)
    page.set_doctor(doctor, panel)  # type: ignore[arg-type]
    return doctor


def picker(page: DatasetPage) -> QComboBox:
    return find(page, QComboBox, "suspicion_filter")


def offered(page: DatasetPage) -> list[str]:
    return [picker(page).itemText(row) for row in range(picker(page).count())]


def choose(page: DatasetPage, words: str) -> None:
    """With the arrow keys, as a person would."""
    picker(page).setFocus()
    QTest.keyClick(picker(page), Qt.Key.Key_Home)
    for _ in range(offered(page).index(words)):
        QTest.keyClick(picker(page), Qt.Key.Key_Down)


def shown(page: DatasetPage) -> list[str]:
    model = grid(page).model()
    items = [model.index(row, 0).data(Qt.ItemDataRole.UserRole + 1) for row in range(12)]
    return [item.relative for item in items if item is not None]


def test_without_a_report_there_is_no_such_filter(page: DatasetPage, doctor: Doctor) -> None:
    assert not picker(page).isVisible()
    doctor.show(BROKEN, TINY)
    assert not picker(page).isVisible()


def test_kind_by_kind_or_all_of_them(page: DatasetPage, doctor: Doctor) -> None:
    doctor.show(BROKEN, SUSPECT, BLURRED, ALSO_BLURRED, TINY)
    assert picker(page).isVisible()
    assert offered(page) == [
        "Suspicious or not",
        "All suspicious (4)",
        "Label suspects (2)",
        "Blurred pictures (3)",
    ]
    choose(page, "All suspicious (4)")
    assert shown(page) == ["boot/0.png", "boot/3.png", "loafer/1.png", "sandal/2.png"]
    choose(page, "Label suspects (2)")
    assert shown(page) == ["boot/0.png", "sandal/2.png"]
    choose(page, "Suspicious or not")
    assert len(shown(page)) == 12


def test_it_narrows_what_the_other_filters_leave(page: DatasetPage, doctor: Doctor) -> None:
    doctor.show(SUSPECT, BLURRED, ALSO_BLURRED)
    choose(page, "Blurred pictures (3)")
    click_row(class_list(page), 1)
    assert shown(page) == ["boot/0.png", "boot/3.png"]


def test_what_is_settled_goes_and_the_choice_stays(page: DatasetPage, doctor: Doctor) -> None:
    doctor.show(SUSPECT, BLURRED, ALSO_BLURRED)
    choose(page, "Blurred pictures (3)")
    doctor.show(SUSPECT, ALSO_BLURRED)
    assert picker(page).currentText() == "Blurred pictures (1)"
    assert shown(page) == ["boot/3.png"]
    doctor.show(SUSPECT)
    assert picker(page).currentText() == "Suspicious or not"
    assert len(shown(page)) == 12


def test_without_the_report_all_are_shown_again(page: DatasetPage, doctor: Doctor) -> None:
    doctor.show(SUSPECT)
    choose(page, "Label suspects (2)")
    doctor.forget()
    assert not picker(page).isVisible()
    assert len(shown(page)) == 12


def test_pictures_of_one_finding_can_be_narrowed_further(page: DatasetPage, doctor: Doctor) -> None:
    doctor.show(SUSPECT, BLURRED, ALSO_BLURRED)
    choose(page, "Label suspects (2)")
    page.show_only(BLURRED.items)
    assert shown(page) == ["boot/0.png", "loafer/1.png"]
    choose(page, "Label suspects (2)")
    assert shown(page) == ["boot/0.png"]
