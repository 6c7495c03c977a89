"""The theme: readable colours, light and dark, icons in the asked colour."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.paths import resource_path
from shoeclassifier_gui.ui.theme.icons import icon, themed_icon
from shoeclassifier_gui.ui.theme.stylesheet import stylesheet
from shoeclassifier_gui.ui.theme.theme import Theme, ThemeMode, current_theme
from shoeclassifier_gui.ui.theme.tokens import DARK, LIGHT, Palette, class_colour
from shoeclassifier_gui.ui.theme.tones import Tone, tone_colours

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = current_theme()
    theme.apply(qapp)
    theme.set_mode(ThemeMode.LIGHT)
    yield theme
    theme.set_mode(ThemeMode.SYSTEM)


def wcag_contrast(first: str, second: str) -> float:
    """Written again from the standard, so that a slip in the product's own formula shows."""

    def luminance(colour: str) -> float:
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        weights = (0.2126, 0.7152, 0.0722)
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * value for weight, value in zip(weights, linear, strict=True))

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_formula_gives_the_known_extremes() -> None:
    assert wcag_contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert wcag_contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize("text", ["text", "muted", "accent", "good", "attention", "bad", "unknown"])
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_text_can_be_read_on_windows_and_cards(palette: Palette, text: str, ground: str) -> None:
    assert wcag_contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@PALETTES
@pytest.mark.parametrize("tone", list(Tone))
def test_text_can_be_read_on_its_soft_ground(palette: Palette, tone: Tone) -> None:
    colour, soft = tone_colours(palette, tone)
    for text in (colour, palette.text, palette.muted):
        assert wcag_contrast(text, soft) >= 4.5


@PALETTES
def test_text_can_be_read_on_the_accent(palette: Palette) -> None:
    assert wcag_contrast(palette.on_accent, palette.accent) >= 4.5


@PALETTES
def test_forty_classes_can_be_seen_and_told_apart(palette: Palette) -> None:
    colours = [class_colour(palette, index) for index in range(40)]
    assert len(set(colours)) == 40
    assert min(wcag_contrast(colour, palette.surface) for colour in colours) >= 3.0


@PALETTES
def test_marks_of_check_boxes_have_the_colours_of_the_tokens(palette: Palette) -> None:
    folder = resource_path("icons/controls")
    expected = {"check": palette.on_accent, "partly": palette.on_accent}
    expected |= {f"arrow-{way}": palette.muted for way in ("down", "up", "right")}
    for name, colour in expected.items():
        assert f'stroke="{colour}"' in (folder / f"{name}-{palette.name}.svg").read_text()


@PALETTES
def test_every_picture_of_the_style_sheet_exists(palette: Palette) -> None:
    sheet = stylesheet(palette, body_pixels=13)
    pictures = {part.split('"')[1] for part in sheet.split("url(")[1:]}
    assert pictures
    assert [path for path in pictures if not resource_path(path).exists()] == []


def test_the_style_sheet_grows_with_the_text_of_the_system() -> None:
    assert "font-size: 34px" in stylesheet(LIGHT, body_pixels=13)
    assert "font-size: 68px" in stylesheet(LIGHT, body_pixels=26)


def test_qt_understands_the_whole_style_sheet(
    theme: Theme, qtbot: QtBot, capfd: pytest.CaptureFixture[str]
) -> None:
    button = QPushButton("Record")
    qtbot.addWidget(button)
    button.show()
    assert "Could not parse" not in capfd.readouterr().err


def visible_pixels(picture: QImage) -> list[QColor]:
    """The pixels that are inked all through; edges are mixed with nothing."""
    every = (
        picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())
    )
    return [colour for colour in every if colour.alpha() == 255]


@pytest.mark.parametrize("path", sorted(resource_path("icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_is_drawn_in_the_asked_colour(qapp: QApplication, path: object) -> None:
    name = getattr(path, "stem", "")
    pixels = visible_pixels(icon(name, "#C4302B").pixmap(QSize(48, 48)).toImage())
    assert len(pixels) > 40
    # Pixels where two lines cross may be one step off.
    assert max(abs(colour.red() - 0xC4) for colour in pixels) <= 1
    assert max(abs(colour.blue() - 0x2B) for colour in pixels) <= 1


def test_an_icon_is_drawn_with_every_pixel_of_a_fine_screen(qapp: QApplication) -> None:
    pixmap = icon("camera", "#000000").pixmap(QSize(24, 24), 2.5)
    assert pixmap.size() == QSize(60, 60)
    assert pixmap.devicePixelRatio() == 2.5


def test_a_themed_icon_follows_theme_and_state(theme: Theme) -> None:
    camera = themed_icon("camera", "muted")

    def ink(mode: QIcon.Mode, state: QIcon.State) -> str:
        pixels = visible_pixels(camera.pixmap(QSize(48, 48), mode, state).toImage())
        return pixels[0].name().upper()

    assert ink(QIcon.Mode.Normal, QIcon.State.Off) == LIGHT.muted
    assert ink(QIcon.Mode.Normal, QIcon.State.On) == LIGHT.accent
    theme.set_mode(ThemeMode.DARK)
    assert ink(QIcon.Mode.Normal, QIcon.State.Off) == DARK.muted


def test_the_application_icon_can_be_read_in_every_form(qapp: QApplication) -> None:
    for ending in ("svg", "png", "ico"):
        assert not QIcon(str(resource_path(f"app-icon.{ending}"))).pixmap(QSize(64, 64)).isNull()


def test_there_is_one_theme(qapp: QApplication) -> None:
    assert current_theme() is current_theme()


def test_a_switch_repaints_what_is_on_the_screen(theme: Theme, qtbot: QtBot) -> None:
    window = QMainWindow()
    label = QLabel("Sneaker", window)
    qtbot.addWidget(window)
    window.show()
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(LIGHT.text)
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(ThemeMode.DARK)
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(DARK.text)
    corner = window.grab().toImage().pixelColor(window.width() - 1, window.height() - 1)
    assert corner == QColor(DARK.background)


def test_choosing_the_same_again_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode(ThemeMode.LIGHT)


def test_the_system_mode_follows_the_system(
    theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_mode(ThemeMode.SYSTEM)
    hints = qapp.styleHints()
    monkeypatch.setattr(type(hints), "colorScheme", lambda _self: Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.palette is DARK


def test_the_system_does_not_overrule_a_choice(theme: Theme, qapp: QApplication) -> None:
    theme.set_mode(ThemeMode.DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.palette is DARK
