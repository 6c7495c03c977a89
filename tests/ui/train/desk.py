"""The Train page on a desk with services that the test plays."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    RunFinished,
    RunStarted,
    StepsFinished,
)
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate, PlanReport
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.core.runs.stopped_runs import StoppedRun
from shoeclassifier_gui.services.augmentation_preview import AugmentationPreview
from shoeclassifier_gui.services.engine import EngineService
from shoeclassifier_gui.services.library import LibraryService, LibraryState
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState
from shoeclassifier_gui.services.weights import WeightsKnown, WeightsService
from shoeclassifier_gui.ui.train.page import TrainPage
from shoeclassifier_gui.ui.train.settings_form import SettingsForm

SCRATCH_CONFIG = TrainConfig(weights=SCRATCH)
Kind = TypeVar("Kind", bound=QObject)
KNOWN = {
    "vgg16": WeightsKnown("vgg16", None, 528, 13, 10, 32),
    "vgg16_bn": WeightsKnown("vgg16_bn", None, 528, 13, 10, 32),
    "alexnet": WeightsKnown("alexnet", Path("a.pth"), 233, 5, 2, 63),
    "resnet18": WeightsKnown("resnet18", Path("r.pth"), 45, 20, 15, 32),
    "compact": WeightsKnown("compact", None, 0, 8, 5, 32),
    "squeezenet1_1": WeightsKnown(
        "squeezenet1_1", Path("s.pth"), 5, 25, 19, 32, block_ends=(1, 4, 7, 10, 13, 16, 19, 22, 25)
    ),
}


def find(parent: QObject, kind: type[Kind], name: str = "") -> Kind:
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, name
    return found


class StubTraining(QObject):
    """Remembers what was asked; the test plays the run."""

    changed = Signal()
    failed = Signal(Exception)
    run_finished = Signal(object)
    stopped_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = TrainingState()
        self.stopped: StoppedRun | None = None
        self.asked: list[object] = []

    @property
    def busy(self) -> bool:
        return self.state.active

    def start(self, config: TrainConfig, project: Project, dataset: Dataset) -> None:
        assert dataset.folder == project.folder
        self.asked.append(config)

    def resume(self, run: Path, config: TrainConfig, dataset: Dataset) -> None:
        assert config
        assert dataset
        self.asked.append(run)

    def pause(self) -> None:
        self.asked.append("pause")

    def go_on(self) -> None:
        self.asked.append("go on")

    def stop(self) -> None:
        self.asked.append("stop")

    def look_for_stopped(self, project: Project | None) -> None:
        self.asked.append(project)

    def play(self, state: TrainingState) -> None:
        self.state = state
        self.changed.emit()


class StubPreview(QObject):
    """Remembers what was wished; the test brings the pictures."""

    made = Signal(AugmentationPreview)
    failed = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[TrainConfig | None] = []
        self.draws = 0

    def wish(self, config: TrainConfig | None) -> None:
        self.wishes.append(config)

    def draw_others(self) -> None:
        self.draws += 1


class StubPlanning(QObject):
    """Remembers what was wished; the test brings the report."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.report: PlanReport | None = None
        self.error: Exception | None = None
        self.busy = False
        self.wishes: list[TrainConfig | None] = []
        self.again = 0

    def wish(self, config: TrainConfig | None) -> None:
        self.wishes.append(config)

    def look_again(self) -> None:
        self.again += 1

    def bring(self, report: PlanReport | None) -> None:
        self.report, self.busy = report, False
        self.changed.emit()


