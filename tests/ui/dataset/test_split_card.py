"""The split card: shares that can be changed, and the leak in words."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.changes import FactName, Kind
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.leaks import Leak
from shoeclassifier_gui.core.dataset.summary import summarise
from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import READING, LibraryService
from shoeclassifier_gui.ui.dataset.leak_words import leak_sentences
from shoeclassifier_gui.ui.dataset.split_card import SplitCard
from shoeclassifier_gui.ui.widgets.number_fields import ShareField
from tests.core.doctor.conftest import scene


@pytest.fixture
def library(qtbot: QtBot, sample: Path) -> LibraryService:
    library = LibraryService()
    library.open_folder(sample)
    wait(qtbot, library)
    return library


@pytest.fixture
def card(qtbot: QtBot, library: LibraryService) -> SplitCard:
    card = SplitCard()
    qtbot.addWidget(card)
    card.follow(library)
    return card


def wait(qtbot: QtBot, library: LibraryService) -> None:
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    qtbot.waitUntil(lambda: not living_jobs())


def spin(card: SplitCard, name: str) -> ShareField:
    box = card.findChild(ShareField, f"share_{name}")
    assert isinstance(box, ShareField)
    return box


def texts(card: SplitCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel)]


def button(card: SplitCard) -> QPushButton:
    found = card.findChild(QPushButton, "apply_shares")
    assert isinstance(found, QPushButton)
    return found


def test_the_leak_is_told_in_words(card: SplitCard, library: LibraryService, qtbot: QtBot) -> None:
    wait(qtbot, library)
    words = card.findChild(QLabel, "leak_words")
    assert isinstance(words, QLabel)
    assert words.text().startswith("No picture of validation and test has a look-alike")


def test_other_shares_divide_anew(card: SplitCard, library: LibraryService, qtbot: QtBot) -> None:
    assert [spin(card, split.value).value() for split in Split] == [70, 15, 15]
    assert library.state.dataset is not None
    before = summarise(library.state.dataset).by_split()
    assert not button(card).isEnabled()
    assert "in use already" in button(card).toolTip()
    spin(card, "train").set_value(40)
    assert not button(card).isEnabled()
    assert "70 %" in button(card).toolTip()
    spin(card, "val").set_value(45)
    assert button(card).isEnabled()
    with qtbot.waitSignal(library.edited):
        button(card).click()
    wait(qtbot, library)
    after = summarise(library.state.dataset).by_split()
    assert after[Split.VAL] > before[Split.VAL]
    assert after[Split.TRAIN] < before[Split.TRAIN]
    with qtbot.waitSignal(library.edited):
        library.undo()
    wait(qtbot, library)
    assert summarise(library.state.dataset).by_split() == before
    assert [spin(card, split.value).value() for split in Split] == [70, 15, 15]


def test_shares_that_are_no_whole_divide_nothing_after_another_edit(
    card: SplitCard, library: LibraryService, qtbot: QtBot
) -> None:
    spin(card, "train").set_value(50)
    assert library.state.dataset is not None
    item = library.state.dataset.items[0]
    change = partial(edits.set_fact, items=[item], name=FactName.SIDE, value="heel", kind=Kind.TAG)
    with qtbot.waitSignal(library.edited):
        library.change(change)
    wait(qtbot, library)
    assert not button(card).isEnabled()
    assert "80 %" in button(card).toolTip()
    assert spin(card, "train").value() == 50


def test_what_cannot_be_changed_is_not_divided(card: SplitCard, library: LibraryService) -> None:
    library._set(replace(library.state, read_only=True))
    spin(card, "train").set_value(60)
    spin(card, "val").set_value(25)
    assert not button(card).isEnabled()
    library._set(replace(library.state, read_only=False))
    assert button(card).isEnabled()


def test_while_pictures_are_read_nothing_is_said_about_missing_sessions(
    card: SplitCard, library: LibraryService
) -> None:
    library._set(replace(library.state, busy=READING))
    card.show_counts({Split.TRAIN: 64, Split.VAL: 0, Split.TEST: 0})
    assert any("being read" in text for text in texts(card))
    assert not any("too few" in text or "100" in text for text in texts(card))
    library._set(replace(library.state, busy=""))
    assert any("too few" in text for text in texts(card))
    assert any("64 (100" in text for text in texts(card))


@pytest.mark.parametrize(
    ("leak", "sentences", "part"),
    [
        (Leak(0.4, 0.0, 0, 10, 0, 0), 1, "No picture"),
        (Leak(0.4, 0.1, 1, 10, 1, 1), 3, "1 of these lies"),
        (Leak(0.4, 0.2, 2, 10, 2, 2), 3, "2 groups of look-alikes were"),
        (Leak(0, 0, 0, 0, 0, 0), 0, ""),
    ],
)
def test_sentences_have_their_right_numbers(leak: Leak, sentences: int, part: str) -> None:
    found = leak_sentences(leak)
    assert len(found) == sentences
    assert part in " ".join(found)


def test_a_group_that_was_cut_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    """14 copies of one boot are more than 10 pictures and more than 5 % of 34 boots."""
    folder = tmp_path / "shoes"
    for number in range(40):
        name = ("boot", "sandal")[number % 2]
        write_picture(folder / name / f"{number:03}.jpg", scene(number))
    for number in range(14):
        write_picture(folder / "boot" / f"copy-{number:02}.jpg", scene(90), quality=60 + 2 * number)
    library, card = LibraryService(), SplitCard()
    library.open_folder(folder)
    wait(qtbot, library)
    qtbot.addWidget(card)
    card.follow(library)
    wait(qtbot, library)
    words = card.findChild(QLabel, "leak_words")
    assert isinstance(words, QLabel)
    assert (
        "1 group of look-alikes was too large (over 5 % of its class and over 10 pictures) "
        "and was cut: some of it may stand on two sides."
    ) in words.text()
