"""Choosing a source: from the list, by file dialog, by address."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.ui.camera.source_picker import SourcePicker
from shoeclassifier_gui.ui.camera.stream_dialog import StreamDialog
from tests.ui.camera.bench import C920, DEMO, StubCamera

# Lists that drop down ask the offscreen platform for what it has not.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

KEY = Qt.Key


@pytest.fixture
def camera() -> StubCamera:
    return StubCamera()


@pytest.fixture
def picker(qtbot: QtBot, camera: StubCamera) -> SourcePicker:
    picker = SourcePicker(camera)
    qtbot.addWidget(picker)
    picker.chosen.connect(camera.choose)
    picker.show()
    qtbot.waitExposed(picker)
    return picker


def texts(picker: SourcePicker) -> list[str]:
    return [picker.itemText(row) for row in range(picker.count()) if picker.itemText(row)]


def pick(picker: SourcePicker, text: str) -> None:
    """Opens the list and takes an entry, by keyboard."""
    picker.showPopup()
    view = picker.view()
    view.setCurrentIndex(picker.model().index(picker.findText(text), 0))
    QTest.keyClick(view, KEY.Key_Return)


def test_cameras_stand_first_and_are_looked_for_each_time(
    picker: SourcePicker, camera: StubCamera
) -> None:
    assert picker.currentIndex() == -1
    assert texts(picker)[0] == "Demo camera"
    picker.showPopup()
    assert camera.listed == 1
    picker.hidePopup()
    camera.cameras_listed.emit((C920,))
    assert texts(picker)[:2] == ["Logitech C920", "Demo camera"]
    assert picker.currentIndex() == -1


def test_a_source_is_chosen_by_name(picker: SourcePicker, camera: StubCamera) -> None:
    pick(picker, "Demo camera")
    assert camera.choice == DEMO
    assert picker.currentText() == "Demo camera"


def test_a_source_chosen_elsewhere_is_shown(picker: SourcePicker, camera: StubCamera) -> None:
    camera.choose(C920)
    assert picker.currentText() == "Logitech C920"
    camera.cameras_listed.emit((C920,))
    assert texts(picker).count("Logitech C920") == 1
    assert picker.currentText() == "Logitech C920"


@pytest.mark.parametrize(
    ("entry", "dialog_name", "kind"),
    [
        ("Video file…", "video_dialog", SourceKind.VIDEO),
        ("Folder of pictures…", "picture_folder_dialog", SourceKind.FOLDER),
    ],
)
def test_files_and_folders_are_asked_for(
    picker: SourcePicker,
    camera: StubCamera,
    tmp_path: Path,
    entry: str,
    dialog_name: str,
    kind: SourceKind,
) -> None:
    camera.choose(DEMO)
    pick(picker, entry)
    assert picker.currentText() == "Demo camera"
    dialog = picker.findChild(QFileDialog, dialog_name)
    assert dialog is not None
    place = tmp_path / "shoes.mp4"
    place.mkdir() if kind is SourceKind.FOLDER else place.touch()
    dialog.fileSelected.emit(str(place))
    dialog.reject()
    assert camera.choice == SourceChoice(kind, str(place), "shoes.mp4")
    assert picker.currentText() == "shoes.mp4"


def test_a_wrong_address_is_explained_and_a_right_one_opened(
    picker: SourcePicker, camera: StubCamera
) -> None:
    pick(picker, "Stream address…")
    dialog = picker.findChild(StreamDialog)
    assert dialog is not None
    address = dialog.findChild(QLineEdit, "stream_address")
    button = dialog.findChild(QPushButton, "open_stream")
    assert address is not None
    assert button is not None
    QTest.keyClicks(address, "camera")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog._notice.isVisible()
    assert picker.currentIndex() == -1
    address.clear()
    QTest.keyClicks(address, "http://anna:secret@127.0.0.1:8080/live")
    assert not dialog._notice.isVisible()
    QTest.keyClick(address, KEY.Key_Return)
    assert not dialog.isVisible()
    assert camera.choice is not None
    assert camera.choice.kind is SourceKind.STREAM
    assert picker.currentText() == "http://127.0.0.1:8080/live"


def test_a_question_that_is_not_answered_changes_nothing(
    picker: SourcePicker, camera: StubCamera
) -> None:
    camera.choose(DEMO)
    pick(picker, "Stream address…")
    dialog = picker.findChild(StreamDialog)
    assert dialog is not None
    QTest.keyClick(dialog, KEY.Key_Escape)
    assert camera.choice == DEMO
    assert picker.currentText() == "Demo camera"


def test_the_whole_list_is_seen_without_scrolling(picker: SourcePicker) -> None:
    picker.showPopup()
    assert picker.view().verticalScrollBar().maximum() == 0
    picker.hidePopup()
