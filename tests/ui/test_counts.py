"""Counts are written with the marks of the user's language, wherever they stand."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from shoeclassifier_gui.core.dataset.coach import Advice, ClassState
from shoeclassifier_gui.ui.camera.coach_words import state_words
from shoeclassifier_gui.ui.widgets.counts import number, pictures


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 pictures"), (1, "1 picture"), (12_345, "12.345 pictures")]
)
@pytest.mark.usefixtures("german")
def test_pictures_are_counted_with_marks_and_in_the_right_number(count: int, words: str) -> None:
    assert pictures(count) == words


@pytest.mark.usefixtures("german")
def test_a_number_has_the_marks_of_the_language() -> None:
    assert number(1_234_567) == "1.234.567"


@pytest.mark.usefixtures("german")
def test_the_coach_counts_as_all_others_do() -> None:
    state = ClassState("boot", 12_345, 1_000, 1, {}, Advice.NOTHING)
    assert state_words(state) == "12.345 pictures of 1.000 sessions, 1 background."
