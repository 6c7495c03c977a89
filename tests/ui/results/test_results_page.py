from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QListView, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.preprocessing import (
    IMAGENET_DEVIATION,
    IMAGENET_MEAN,
    Preprocessing,
)
from shoeclassifier_gui.core.runs.answers import Evaluated, ItemAnswer
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.services.library import LibraryService, LibraryState
from shoeclassifier_gui.services.results import EvaluationProgress, RunSummary
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.results.class_table import ClassScoresModel
from shoeclassifier_gui.ui.results.gallery import AnswersModel
from shoeclassifier_gui.ui.results.page import ResultsPage
from shoeclassifier_gui.ui.results.picture_choice import Cell, choose_pictures
from shoeclassifier_gui.ui.widgets.confusion_model import ConfusionModel
from shoeclassifier_gui.ui.widgets.confusion_view import ConfusionView

Kind = TypeVar("Kind", bound=QObject)


def find(parent: QObject, kind: type[Kind], name: str = "") -> Kind:
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, name
    return found


CLASSES = ("boot", "heel", "loafer")
TRUTH = np.array([0, 0, 0, 1, 1, 2, 2, 2])
SAID = np.array([0, 0, 1, 1, 1, 0, 0, 2])
SURE = (0.9, 0.6, 0.8, 0.9, 0.95, 0.71, 0.99, 0.5)


class StubResults(QObject):
    """Remembers what was asked; the test answers."""

    runs_changed = Signal()
    progressed = Signal(EvaluationProgress)
    evaluated = Signal(Evaluated)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.runs: tuple[RunSummary, ...] = ()
        self.asked: list[tuple[str, str]] = []
        self.listed: list[Path | None] = []
        self.stops = 0

    def list_runs(self, folder: Path | None) -> None:
        self.listed.append(folder)

    def evaluate(self, run: Path, dataset: Dataset, split: str) -> None:
        assert dataset.items
        self.asked.append((run.name, split))

    def stop(self) -> None:
        self.stops += 1


def items(folder: Path) -> tuple[Item, ...]:
    return tuple(
        Item(folder, f"{i}.png", int(t), f"s{i}", f"d{i}", Split.VAL) for i, t in enumerate(TRUTH)
    )


def measured(folder: Path, split: str = "val") -> Evaluated:
    answers = zip(items(folder), TRUTH, SAID, SURE, strict=True)
    return Evaluated(
        score(split, CLASSES, TRUTH, SAID),
        tuple(ItemAnswer(item, int(t), int(s), p) for item, t, s, p in answers),
    )


def summary(folder: Path, name: str) -> RunSummary:
    preparation = Preprocessing(64, IMAGENET_MEAN, IMAGENET_DEVIATION)
    card = ModelCard(
        "vgg16", "pool", CLASSES, preparation, score("val", CLASSES, TRUTH, SAID), 0.5, "random",
        3, "", "", {},
    )  # fmt: skip
    return RunSummary(folder / name, "", card, epochs=7, ending=Ending.DONE)


