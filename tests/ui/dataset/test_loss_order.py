"""The grid sorted by how hard the model finds the pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.runs.answers import ItemLosses
from shoeclassifier_gui.services import hardness as module
from shoeclassifier_gui.services.all_services import build_services
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.ui.background_work import BackgroundWork
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from tests.ui.dataset.bench import find, grid

LOSS = "Sort: Loss (hardest first)"


class Hardness(QObject):
    changed = Signal()
    scored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.available = False
        self.wishes: list[bool] = []
        self.losses: dict[str, float] = {}

    def offer(self, *, available: bool) -> None:
        self.available = available
        self.changed.emit()

    def score(self, losses: dict[str, float]) -> None:
        self.losses = losses
        self.scored.emit()

    def want(self, *, wanted: bool) -> None:
        if not self.wishes or self.wishes[-1] != wanted:
            self.wishes.append(wanted)

    def losses_of(self, dataset: Dataset) -> npt.NDArray[np.float32]:
        found = [self.losses.get(item.relative, float("nan")) for item in dataset.items]
        return np.array(found, np.float32)


@pytest.fixture
def hardness(page: DatasetPage) -> Hardness:
    hardness = Hardness()
    page.set_hardness(hardness)  # type: ignore[arg-type]
    return hardness


def picker(page: DatasetPage) -> QComboBox:
    return find(page, QComboBox, "sort_order")


def offered(page: DatasetPage) -> list[str]:
    return [picker(page).itemText(row) for row in range(picker(page).count())]


def choose(page: DatasetPage, key: Qt.Key) -> None:
    picker(page).setFocus()
    QTest.keyClick(picker(page), key)


def shown(page: DatasetPage) -> list[str]:
    model = grid(page).model()
    items = [model.index(row, 0).data(Qt.ItemDataRole.UserRole + 1) for row in range(12)]
    return [item.relative for item in items if item is not None]


def test_it_is_offered_only_while_there_is_a_model(page: DatasetPage, hardness: Hardness) -> None:
    assert LOSS not in offered(page)
    hardness.offer(available=True)
    hardness.offer(available=True)
    assert offered(page).count(LOSS) == 1
    hardness.offer(available=False)
    assert LOSS not in offered(page)


def test_the_hardest_come_first_and_the_unknown_last(page: DatasetPage, hardness: Hardness) -> None:
    hardness.offer(available=True)
    in_place = shown(page)
    choose(page, Qt.Key.Key_End)
    assert picker(page).currentText() == LOSS
    assert hardness.wishes == [True]
    assert shown(page) == in_place
    hardness.score({"sandal/1.png": 3.5, "boot/2.png": 0.1, "loafer/0.png": 9.0})
    assert shown(page)[:3] == ["loafer/0.png", "sandal/1.png", "boot/2.png"]
    assert shown(page)[3:] == [p for p in in_place if p not in hardness.losses]
    choose(page, Qt.Key.Key_Home)
    assert shown(page) == in_place
    assert hardness.wishes == [True, False]


def test_the_order_has_one_direction(page: DatasetPage, hardness: Hardness) -> None:
    hardness.offer(available=True)
    button = find(page, QToolButton, "sort_direction")
    choose(page, Qt.Key.Key_End)
    assert not button.isEnabled()
    choose(page, Qt.Key.Key_Home)
    assert button.isEnabled()


def test_when_the_model_goes_the_pictures_stand_class_by_class(
    page: DatasetPage, hardness: Hardness
) -> None:
    hardness.offer(available=True)
    in_place = shown(page)
    choose(page, Qt.Key.Key_End)
    hardness.score({"sandal/1.png": 3.5})
    hardness.offer(available=False)
    assert picker(page).currentText() == "Sort: Class"
    assert shown(page) == in_place
    assert hardness.wishes[-1] is False


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    def score(
        _project: Project, _model: Path, _dataset: Dataset, control: Control
    ) -> Iterator[FeatureProgress | ItemLosses]:
        yield FeatureProgress(30, 120)
        while True:
            control.checkpoint()
            control.sleep(0.001)

    monkeypatch.setattr(module, "_score", score)


@pytest.fixture
def settled(qtbot: QtBot) -> Iterator[Callable[[], None]]:
    def wait() -> None:
        qtbot.waitUntil(lambda: not living_jobs())

    yield wait
    wait()


@pytest.mark.usefixtures("endless")
def test_the_status_bar_tells_how_far_it_is_and_stops_it(
    sample: Path, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    parent = QObject()
    services = build_services(parent)
    work = BackgroundWork(services, parent)
    services.library.open_folder(sample)
    settled()
    services.hardness._model = Path("model")
    services.hardness.want(wanted=True)
    qtbot.waitUntil(lambda: services.hardness.progress.total == 120)
    now = work.now()
    assert now is not None
    assert (now.text, now.share) == ("Asking the model about picture 30 of 120", 0.25)
    with qtbot.waitSignal(work.changed):
        now.stop()
    settled()
    assert work.now() is None
