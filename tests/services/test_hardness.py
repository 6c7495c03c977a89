"""The losses of the open pictures: asked for when wanted, never otherwise."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.runs.answers import ItemLosses
from shoeclassifier_gui.services import hardness as module
from shoeclassifier_gui.services.hardness import HardnessService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService

MODEL = Path("model")


class Prediction(QObject):
    model_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folder: Path | None = None
        self.ready = False

    def use(self, folder: Path | None) -> None:
        self.folder, self.ready = folder, folder is not None
        self.model_changed.emit()


class Engine:
    """Finds every picture as hard as its place in the data set."""

    def __init__(self) -> None:
        self.asked: list[tuple[Path, int]] = []
        self.endless = False
        self.problem: ModelError | None = None

    def score(
        self, _project: Project, model: Path, dataset: Dataset, control: Control
    ) -> Iterator[FeatureProgress | ItemLosses]:
        self.asked.append((model, len(dataset.items)))
        yield FeatureProgress(1, len(dataset.items))
        if self.problem is not None:
            raise self.problem
        try:
            while self.endless:
                control.checkpoint()
                control.sleep(0.001)
        except Stopped:
            pass
        names = [(item.digest, dataset.classes[item.class_index]) for item in dataset.items]
        yield ItemLosses({name: float(place) for place, name in enumerate(names)})


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine()
    monkeypatch.setattr(module, "_score", engine.score)
    return engine


@pytest.fixture
def library(sample: Path, qtbot: QtBot) -> Iterator[LibraryService]:
    library = LibraryService()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    yield library
    qtbot.waitUntil(lambda: not living_jobs())


@pytest.fixture
def prediction() -> Prediction:
    return Prediction()


@pytest.fixture
def hardness(
    library: LibraryService, prediction: Prediction, engine: Engine, qtbot: QtBot
) -> Iterator[HardnessService]:
    service = HardnessService(library, prediction)  # type: ignore[arg-type]
    yield service
    service.want(wanted=False)
    qtbot.waitUntil(lambda: not living_jobs())


def open_data(library: LibraryService) -> Dataset:
    assert library.state.dataset is not None
    return library.state.dataset


def test_without_a_model_nothing_is_offered_and_nobody_is_asked(
    hardness: HardnessService, library: LibraryService, engine: Engine
) -> None:
    hardness.want(wanted=True)
    assert not hardness.available
    assert not hardness.busy
    assert np.isnan(hardness.losses_of(open_data(library))).all()
    assert engine.asked == []


def test_the_model_is_asked_when_the_order_is_wanted_not_before(
    hardness: HardnessService,
    library: LibraryService,
    prediction: Prediction,
    engine: Engine,
    qtbot: QtBot,
) -> None:
    prediction.use(MODEL)
    assert hardness.available
    assert engine.asked == []
    with qtbot.waitSignal(hardness.scored):
        hardness.want(wanted=True)
    qtbot.waitUntil(lambda: not hardness.busy)
    assert hardness.losses_of(open_data(library)).tolist() == list(range(120))
    assert engine.asked == [(MODEL, 120)]
    hardness.want(wanted=True)
    assert not hardness.busy


def test_pictures_that_come_later_are_asked_about_too(
    hardness: HardnessService,
    library: LibraryService,
    prediction: Prediction,
    engine: Engine,
    sample: Path,
    qtbot: QtBot,
) -> None:
    prediction.use(MODEL)
    hardness.want(wanted=True)
    qtbot.waitUntil(lambda: not hardness.busy)
    source = min((sample / "boot").glob("*.jpg"))
    shutil.copy(source, sample / "boot" / "zz.jpg")
    library.refresh()
    qtbot.waitUntil(lambda: len(open_data(library).items) == 121)
    qtbot.waitUntil(lambda: (MODEL, 121) in engine.asked and not hardness.busy)
    assert not np.isnan(hardness.losses_of(open_data(library))).any()


def test_a_stop_keeps_what_is_known_and_does_not_begin_again(
    hardness: HardnessService, library: LibraryService, prediction: Prediction, engine: Engine,
    qtbot: QtBot,
) -> None:  # fmt: skip
    engine.endless = True
    prediction.use(MODEL)
    hardness.want(wanted=True)
    qtbot.waitUntil(lambda: hardness.progress.total == 120)
    hardness.stop()
    qtbot.waitUntil(lambda: not hardness.busy)
    assert hardness.losses_of(open_data(library)).tolist() == list(range(120))
    assert len(engine.asked) == 1
    hardness.want(wanted=False)
    hardness.want(wanted=True)
    assert hardness.busy


def test_when_the_order_is_left_the_asking_ends(
    hardness: HardnessService, prediction: Prediction, engine: Engine, qtbot: QtBot
) -> None:
    engine.endless = True
    prediction.use(MODEL)
    hardness.want(wanted=True)
    with qtbot.waitSignal(hardness.changed):
        hardness.want(wanted=False)
    assert not hardness.busy


def test_another_model_is_asked_anew_and_none_knows_nothing(
    hardness: HardnessService, library: LibraryService, prediction: Prediction, engine: Engine,
    qtbot: QtBot,
) -> None:  # fmt: skip
    prediction.use(MODEL)
    hardness.want(wanted=True)
    qtbot.waitUntil(lambda: not hardness.busy)
    prediction.use(Path("other"))
    qtbot.waitUntil(lambda: not hardness.busy)
    assert [model for model, _ in engine.asked] == [MODEL, Path("other")]
    prediction.use(None)
    assert not hardness.available
    assert np.isnan(hardness.losses_of(open_data(library))).all()


def test_a_failure_is_told_once(
    hardness: HardnessService, prediction: Prediction, engine: Engine, qtbot: QtBot
) -> None:
    engine.problem = ModelError("The weights are damaged.")
    prediction.use(MODEL)
    with qtbot.waitSignal(hardness.failed) as told:
        hardness.want(wanted=True)
    assert told.args == [engine.problem]
    qtbot.waitUntil(lambda: not hardness.busy)
    assert len(engine.asked) == 1
