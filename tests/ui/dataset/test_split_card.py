"""The split card: shares that can be changed, and the leak in words."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.leaks import Leak
from shoeclassifier_gui.core.dataset.summary import summarise
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.dataset.leak_words import leak_sentences
from shoeclassifier_gui.ui.dataset.split_card import SplitCard
from shoeclassifier_gui.ui.widgets.number_fields import ShareField


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
