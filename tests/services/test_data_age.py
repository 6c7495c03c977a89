"""The model in use against the data that is open."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.versions import Difference
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.services.data_age import DataAgeService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.data_age_words import age_details, age_words


class Prediction(QObject):
    """A model in use, without a network."""

    model_changed = Signal()
    folder: Path | None = None


@pytest.fixture
def library(qtbot: QtBot, sample: Path) -> LibraryService:
    library = LibraryService()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    qtbot.waitUntil(lambda: not living_jobs())
    return library


def test_changes_since_the_training_are_told_and_undo_takes_them_back(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    dataset = library.state.dataset
    assert dataset is not None
    SplitRecord.of(dataset).write(tmp_path)
    prediction = Prediction()
    age = DataAgeService(library, prediction, None)  # type: ignore[arg-type]
    prediction.folder = tmp_path
    with qtbot.waitSignal(age.changed):
        prediction.model_changed.emit()
    assert age_words(age.difference) == ""
    library.change(lambda now: edits.delete(now.items[:3]))
    library.change(lambda now: edits.rename_class(now, "boot", "stiefel"))
    qtbot.waitUntil(lambda: "1 class renamed" in age_words(age.difference))
    assert age_words(age.difference) == "Model older than data: 3 removed, 1 class renamed"
    assert "boot is now stiefel" in age_details(age.difference)
    library.undo()
    library.undo()
    qtbot.waitUntil(lambda: age.difference is not None and age.difference.is_empty)
    prediction.folder = None
    with qtbot.waitSignal(age.changed):
        prediction.model_changed.emit()
    assert age.difference is None
    qtbot.waitUntil(lambda: not living_jobs())


def test_a_model_of_other_data_is_not_called_old(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    SplitRecord(()).write(tmp_path)
    prediction = Prediction()
    prediction.folder = tmp_path
    age = DataAgeService(library, prediction, None)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: not living_jobs())
    assert age.difference is None


def test_the_words_have_their_right_numbers() -> None:
    one = Difference(("a",), ("b",), ("c",), ("d",), (("e", "f"),), (), 5)
    assert age_words(one) == (
        "Model older than data: 1 new, 1 removed, 1 moved, 1 in another part, 1 class renamed"
    )
    out = Difference(left_out=("a", "b"), common=5)
    assert age_words(out) == "Model older than data: 2 left out"
    many = Difference(added=tuple(f"p{n}" for n in range(12)), moved=("a", "b", "c"), common=1)
    assert age_words(many) == "Model older than data: 12 new, 3 moved"
    assert "p4 …" in age_details(many)
