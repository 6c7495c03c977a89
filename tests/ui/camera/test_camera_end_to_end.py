"""The page over the real services, without torch: what is seen is what is saved."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.core.pictures import read_picture, write_picture
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.captures import CaptureService
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.services.recording import RecordingService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.camera.page import CameraPage


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, level in (("boot", 40), ("sandal", 200)):
        write_picture(tmp_path / "shoes" / name / "1.png", np.full((8, 8, 3), level, np.uint8))
    return tmp_path / "shoes"


@pytest.fixture
def services(qtbot: QtBot) -> Iterator[tuple[CameraService, LibraryService]]:
    camera, library = CameraService(), LibraryService()
    yield camera, library
    camera.close()
    library.stop()
    qtbot.waitUntil(lambda: not Job._living, timeout=8000)


def test_a_captured_frame_becomes_an_item_of_its_class(
    qtbot: QtBot, project: Path, services: tuple[CameraService, LibraryService]
) -> None:
    camera, library = services
    page = CameraPage(
        camera,
        RecordingService(camera, library),
        PredictionService(),
        library,
        settings=SettingsService(),
        waiting=CaptureService(),
    )
    qtbot.addWidget(page)
    page.show()
    page.activate()
    library.open_folder(project)
    camera.choose(SourceChoice(SourceKind.DEMO))
    preview = page._live.preview
    qtbot.waitUntil(lambda: preview.frame is not None and not library.state.busy, timeout=8000)
    QTest.keyClick(preview, Qt.Key.Key_Space)
    frame = preview.frame
    assert frame is not None
    picker, add = (
        page.findChild(QComboBox, "class_picker"),
        page.findChild(QPushButton, "add_to_class"),
    )
    assert picker is not None
    assert add is not None
    picker.setCurrentText("loafer")
    with qtbot.waitSignal(library.capture_kept, timeout=8000) as kept:
        QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    name, path = kept.args
    assert name == "loafer"
    assert np.array_equal(read_picture(path), frame.picture)

    def is_read() -> bool:
        dataset = library.state.dataset
        return dataset is not None and "loafer" in dataset.classes

    qtbot.waitUntil(is_read, timeout=8000)
    dataset = library.state.dataset
    assert dataset is not None
    (item,) = [item for item in dataset.items if item.path == path]
    assert item.session == camera.session
    page.deactivate()
