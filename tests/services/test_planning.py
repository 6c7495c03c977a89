"""The look at the open data set: when it begins, when it is given up, whose answer counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.plan_costs import CostMemory
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts
from shoeclassifier_gui.core.runs.recommendation import LookProgress, PlanReport, recommend
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.planning import PlanningService
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState


class Engine(QObject):
    """Loaded, or not yet."""

    ready = Signal()
    device = "CPU"


class Training(QObject):
    """A run that the test plays."""

    changed = Signal()
    state = TrainingState()

    def play(self, phase: TrainingPhase) -> None:
        self.state = TrainingState(phase=phase)
        self.changed.emit()

    @property
    def busy(self) -> bool:
        return self.state.active


class Looks:
    """Takes the place of the real look; each waits until it is let go or stopped."""

    def __init__(self) -> None:
        self.asked: list[TrainConfig] = []
        self.stopped = 0
        self.hold = False
        self.error: Exception | None = None

    def __call__(
        self, dataset: Dataset, asked: TrainConfig, control: Control, *, costs: CostMemory
    ) -> Iterator[LookProgress | PlanReport]:
        assert not costs.stages
        self.asked.append(asked)
        try:
            while self.hold:
                control.sleep(0.01)
        finally:
            self.stopped += control.stopping
        if self.error is not None:
            raise self.error
        counts = dict(zip(dataset.classes, dataset.count_by_class(), strict=True))
        facts = PlanFacts(counts, 1, 100, 0.0, asked.backbone or "vgg16", 13)
        yield PlanReport(facts, recommend(facts, asked))


class Bench:
    """The service over an open sample."""

    def __init__(self, library: LibraryService, looks: Looks) -> None:
        self.library, self.looks = library, looks
        self.engine, self.training = Engine(), Training()
        self.service = PlanningService(library, self.engine, self.training)  # type: ignore[arg-type]


@pytest.fixture
def bench(qtbot: QtBot, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    looks = Looks()
    monkeypatch.setattr("shoeclassifier_gui.learn.advice.planning.plan_events", looks)
    library = LibraryService()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    qtbot.waitUntil(lambda: not living_jobs())
    return Bench(library, looks)


def backbone(bench: Bench) -> str:
    return bench.service.report.facts.backbone if bench.service.report else ""


def test_a_wish_brings_a_report_once(bench: Bench, qtbot: QtBot) -> None:
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: backbone(bench) == "vgg16" and not living_jobs())
    bench.service.wish(TrainConfig(epochs=3, learning_rate=0.5))  # Costs no other look.
    assert not bench.service.busy
    assert len(bench.looks.asked) == 1


def test_the_newest_wish_wins(bench: Bench, qtbot: QtBot) -> None:
    bench.looks.hold = True
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: len(bench.looks.asked) == 1)
    for name in ("alexnet", "vgg11", "resnet18"):
        bench.service.wish(TrainConfig(backbone=name))
    bench.looks.hold = False
    qtbot.waitUntil(lambda: backbone(bench) == "resnet18" and not living_jobs())
    assert [asked.backbone for asked in bench.looks.asked] == [None, "resnet18"]


def test_a_look_that_fails_keeps_its_error_until_the_next_one(bench: Bench, qtbot: QtBot) -> None:
    bench.looks.error = WeightsError("That is no weights file.")
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: not living_jobs() and not bench.service.busy)
    assert bench.service.error is bench.looks.error
    assert not backbone(bench)
    bench.looks.error = None
    bench.service.wish(TrainConfig(epochs=3))  # Nothing that matters to the look has changed.
    assert not bench.service.busy
    bench.service.wish(None)  # The page is left, and comes back.
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: backbone(bench) == "vgg16" and not living_jobs())
    assert bench.service.error is None


def test_a_run_ends_the_look_and_it_begins_anew_after_the_run(bench: Bench, qtbot: QtBot) -> None:
    bench.looks.hold = True
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: len(bench.looks.asked) == 1)
    bench.training.play(TrainingPhase.PREPARING)
    qtbot.waitUntil(lambda: not living_jobs())
    assert bench.looks.stopped == 1
    bench.training.play(TrainingPhase.RUNNING)
    assert not bench.service.busy
    bench.looks.hold = False
    bench.training.play(TrainingPhase.IDLE)
    qtbot.waitUntil(lambda: backbone(bench) == "vgg16" and not living_jobs())


def test_changed_pictures_are_looked_at_again(bench: Bench, qtbot: QtBot, sample: Path) -> None:
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: backbone(bench) == "vgg16" and not living_jobs())
    for path in sorted((sample / "boot").rglob("*.*"))[:4]:
        path.unlink()
    bench.library.refresh()
    qtbot.waitUntil(lambda: len(bench.looks.asked) == 2 and not living_jobs())
    assert bench.service.report is not None
    assert bench.service.report.facts.train_counts["boot"] == 20


def test_what_was_seen_of_other_pictures_is_forgotten_when_a_project_is_opened(
    bench: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: backbone(bench) == "vgg16" and not living_jobs())
    bench.service.wish(None)
    empty = tmp_path / "empty"
    empty.mkdir()
    bench.library.open_folder(empty)
    qtbot.waitUntil(lambda: bench.service.report is None)
    qtbot.waitUntil(lambda: not bench.library.state.busy and not living_jobs())


def test_nothing_is_looked_at_without_an_engine_or_when_nobody_looks(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.engine.device = ""
    bench.service.wish(TrainConfig())
    assert not living_jobs()
    bench.engine.device = "CPU"
    bench.looks.hold = True
    bench.engine.ready.emit()
    qtbot.waitUntil(lambda: len(bench.looks.asked) == 1)
    bench.service.wish(None)
    qtbot.waitUntil(lambda: not living_jobs())
    assert bench.service.report is None


def test_a_look_that_the_closing_program_stops_stays_ended(bench: Bench, qtbot: QtBot) -> None:
    bench.looks.hold = True
    bench.service.wish(TrainConfig())
    qtbot.waitUntil(lambda: len(bench.looks.asked) == 1)
    (job,) = living_jobs()
    job.stop()
    qtbot.waitUntil(lambda: not living_jobs())
    assert not bench.service.busy
    assert len(bench.looks.asked) == 1
