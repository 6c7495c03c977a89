"""What the preview paints."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.frames import Frame
from shoeclassifier_gui.ui.camera.preview import Preview

RED, BLUE = (220, 30, 30), (30, 30, 220)


@pytest.fixture
def preview(qtbot: QtBot) -> Preview:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(400, 400)
    return preview


def two_halves() -> Frame:
    """Red at the left, blue at the right; odd width, so that rows are padded in other formats."""
    picture = np.empty((75, 151, 3), np.uint8)
    picture[:, :76] = RED
    picture[:, 76:] = BLUE
    picture.setflags(write=False)
    return Frame(1, picture, 0.0)


def painted(preview: Preview, scale: float = 1.0) -> QImage:
    image = QImage(int(400 * scale), int(400 * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    preview.render(image)
    return image


def is_like(colour: QColor, rgb: tuple[int, int, int]) -> bool:
    channels = (colour.red(), colour.green(), colour.blue())
    return all(abs(a - b) < 12 for a, b in zip(channels, rgb, strict=True))


@pytest.mark.parametrize("scale", [1.0, 2.0, 1.5])
def test_a_frame_is_letterboxed_in_its_true_colours(preview: Preview, scale: float) -> None:
    preview.show_frame(two_halves())
    image = painted(preview, scale)
    middle = image.height() // 2
    assert is_like(image.pixelColor(image.width() // 4, middle), RED)
    assert is_like(image.pixelColor(image.width() * 3 // 4, middle), BLUE)
    assert preview.picture_rect().height() == pytest.approx(400 * 75 / 151)
    assert not is_like(image.pixelColor(image.width() // 4, 20), RED)


def test_mirroring_changes_the_screen_and_not_the_frame(preview: Preview) -> None:
    frame = two_halves()
    before = frame.picture.copy()
    preview.show_frame(frame)
    preview.set_mirrored(True)
    image = painted(preview)
    assert is_like(image.pixelColor(100, 200), BLUE)
    assert is_like(image.pixelColor(300, 200), RED)
    assert np.array_equal(frame.picture, before)


def test_the_guide_frames_the_central_square(preview: Preview) -> None:
    preview.show_frame(two_halves())
    without = painted(preview)
    preview.set_guide_share(0.5)
    image = painted(preview)
    side = preview.picture_rect().height() * 0.5
    left = round(200 - side / 2) + 2  # Its line lies inside.
    assert image.pixelColor(left, 200).lightness() > 220
    assert without.pixelColor(left, 200) != image.pixelColor(left, 200)
    assert without.pixelColor(20, 200) == image.pixelColor(20, 200)


def test_the_guide_is_whole_where_all_of_the_square_is_seen(preview: Preview) -> None:
    preview.show_frame(two_halves())
    preview.set_guide_share(1.0)
    image, picture = painted(preview), preview.picture_rect().toRect()
    for first in (picture.top(), picture.bottom() - 3):
        rows = range(first, first + 4)
        assert max(image.pixelColor(200, row).lightness() for row in rows) > 180


def test_a_frame_that_is_not_live_is_darker(preview: Preview) -> None:
    preview.show_frame(two_halves())
    bright = painted(preview).pixelColor(100, 200).lightness()
    preview.set_dimmed(True)
    assert painted(preview).pixelColor(100, 200).lightness() < bright * 0.6
    preview.set_dimmed(False)
    assert painted(preview).pixelColor(100, 200).lightness() == bright


def test_nothing_is_left_of_a_cleared_frame(preview: Preview) -> None:
    preview.show_frame(two_halves())
    preview.clear()
    assert preview.frame is None
    assert not is_like(painted(preview).pixelColor(100, 200), RED)


def test_the_array_lives_as_long_as_it_is_painted(preview: Preview) -> None:
    for level in range(30):
        picture = np.full((720, 1280, 3), level, np.uint8)
        preview.show_frame(Frame(level, picture, 0.0))
        del picture
        np.full((720, 1280, 3), 255, np.uint8)  # Would take the memory if it were free.
        assert painted(preview).pixelColor(200, 200).red() == level
