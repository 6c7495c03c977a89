"""The widgets as a user meets them: by eye, mouse, keyboard and screen reader."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.ui.theme.theme import Theme, ThemeMode, current_theme
from shoeclassifier_gui.ui.theme.tokens import (
    BAR_HEIGHT,
    CONTROL_HEIGHT,
    DARK,
    LIGHT,
    PRIMARY_HEIGHT,
)
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.answer_bars import Answer, AnswerBars
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton, PrimaryButton, QuietButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState
from shoeclassifier_gui.ui.widgets.labels import AnswerLabel, Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice
from shoeclassifier_gui.ui.widgets.number_fields import DecimalField, NumberField
from shoeclassifier_gui.ui.widgets.page_header import PageHeader
from shoeclassifier_gui.ui.widgets.pill import ElidedPill, Pill
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine
from shoeclassifier_gui.ui.widgets.thin_progress_bar import ThinProgressBar

Shown = TypeVar("Shown", bound=QWidget)
LONG_TEXT = "Stop and keep the best model that was found until now"


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = current_theme()
    theme.apply(qapp)
    theme.set_mode(ThemeMode.LIGHT)
    yield theme
    theme.set_mode(ThemeMode.SYSTEM)


@pytest.fixture
def still(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system asks for no motion."""
    monkeypatch.setattr(Theme, "reduce_motion", property(lambda _self: True))


def shown(qtbot: QtBot, widget: Shown) -> Shown:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def coloured_pixels(widget: QWidget, row: int, colour: str) -> float:
    """How many logical pixels of a row have exactly the colour."""
    picture = widget.grab().toImage()
    scale = picture.devicePixelRatio()
    in_row = (picture.pixelColor(x, round(row * scale)) for x in range(picture.width()))
    return sum(pixel == QColor(colour) for pixel in in_row) / scale


@pytest.fixture
def bars(qtbot: QtBot, still: None) -> AnswerBars:
    bars = AnswerBars()
    bars.resize(200, 200)
    return shown(qtbot, bars)


def bar_row(bars: AnswerBars, index: int) -> int:
    """The pixel row through the middle of a bar."""
    pitch = (bars.sizeHint().height() + 12) // 3
    return index * pitch + bars.fontMetrics().height() + 4 + BAR_HEIGHT // 2


def test_bars_are_as_long_as_the_answers_are_probable(bars: AnswerBars) -> None:
    bars.show_answers([("Sneaker", 0.75, 0), ("Boot", 0.25, 1), ("Heel", 0.0, 2)])
    lengths = [
        coloured_pixels(bars, bar_row(bars, index), LIGHT.classes[index]) for index in range(3)
    ]
    assert lengths == pytest.approx([150, 50, 0], abs=3)


def test_bars_are_read_out_in_their_order(bars: AnswerBars) -> None:
    bars.show_answers([("Sneaker", 0.97, 0), ("Boot", 0.02, 1)])
    assert bars.accessibleDescription() == "Sneaker: 97 %\nBoot: 2 %"
    bars.show_answers([("Boot", 0.6, 1), ("Sneaker", 0.4, 0)])
    assert bars.accessibleDescription() == "Boot: 60 %\nSneaker: 40 %"


def test_bars_glide_from_where_they_are(qtbot: QtBot) -> None:
    bars = shown(qtbot, AnswerBars())
    answer = Answer("Boot", 0.8, 1)
    bars.show_answers([answer])
    assert bars.shown_share(answer) < 0.8
    qtbot.waitUntil(lambda: bars.shown_share(answer) == pytest.approx(0.8))
    bars.show_answers([("Boot", 0.2, 1)])
    assert bars.shown_share(Answer("Boot", 0.2, 1)) > 0.7


def test_bars_follow_the_theme_while_on_screen(bars: AnswerBars, theme: Theme) -> None:
    bars.show_answers([("Sneaker", 1.0, 0)] * 3)
    assert coloured_pixels(bars, bar_row(bars, 0), LIGHT.classes[0]) > 150
    theme.set_mode(ThemeMode.DARK)
    assert coloured_pixels(bars, bar_row(bars, 0), DARK.classes[0]) > 150


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    notice = Notice()
    qtbot.addWidget(notice)
    return notice


