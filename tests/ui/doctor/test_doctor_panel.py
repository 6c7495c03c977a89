"""The data doctor's panel over a stand-in service."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.doctor.findings import (
    Diagnosis,
    Finding,
    FindingKind,
    NotRun,
    Suggestion,
)
from shoeclassifier_gui.core.doctor.upright import TurnProgress
from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.ui.doctor.panel import DoctorPanel
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.widgets.buttons import PrimaryButton
from tests.ui.doctor.bench import Weights

Kind = TypeVar("Kind", bound=QWidget)
NAMES = ("boot/a.jpg", "boot/b.jpg", "boot/c.jpg", "boot/d.jpg", "sandal/e.jpg")
FIRST = Finding(FindingKind.EXACT_DUPLICATE, NAMES[:2], Suggestion.KEEP_BEST)
SECOND = Finding(FindingKind.EXACT_DUPLICATE, NAMES[2:4], Suggestion.KEEP_BEST)
DARK = Finding(FindingKind.ODD_SHAPE, NAMES[4:], Suggestion.LEAVE_OUT)
NO_KEY = Qt.KeyboardModifier.NoModifier
NOT_RUN = (NotRun(FindingKind.OUTLIER, "There are no network weights on this machine."),)


class Doctor(QObject):
    changed = Signal()
    failed = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.diagnosis: Diagnosis | None = None
        self.progress = FeatureProgress(0, 0)
        self.busy = False
        self.turning: TurnProgress | None = None
        self.calls: list[object] = []

    def show(self, diagnosis: Diagnosis | None, *, busy: bool = False) -> None:
        self.diagnosis, self.busy = diagnosis, busy
        self.changed.emit()

    def check(self) -> None:
        self.calls.append("check")

    def stop(self) -> None:
        self.calls.append("stop")

    def mend(self, findings: list[Finding]) -> None:
        self.calls.append(("mend", findings))

    def dismiss(self, findings: list[Finding]) -> None:
        self.calls.append(("dismiss", findings))


class Library(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        folder = Path("/data/shoes")
        items = tuple(
            Item(folder, name, name.startswith("s"), name, f"{number:032x}")
            for number, name in enumerate(NAMES)
        )
        self.state = LibraryState(dataset=Dataset(folder, ("boot", "sandal"), items))


class Thumbnails(QObject):
    loaded = Signal(str)

    def image(self, digest: str) -> QImage:
        image = QImage(96, 72, QImage.Format.Format_RGB32)
        image.fill(0x405060 + 0x181818 * int(digest, 16))
        return image

    def expect(self, in_sight: int) -> None:
        assert in_sight > 0


@pytest.fixture
def doctor() -> Doctor:
    return Doctor()


@pytest.fixture
def panel(doctor: Doctor, qapp: QApplication, qtbot: QtBot) -> Iterator[DoctorPanel]:
    current_theme().apply(qapp)
    library, thumbnails = Library(), Thumbnails()
    panel = DoctorPanel(doctor, library, thumbnails)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(1000, 640)
    panel.show()
    yield panel
    panel.close()


def child(panel: QWidget, kind: type[Kind], name: str) -> Kind:
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def texts(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_invites_to_check(panel: DoctorPanel, doctor: Doctor) -> None:
    assert "Let the data doctor look" in texts(panel)
    (button,) = [b for b in panel.findChildren(PrimaryButton) if b.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert doctor.calls == ["check"]


def test_it_tells_progress_and_can_be_stopped(panel: DoctorPanel, doctor: Doctor) -> None:
    doctor.progress = FeatureProgress(30, 120)
    doctor.show(None, busy=True)
    assert "picture 30 of 120" in texts(panel)
    (stop,) = [b for b in panel.findChildren(QToolButton) if b.isVisible()]
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert doctor.calls == ["stop"]


def test_nothing_found_says_in_how_many_and_what_was_left_out(
    panel: DoctorPanel, doctor: Doctor
) -> None:
    doctor.show(Diagnosis((), NOT_RUN, 234))
    assert "Nothing found in 234 pictures." in texts(panel)
    assert "Not looked for: Outliers. There are no network weights" in texts(panel)


def test_findings_have_a_list_and_a_gallery(panel: DoctorPanel, doctor: Doctor) -> None:
    doctor.show(Diagnosis((FIRST, SECOND, DARK), (), 234))
    rows = child(panel, QListView, "finding_list").model()
    shown = [rows.index(row, 0).data() for row in range(rows.rowCount())]
    assert shown == ["Exact duplicates (4)", "Odd shapes (1)"]
    assert child(panel, QListView, "finding_pictures").model().rowCount() == 4
    assert "Something may be wrong with 5 of 234 pictures." in texts(panel)
    assert "the others go to the trash" in texts(panel)


def test_the_list_stays_at_its_kind_and_goes_on_to_the_next(
    panel: DoctorPanel, doctor: Doctor
) -> None:
    odd = Finding(FindingKind.ODD_SHAPE, NAMES[:4], Suggestion.LEAVE_OUT)
    size = Finding(FindingKind.ODD_SIZE, NAMES[:2], Suggestion.LEAVE_OUT)
    whole = Diagnosis((FIRST, odd, size), (), 5)
    doctor.show(whole)
    kinds = child(panel, QListView, "finding_list")
    kinds.setCurrentIndex(kinds.model().index(1, 0))
    doctor.show(whole.without([odd.narrowed(NAMES[:1])]))
    assert kinds.currentIndex().data() == "Odd shapes (3)"
    assert child(panel, QListView, "finding_pictures").model().rowCount() == 3
    doctor.show(whole.without([odd]))
    assert kinds.currentIndex().data() == "Odd sizes (2)"
    doctor.show(whole.without([odd]).with_again([odd]))
    assert kinds.currentIndex().data() == "Odd sizes (2)"
    doctor.show(Diagnosis((FIRST,), (), 5))
    assert kinds.currentIndex().data() == "Exact duplicates (2)"


def test_the_buttons_mean_all_or_the_group_of_the_chosen_picture(
    panel: DoctorPanel, doctor: Doctor
) -> None:
    doctor.show(Diagnosis((FIRST, SECOND), (), 5))
    mend = child(panel, QPushButton, "mend")
    QTest.mouseClick(mend, Qt.MouseButton.LeftButton)
    grid = child(panel, QListView, "finding_pictures")
    grid.setCurrentIndex(grid.model().index(2, 0))
    assert mend.text() == "Mend this one"
    QTest.mouseClick(mend, Qt.MouseButton.LeftButton)
    dismiss = child(panel, QPushButton, "not_a_problem")
    QTest.mouseClick(dismiss, Qt.MouseButton.LeftButton)
    assert doctor.calls == [("mend", [FIRST, SECOND]), ("mend", [SECOND]), ("dismiss", [SECOND])]


def test_one_of_many_odd_pictures_is_meant_alone(panel: DoctorPanel, doctor: Doctor) -> None:
    odd = Finding(FindingKind.ODD_SHAPE, NAMES[:4], Suggestion.LEAVE_OUT)
    doctor.show(Diagnosis((odd,), (), 5))
    assert "they stay in their folder" in texts(panel)
    grid = child(panel, QListView, "finding_pictures")
    for row, keys in ((1, NO_KEY), (3, Qt.KeyboardModifier.ControlModifier)):
        place = grid.visualRect(grid.model().index(row, 0)).center()
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, keys, place)
        button = child(panel, QPushButton, "mend" if row == 3 else "not_a_problem")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    first = replace(odd, items=(NAMES[1],))
    both = replace(odd, items=(NAMES[1], NAMES[3]))
    assert doctor.calls == [("dismiss", [first]), ("mend", [both])]


def test_label_conflicts_say_what_mending_does_and_what_is_to_be_decided(
    panel: DoctorPanel, doctor: Doctor
) -> None:
    open_ = Finding(FindingKind.LABEL_CONFLICT, NAMES[3:], Suggestion.LEAVE_OUT)
    most = Finding(FindingKind.LABEL_CONFLICT, NAMES[:3], Suggestion.MOVE, "boot")
    doctor.show(Diagnosis((open_,), (), 5))
    assert "mending leaves all of them out of training until you decide" in texts(panel)
    assert "moves the others" not in texts(panel)
    doctor.show(Diagnosis((most, open_), (), 5))
    assert "mending moves the others to it. Where no class has most copies" in texts(panel)


def test_the_class_of_a_label_suspect_and_what_it_looks_like_are_shown(
    panel: DoctorPanel, doctor: Doctor
) -> None:
    suspect = Finding(FindingKind.LABEL_SUSPECT, NAMES[:2], Suggestion.MOVE, "sandal")
    grid = child(panel, QListView, "finding_pictures")
    doctor.show(Diagnosis((replace(suspect, kind=FindingKind.OUTLIER),), (), 5))
    first = grid.visualRect(grid.model().index(0, 0))
    bare = foot_of(grid, first)
    doctor.show(Diagnosis((suspect,), (), 5))
    grid.setCurrentIndex(grid.model().index(0, 0))
    assert "boot/a.jpg is boot, looks like sandal" in texts(panel)
    grid.clearSelection()
    assert foot_of(grid, grid.visualRect(grid.model().index(0, 0))) != bare
    doctor.show(Diagnosis((replace(suspect, kind=FindingKind.OUTLIER),), (), 5))
    assert foot_of(grid, first) == bare


def foot_of(grid: QListView, cell: QRect) -> QImage:
    """The last lines of a cell."""
    foot = QRect(cell.left(), cell.bottom() - 40, 60, 28)
    return grid.viewport().grab(foot).toImage()


def test_classes_and_files_are_not_counted_as_pictures(panel: DoctorPanel, doctor: Doctor) -> None:
    tiny = Finding(FindingKind.TINY_CLASS, NAMES[:4], Suggestion.COLLECT, "boot")
    other = Finding(FindingKind.TINY_CLASS, NAMES[4:], Suggestion.COLLECT, "sandal")
    torn = Finding(FindingKind.UNREADABLE, ("boot/half.jpg",), Suggestion.TRASH)
    doctor.show(Diagnosis((torn, DARK, tiny, other), (), 5))
    said = texts(panel)
    assert "wrong with 1 of 5 pictures, 1 file that cannot be read, " in said
    assert "2 classes." in said
    rows = child(panel, QListView, "finding_list").model()
    shown = [rows.index(row, 0).data() for row in range(rows.rowCount())]
    assert shown == ["Unreadable files (1)", "Odd shapes (1)", "Tiny classes (2)"]
    doctor.show(Diagnosis((tiny,), (), 5))
    assert "Something may be wrong with 1 class." in texts(panel)


def test_missing_weights_can_be_fetched_from_here(panel: DoctorPanel, doctor: Doctor) -> None:
    weights = Weights()
    button = child(panel, QPushButton, "doctor_weights")
    doctor.show(Diagnosis((DARK,), (NotRun(FindingKind.OUTLIER, "The engine loads."),), 5))
    panel.set_weights(weights)  # type: ignore[arg-type]
    assert not button.isVisible()
    lacking = NotRun(FindingKind.OUTLIER, "There are no weights.", lacks_weights=True)
    doctor.show(Diagnosis((DARK,), (lacking,), 5))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = child(panel, QDialog, "doctor_weights_dialog")
    assert "There are no ImageNet weights for small on this machine." in texts(dialog)
    assert not child(dialog, QPushButton, "weights_scratch").isVisible()
    click(child(dialog, QPushButton, "weights_download"))
    click(child(dialog, QPushButton, "weights_download_agree"))
    assert weights.fetched == ["small"]
    weights.failed.emit(WeightsError("The server does not answer."))
    assert "The server does not answer." in texts(dialog)
    weights.bring()
    assert not dialog.isVisible()
    assert doctor.calls == ["check"]
    click(button)
    assert doctor.calls == ["check", "check"]  # They are here: nothing is asked again.


def test_a_tiny_class_is_mended_with_the_camera(
    panel: DoctorPanel, doctor: Doctor, qtbot: QtBot
) -> None:
    tiny = Finding(FindingKind.TINY_CLASS, NAMES[4:], Suggestion.COLLECT, "sandal")
    doctor.show(Diagnosis((tiny,), (), 5))
    button = child(panel, QPushButton, "mend")
    assert button.text() == "Record more…"
    with qtbot.waitSignal(panel.record_requested) as asked:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["sandal"]
    assert doctor.calls == []


def test_turning_is_told_and_can_be_stopped(panel: DoctorPanel, doctor: Doctor) -> None:
    doctor.turning = TurnProgress(3, 12)
    doctor.show(Diagnosis((DARK,), (), 5), busy=True)
    assert "Writing picture 3 of 12 upright" in texts(panel)
    assert not child(panel, QPushButton, "mend").isEnabled()
    (stop,) = [b for b in panel.findChildren(QToolButton) if b.isVisible()]
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert doctor.calls == ["stop"]


def test_findings_can_be_shown_in_the_grid(
    panel: DoctorPanel, doctor: Doctor, qtbot: QtBot
) -> None:
    doctor.show(Diagnosis((DARK,), (), 5))
    with qtbot.waitSignal(panel.show_requested) as asked:
        show = child(panel, QPushButton, "show_in_grid")
        QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert asked.args == [["sandal/e.jpg"]]


def test_unreadable_files_are_named(panel: DoctorPanel, doctor: Doctor) -> None:
    broken = Finding(FindingKind.UNREADABLE, ("boot/half.jpg",), Suggestion.TRASH)
    doctor.show(Diagnosis((broken,), (), 5))
    assert "boot/half.jpg" in texts(panel)
    assert child(panel, QPushButton, "mend").isEnabled()
    QTest.mouseClick(child(panel, QPushButton, "not_a_problem"), Qt.MouseButton.LeftButton)
    assert doctor.calls == [("dismiss", [broken])]