class Desk:
    """The page with its services."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results = StubResults()
        self.library = LibraryService()
        self.thumbnails = ThumbnailService()
        self.page = ResultsPage(self.results, self.library, self.thumbnails)  # type: ignore[arg-type]
        self.runs = (summary(folder, "2026-01-31 14.02.11"), summary(folder, "older"))

    def open_project(self) -> None:
        dataset = Dataset(self.folder, CLASSES, items(self.folder))
        project = Project(self.folder, self.folder / "h")
        self.library._set(LibraryState(project, dataset))

    def show_runs(self, *runs: RunSummary) -> None:
        self.results.runs = runs or self.runs
        self.results.runs_changed.emit()

    def texts(self) -> list[str]:
        return [label.text() for label in self.page.findChildren(QLabel) if label.isVisible()]

    def gallery(self) -> list[str]:
        view = find(self.page, QListView, "misclassified_gallery")
        if not view.isVisible():
            return []
        model = view.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Desk:
    desk = Desk(tmp_path)
    qtbot.addWidget(desk.page)
    desk.page.resize(1100, 760)
    desk.page.show()
    qtbot.waitExposed(desk.page)
    return desk


def click(qtbot: QtBot, desk: Desk, name: str) -> None:
    target = find(desk.page, QPushButton, name)
    assert target.isVisible()
    assert target.isEnabled()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)


def click_cell(qtbot: QtBot, desk: Desk, truth: int, said: int) -> None:
    matrix = find(desk.page, QTableView, "confusion_matrix")
    place = matrix.visualRect(matrix.model().index(truth, said)).center()
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)


def pick(qtbot: QtBot, desk: Desk, name: str, place: int) -> None:
    box = find(desk.page, QComboBox, name)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)


def test_without_runs_it_leads_to_training(desk: Desk, qtbot: QtBot) -> None:
    invitation = find(desk.page, QWidget, "results_without_runs")
    with qtbot.waitSignal(desk.page.train_requested):
        QTest.mouseClick(find(invitation, QPushButton), Qt.MouseButton.LeftButton)


def test_it_lists_the_runs_of_the_project_and_when_shown(desk: Desk) -> None:
    desk.open_project()
    assert desk.results.listed[-1] == desk.folder / "h" / "runs"
    before = len(desk.results.listed)
    desk.page.hide()
    desk.page.show()
    assert len(desk.results.listed) == before + 1


def test_stored_scores_show_at_once_with_part_and_count(desk: Desk) -> None:
    desk.show_runs()
    texts = desk.texts()
    assert "62 %" in texts
    assert "validation: 8 pictures" in texts
    assert "right on 8 validation pictures · 95 % interval 31 % to 86 %" in texts
    assert "Class by class, on 8 validation pictures" in texts
    assert any("14:02" in text and "vgg16" in text for text in texts)
    picker = find(desk.page, QComboBox, "run_picker")
    assert picker.itemText(1) == "older · vgg16 · 62 % of 8 · 7 epochs · finished"
    assert desk.results.asked == []


def test_validation_pictures_are_looked_at_by_itself(desk: Desk) -> None:
    desk.open_project()
    desk.show_runs()
    assert desk.results.asked == [("2026-01-31 14.02.11", "val")]
    desk.results.progressed.emit(EvaluationProgress(3, 8))
    assert "Looking at picture 3 of 8" in desk.texts()
    desk.results.evaluated.emit(measured(desk.folder))
    assert "Misclassified validation pictures" in desk.texts()
    assert "3 of 8" in desk.texts()
    assert [text.split(":")[0] for text in desk.gallery()] == ["6.png", "2.png", "5.png"]
    assert "it is loafer, the model said boot (71 %)" in desk.gallery()[2]
    assert len(desk.results.asked) == 1


def test_a_cell_shows_its_pictures_by_click_and_by_key(desk: Desk, qtbot: QtBot) -> None:
    desk.open_project()
    desk.show_runs()
    desk.results.evaluated.emit(measured(desk.folder))
    click_cell(qtbot, desk, 2, 0)
    assert "loafer taken for boot: 2 of 3 (67 %)" in desk.texts()
    assert "Chosen validation pictures" in desk.texts()
    assert len(desk.gallery()) == 2
    matrix = find(desk.page, QTableView, "confusion_matrix")
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert "There are no pictures in this cell." in desk.texts()
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert "loafer named right: 1 of 3 (33 %)" in desk.texts()
    click(qtbot, desk, "show_all_mistakes")
    assert len(desk.gallery()) == 3


def test_the_test_part_is_measured_only_on_demand(desk: Desk, qtbot: QtBot) -> None:
    desk.open_project()
    desk.show_runs()
    desk.results.evaluated.emit(measured(desk.folder))
    pick(qtbot, desk, "split_picker", 1)
    assert ("2026-01-31 14.02.11", "test") not in desk.results.asked
    assert "62 %" not in desk.texts()
    click(qtbot, desk, "evaluate_now")
    assert desk.results.asked[-1] == ("2026-01-31 14.02.11", "test")
    desk.results.evaluated.emit(measured(desk.folder, "test"))
    assert "test: 8 pictures" in desk.texts()
    assert "Misclassified test pictures" in desk.texts()


def test_a_measurement_can_be_given_up(desk: Desk, qtbot: QtBot) -> None:
    desk.open_project()
    desk.show_runs()
    desk.results.progressed.emit(EvaluationProgress(3, 8))
    desk.page._gallery_card.stop_requested.emit()
    assert desk.results.stops
    assert len(desk.results.asked) == 1
    pick(qtbot, desk, "run_picker", 1)
    assert desk.results.asked[-1] == ("older", "val")


def test_a_measurement_that_was_stopped_elsewhere_is_no_longer_awaited(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.open_project()
    desk.show_runs()
    desk.results.evaluated.emit(measured(desk.folder))
    pick(qtbot, desk, "split_picker", 1)
    click(qtbot, desk, "evaluate_now")
    desk.results.ended.emit()
    click(qtbot, desk, "evaluate_now")
    assert desk.results.asked[1:] == [("2026-01-31 14.02.11", "test")] * 2


def test_a_failure_is_said_once_and_not_tried_again_by_itself(desk: Desk) -> None:
    desk.open_project()
    desk.show_runs()
    desk.results.failed.emit(ModelError("The model is damaged.", "Train again."))
    assert "The model is damaged." in desk.texts()
    desk.page.hide()
    desk.page.show()
    assert len(desk.results.asked) == 1


def test_the_model_can_be_used(desk: Desk, qtbot: QtBot) -> None:
    desk.show_runs()
    pick(qtbot, desk, "run_picker", 1)
    with qtbot.waitSignal(desk.page.use_model_requested) as used:
        click(qtbot, desk, "use_model")
    assert used.args == [desk.folder / "older"]


def test_a_run_without_a_model_says_so(desk: Desk) -> None:
    desk.show_runs(replace(desk.runs[0], card=None))
    assert any("left no model" in text for text in desk.texts())
    assert not find(desk.page, QPushButton, "use_model").isEnabled()


def test_a_running_run_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.show_runs(replace(desk.runs[0], card=None, running=True))
    assert "This run is still being trained." in desk.texts()
    assert not any("no model" in text for text in desk.texts())
    picker = find(desk.page, QComboBox, "run_picker")
    assert "still being trained" in picker.currentText()


def test_a_new_run_is_shown_first_but_a_refresh_keeps_the_choice(desk: Desk, qtbot: QtBot) -> None:
    desk.show_runs()
    pick(qtbot, desk, "run_picker", 1)
    desk.show_runs()
    picker = find(desk.page, QComboBox, "run_picker")
    assert picker.currentIndex() == 1
    desk.show_runs(summary(desk.folder, "newest"), *desk.runs)
    assert picker.currentIndex() == 0


def test_classes_sort_by_a_click_on_the_title(desk: Desk, qtbot: QtBot) -> None:
    desk.show_runs()
    table = find(desk.page, QTableView, "class_scores")
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(2) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    recalls = [table.model().index(row, 2).data() for row in range(3)]
    assert recalls in (["33 %", "67 %", "100 %"], ["100 %", "67 %", "33 %"])


@pytest.mark.parametrize("count", [2, 40])
def test_matrices_of_any_size(qtbot: QtBot, count: int) -> None:
    names = [f"a class with a rather long name {i}" for i in range(count)]
    truth = np.arange(count).repeat(3)
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(420, 360)
    view.show_scores(score("val", names, truth, np.roll(truth, 1)))
    view.show()
    qtbot.waitExposed(view)
    assert view.columnWidth(0) >= 36
    chosen = []
    view.cell_chosen.connect(lambda *cell: chosen.append(cell))
    view.choose(count - 1, count - 1)
    assert chosen == [(count - 1, count - 1)]
    assert view.visualRect(view.currentIndex()).intersects(view.viewport().rect())
    assert not view.grab().isNull()


def test_worst_first(tmp_path: Path) -> None:
    answers = measured(tmp_path).answers
    assert [a.probability for a in choose_pictures(answers, None)] == [0.99, 0.8, 0.71]
    assert [a.probability for a in choose_pictures(answers, Cell(0, 0))] == [0.6, 0.9]
    assert choose_pictures(answers, Cell(1, 2)) == []


def test_the_models_keep_qts_rules(tmp_path: Path, qapp: object) -> None:
    result = measured(tmp_path)
    confusion, classes, answers = ConfusionModel(), ClassScoresModel(), AnswersModel()
    testers = [QAbstractItemModelTester(model) for model in (confusion, classes, answers)]
    confusion.show_scores(result.scores)
    classes.show_scores(result.scores.per_class)
    answers.show_answers(result.answers, CLASSES)
    confusion.show_scores(None)
    assert confusion.rowCount() == 0
    assert answers.rowCount() == 8
    assert len(testers) == 3