def button_of(widget: QWidget, text: str) -> QAbstractButton:
    return next(
        button
        for button in widget.findChildren(QAbstractButton)
        if text in {button.text(), button.accessibleName()}
    )


def test_a_notice_is_hidden_until_it_has_something_to_say(notice: Notice) -> None:
    assert not notice.isVisible()
    notice.show_notice(Tone.BAD, "The camera does not answer.", "Close the other program.")
    assert notice.isVisible()
    assert notice.accessibleName() == "The camera does not answer."
    assert notice.accessibleDescription() == "Close the other program."


def test_a_notice_copies_its_details(notice: Notice, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    notice.show_notice(Tone.BAD, "The camera does not answer.", details="SourceError: 5")
    QTest.mouseClick(button_of(notice, "Copy details"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "SourceError: 5"
    assert button_of(notice, "Copied").isVisible()


def test_a_notice_offers_only_what_it_has(notice: Notice) -> None:
    notice.show_notice(Tone.GOOD, "Exported.", action_text="Open", details="x")
    notice.show_notice(Tone.GOOD, "Exported.")
    assert not button_of(notice, "Copy details").isVisible()
    assert [label.text() for label in notice.findChildren(QLabel) if label.isVisible()] == [
        "Exported."
    ]


def test_a_notice_offers_its_action_and_can_be_closed(notice: Notice, qtbot: QtBot) -> None:
    notice.show_notice(Tone.BAD, "The camera does not answer.", action_text="Try again")
    with qtbot.waitSignal(notice.action_requested):
        QTest.mouseClick(button_of(notice, "Try again"), Qt.MouseButton.LeftButton)
    close_button = button_of(notice, "Close this notice")
    close_button.setFocus()
    with qtbot.waitSignal(notice.closed):
        QTest.keyClick(close_button, Qt.Key.Key_Space)
    assert not notice.isVisible()


@pytest.mark.parametrize(
    ("tone", "ground"),
    [(Tone.UNKNOWN, "unknown_soft"), (Tone.BAD, "bad_soft"), (Tone.INFO, "accent_soft")],
)
def test_a_notice_has_the_colour_of_its_meaning(
    notice: Notice, theme: Theme, tone: Tone, ground: str
) -> None:
    notice.show_notice(Tone.GOOD, "Something else was said before.")
    notice.show_notice(tone, "Not a shoe I know")
    assert coloured_pixels(notice, 3, getattr(LIGHT, ground)) > 50
    theme.set_mode(ThemeMode.DARK)
    assert coloured_pixels(notice, 3, getattr(DARK, ground)) > 50


def test_progress_says_what_how_far_and_how_long(qtbot: QtBot) -> None:
    line = shown(qtbot, ProgressLine(stoppable=True))
    line.show_progress("Indexing 50 of 200", 0.25, "3 s left")
    bar = line.findChild(ThinProgressBar)
    assert bar is not None
    assert bar.value() / bar.maximum() == 0.25
    assert (bar.accessibleName(), bar.accessibleDescription()) == ("Indexing 50 of 200", "3 s left")
    with qtbot.waitSignal(line.stop_requested):
        QTest.mouseClick(button_of(line, "Stop this work"), Qt.MouseButton.LeftButton)


def test_progress_that_cannot_be_stopped_shows_no_button(qtbot: QtBot) -> None:
    line = shown(qtbot, ProgressLine())
    assert not button_of(line, "Stop this work").isVisible()


def test_a_bar_of_unknown_length_moves_only_while_seen(qtbot: QtBot) -> None:
    bar = shown(qtbot, ThinProgressBar())
    bar.show_share(None)
    runner = bar.findChild(QVariantAnimation)
    assert runner is not None
    assert runner.state() == QVariantAnimation.State.Running
    bar.hide()
    assert runner.state() == QVariantAnimation.State.Stopped


def test_a_bar_of_unknown_length_rests_when_motion_is_unwanted(still: None, qtbot: QtBot) -> None:
    bar = shown(qtbot, ThinProgressBar())
    bar.show_share(None)
    runner = bar.findChild(QVariantAnimation)
    assert runner is not None
    assert runner.state() == QVariantAnimation.State.Stopped


def test_an_empty_state_invites(qtbot: QtBot) -> None:
    empty = shown(qtbot, EmptyState("camera", "Show me your shoes", "Hold Space.", "Use my camera"))
    assert empty.accessibleName() == "Show me your shoes"
    with qtbot.waitSignal(empty.action_requested):
        QTest.mouseClick(button_of(empty, "Use my camera"), Qt.MouseButton.LeftButton)


def test_an_elided_label_keeps_its_words(qtbot: QtBot) -> None:
    label = shown(qtbot, ElidedLabel("/home/someone/pictures/winter shop/sneakers"))
    label.resize(80, 20)
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text() == "/home/someone/pictures/winter shop/sneakers"
    label.resize(900, 20)
    assert label.shown_text() == label.text()
    assert label.toolTip() == ""


@pytest.mark.parametrize("button_type", [Button, PrimaryButton, QuietButton])
def test_a_button_makes_room_for_long_words(
    button_type: type[Button | PrimaryButton | QuietButton], qtbot: QtBot
) -> None:
    button = shown(qtbot, button_type(LONG_TEXT, "stop"))
    words = button.fontMetrics().horizontalAdvance(LONG_TEXT)
    assert button.minimumSizeHint().width() >= words + button.iconSize().width()


def test_controls_have_their_height(qtbot: QtBot) -> None:
    kinds = (NumberField, DecimalField, QComboBox, QLineEdit, Button)
    heights = [shown(qtbot, kind()).sizeHint().height() for kind in kinds]
    assert heights == pytest.approx([CONTROL_HEIGHT] * len(kinds), abs=1)
    primary = shown(qtbot, PrimaryButton("Train"))
    assert primary.sizeHint().height() == pytest.approx(PRIMARY_HEIGHT, abs=1)
    header = PageHeader("Winter shop")
    header.add_button(primary)
    shown(qtbot, header)
    assert primary.sizeHint().height() == pytest.approx(CONTROL_HEIGHT, abs=1)


def test_roles_give_labels_their_size(qtbot: QtBot) -> None:
    sizes = [
        shown(qtbot, label("97 %")).fontInfo().pixelSize()
        for label in (Caption, Heading, AnswerLabel)
    ]
    assert sizes == [12, 20, 34]


def test_a_pill_is_wide_enough_and_changes_its_tone(qtbot: QtBot) -> None:
    pill = shown(qtbot, Pill("3 selected"))
    assert pill.width() >= pill.fontMetrics().horizontalAdvance("3 selected") + 16
    pill.set_tone(Tone.UNKNOWN)
    assert coloured_pixels(pill, 2, LIGHT.unknown_soft) > 10


def test_a_pill_that_shortens_shows_all_where_there_is_room(qtbot: QtBot) -> None:
    pill = ElidedPill()
    pill.setText("validation: 76 pictures")
    shown(qtbot, pill).resize(pill.sizeHint())
    assert pill.shown_text() == pill.text()
    pill.resize(pill.sizeHint().width() - 20, pill.height())
    assert pill.shown_text().endswith("…")


def test_a_card_names_itself(qtbot: QtBot) -> None:
    card = Card("Classes")
    card.add_to_header(Pill("5"))
    shown(qtbot, card)
    assert card.accessibleName() == "Classes"
    card.set_title("")
    assert [label.text() for label in card.findChildren(QLabel) if label.isVisible()] == ["5"]


def test_an_icon_button_has_a_name_for_screen_readers(qtbot: QtBot) -> None:
    button = shown(qtbot, IconButton("pause", "Pause"))
    button.show_action("play", "Go on")
    assert button.accessibleName() == button.toolTip() == "Go on"


@pytest.mark.parametrize("field_type", [NumberField, DecimalField])
def test_scrolling_over_a_number_does_not_change_it(
    field_type: type[NumberField | DecimalField], qtbot: QtBot
) -> None:
    field = shown(qtbot, field_type())
    field.clearFocus()
    before = field.value()
    here = QPointF(5, 5)
    notch = QWheelEvent(
        here,
        here,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, notch)
    assert field.value() == before