class StubEstimates(QObject):
    """Remembers what was wished; the test brings the estimates."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.estimates: dict[str, PlanEstimate] = {}
        self.busy = False
        self.wishes: list[TrainConfig | None] = []

    def wish(self, config: TrainConfig | None) -> None:
        self.wishes.append(config)

    def bring(self, *estimates: PlanEstimate, busy: bool = False) -> None:
        self.estimates, self.busy = {each.plan: each for each in estimates}, busy
        self.changed.emit()


class StubWeights(WeightsService):
    """Knows two networks; fetches and imports nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []
        self._known = {
            "vgg16": WeightsKnown("vgg16", None, 553_000_000, 13, 10, 32, "https://x.org/v.pth"),
            "vgg16_bn": WeightsKnown("vgg16_bn", None, 500, 13, 10, 32),
            "squeezenet1_1": WeightsKnown("squeezenet1_1", Path("s.pth"), 500, 25, 21, 40),
        }

    def fetch(self, backbone: str, *, dense_layers: bool = False) -> None:
        self.asked.append(("fetch", backbone, *(["dense layers"] if dense_layers else [])))

    def import_file(self, file: Path, backbone: str, *, dense_layers: bool = False) -> None:
        dense = ["dense layers"] if dense_layers else []
        self.asked.append(("import", file, backbone, *dense))

    def stop(self) -> None:
        self.asked.append("stop")

    def lose(self, backbone: str) -> None:
        self._known = {**self._known, backbone: replace(self._known[backbone], path=None)}

    def find(self, backbone: str) -> None:
        known = self._known[backbone]
        self._known = {**self._known, backbone: WeightsKnown(backbone, Path("w"), 1, 13, 10, 32)}
        assert known.path is None
        self.changed.emit()


def small_dataset(folder: Path, classes: int = 2) -> Dataset:
    names = tuple(f"class {i}" for i in range(classes))
    items = [
        Item(folder, f"{c}/{i}.png", c, f"session {c} {i // 2}", f"{c}{i}", split)
        for c in range(classes)
        for i, split in enumerate([Split.TRAIN] * 4 + [Split.VAL] * 2)
    ]
    return Dataset(folder, names, tuple(items))


class Desk:
    """The page with its services."""

    def __init__(self, folder: Path) -> None:
        self.training = StubTraining()
        self.library = LibraryService()
        self.weights = StubWeights()
        self.engine = EngineService()
        self.project = Project(folder, folder / ".shoeclassifier")
        self.dataset = small_dataset(folder)
        self.preview = StubPreview()
        self.planning = StubPlanning()
        self.estimates = StubEstimates()
        self.page = self.build_page()

    def build_page(self) -> TrainPage:
        """Another page over the same services."""
        page = TrainPage(
            self.training,  # type: ignore[arg-type]
            self.library,
            self.weights,
            self.engine,
            preview=self.preview,  # type: ignore[arg-type]
            planning=self.planning,  # type: ignore[arg-type]
        )
        page.estimate_with(self.estimates)  # type: ignore[arg-type]
        find(page, SettingsForm).show_all(True)
        return page

    def open_data(self, classes: int = 2) -> None:
        self.show_data(small_dataset(self.project.folder, classes))

    def show_data(self, dataset: Dataset) -> None:
        columns = Columns.of(dataset)
        self.library._set(LibraryState(self.project, dataset, columns=columns))

    def make_ready(self) -> None:
        self.engine._device, self.engine._devices = "CPU, 2 threads", ("auto",)
        self.engine.ready.emit()


def button(desk: Desk, name: str) -> QPushButton:
    return find(desk.page, QPushButton, name)


def click(qtbot: QtBot, desk: Desk, name: str) -> None:
    target = button(desk, name)
    assert target.isVisible(), f"{name} cannot be seen"
    assert target.isEnabled(), f"{name} cannot be pressed"
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)


def text(desk: Desk, name: str) -> str:
    return find(desk.page, QLabel, name).text()


def running(desk: Desk, **changes: object) -> TrainingState:
    run = desk.project.runs / "2026-01-31 14.02.11"
    state = TrainingState(
        phase=TrainingPhase.RUNNING,
        config=SCRATCH_CONFIG,
        started=RunStarted(run, "vgg16_bn", "random weights", "CPU", ("a", "b"), 8, 4, 10, 3, 0),
        epochs=(EpochFinished(1, 1.0, 0.5, 1.1, 0.75, 2.0, best=True),),
        steps=StepsFinished(2, 5, (), 61.0, 92.0),
        losses=np.linspace(2, 1, 5, dtype=np.float32),
    )
    return replace(state, **changes)  # type: ignore[arg-type]


def finished(desk: Desk, reason: Ending = Ending.DONE) -> TrainingState:
    scores = score("val", ("a", "b"), np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]))
    model = desk.project.runs / "2026-01-31 14.02.11" / "model"
    ended = RunFinished(model, reason, 1, 2.0, scores)
    return running(desk, phase=TrainingPhase.IDLE, finished=ended)


def pick(qtbot: QtBot, form: SettingsForm, name: str, value: str) -> None:
    box = find(form, QComboBox, name)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != value:
        QTest.keyClick(box, Qt.Key.Key_Down)
