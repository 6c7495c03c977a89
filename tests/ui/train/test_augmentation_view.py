"""The preview beside the knobs of the random changes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.augmentation_preview import AugmentationPreview
from shoeclassifier_gui.ui.train.augmentation_view import AugmentationView, PictureTiles
from shoeclassifier_gui.ui.widgets.labels import Caption
from tests.ui.train.desk import Desk, find


def plain_image(colour: str) -> QImage:
    image = QImage(64, 64, QImage.Format.Format_RGB888)
    image.fill(QColor(colour))
    return image


def newest(desk: Desk) -> TrainConfig:
    wish = desk.preview.wishes[-1]
    assert wish is not None
    return wish


def test_it_follows_the_knobs_and_rests_when_hidden(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    qtbot.waitUntil(lambda: find(desk.page, AugmentationView).isVisible())
    find(desk.page, QDoubleSpinBox, "train_occlusion").setValue(0.4)
    assert newest(desk).occlusion == 0.4
    desk.page.hide()
    assert desk.preview.wishes[-1] is None
    find(desk.page, QDoubleSpinBox, "train_occlusion").setValue(0.6)
    assert desk.preview.wishes[-1] is None
    desk.page.show()
    assert newest(desk).occlusion == 0.6


def test_the_pictures_are_painted_where_they_belong(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    colours = ["red", "lime", "blue", "yellow", "magenta", "cyan"]
    original, *variants = [plain_image(colour) for colour in colours]
    desk.preview.made.emit(AugmentationPreview(original, tuple(variants)))
    shown = find(desk.page, PictureTiles).grab().toImage()
    width, height = shown.width(), shown.height()
    for index, colour in enumerate(colours):
        row, column = divmod(index, 3)
        place = (width * (2 * column + 1) // 6, height * (2 * row + 1) // 4)
        assert shown.pixelColor(*place) == QColor(colour), colour


def test_others_and_errors(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    others = find(desk.page, QPushButton, "augmentation_others")
    qtbot.waitUntil(others.isVisible)
    QTest.mouseClick(others, Qt.MouseButton.LeftButton)
    assert desk.preview.draws == 1
    desk.preview.failed.emit(RunError("All pictures are gone."))
    texts = [c.text() for c in find(desk.page, AugmentationView).findChildren(Caption)]
    assert "All pictures are gone." in texts
