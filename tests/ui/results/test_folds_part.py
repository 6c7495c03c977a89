"""The Results page shows what was held out from the folds of a run."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.ui.results.gallery_card import GalleryCard
from tests.ui.results.test_results_page import Desk, find, measured


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Desk:
    desk = Desk(tmp_path)
    qtbot.addWidget(desk.page)
    desk.page.resize(1100, 760)
    desk.page.show()
    qtbot.waitExposed(desk.page)
    return desk


def held_out(desk: Desk) -> Evaluated:
    return measured(desk.folder, "folds")


def open_checked(desk: Desk) -> None:
    """The newest run was checked with folds, the older one was not."""
    scores = held_out(desk).scores
    newest = replace(desk.runs[0], cross=CrossScores((scores, scores), scores))
    desk.runs = (newest, desk.runs[1])
    desk.open_project()
    desk.show_runs()


def pick(desk: Desk, name: str, place: int) -> None:
    picker = find(desk.page, QComboBox, name)
    picker.setCurrentIndex(place)
    picker.activated.emit(place)


def parts(desk: Desk) -> list[str]:
    picker = find(desk.page, QComboBox, "split_picker")
    return [picker.itemText(place) for place in range(picker.count())]


def test_held_out_pictures_are_shown_without_a_question(desk: Desk, qtbot: QtBot) -> None:
    open_checked(desk)
    assert parts(desk) == ["Validation", "Test", "Training", "Folds"]
    pick(desk, "split_picker", 3)
    assert desk.results.asked[-1] == (desk.runs[0].folder.name, "folds")
    assert find(desk.page, QLabel, "accuracy").text() == "62 %"
    assert "each held out from the model that answered" in (
        find(desk.page, QLabel, "accuracy_meaning").text()
    )
    desk.results.evaluated.emit(held_out(desk))
    assert find(desk.page, GalleryCard).accessibleName() == "Misclassified held-out pictures"
    assert len(desk.gallery()) == 3


def test_a_run_without_folds_does_not_offer_them(desk: Desk, qtbot: QtBot) -> None:
    open_checked(desk)
    pick(desk, "split_picker", 3)
    pick(desk, "run_picker", 1)
    assert parts(desk) == ["Validation", "Test", "Training"]
    assert find(desk.page, QComboBox, "split_picker").currentText() == "Validation"
    assert "validation pictures" in find(desk.page, QLabel, "accuracy_meaning").text()
    pick(desk, "run_picker", 0)
    assert parts(desk)[-1] == "Folds"
