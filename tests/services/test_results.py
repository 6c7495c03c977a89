from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.preprocessing import (
    IMAGENET_DEVIATION,
    IMAGENET_MEAN,
    Preprocessing,
)
from shoeclassifier_gui.core.runs.about import About, write_about
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import EpochFinished, RunFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.services import results as module
from shoeclassifier_gui.services.results import EvaluationProgress, ResultsService

SCORES = score("val", ("boot", "heel"), np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]))


def _write_run(runs: Path, name: str, reason: str | None, *, model: bool) -> RunFolder:
    run = RunFolder(runs / name)
    run.create(TrainConfig(), runs)
    run.append(EpochFinished(1, 1.0, 0.5, 1.0, 0.75, 1.0, best=True))
    if model:
        run.model.mkdir()
        preparation = Preprocessing(64, IMAGENET_MEAN, IMAGENET_DEVIATION)
        ModelCard(
            "vgg16", "pool", ("boot", "heel"), preparation, SCORES, 0.5, "random", 1, "", "", {}
        ).write(run.model)
        (run.model / WEIGHTS_FILE).write_bytes(b"")
    if reason:
        run.append(RunFinished(run.model, Ending(reason), 1, 1.0, SCORES))
    return run


def test_runs_are_listed_with_what_became_of_them(tmp_path: Path, qtbot: QtBot) -> None:
    write_about(_write_run(tmp_path, "one", "done", model=True).path, About("My best"))
    _write_run(tmp_path, "two", None, model=False)
    service = ResultsService()
    with qtbot.waitSignal(service.runs_changed, timeout=5000):
        service.list_runs(tmp_path)
    runs = {run.folder.name: run for run in service.runs}
    assert (runs["one"].name, runs["two"].name) == ("My best", "")
    assert runs["one"].card is not None
    assert (runs["one"].ending, runs["one"].epochs) == (Ending.DONE, 1)
    assert runs["one"].card.scores == SCORES
    assert (runs["two"].card, runs["two"].ending) == (None, None)
    service.list_runs(None)
    assert service.runs == ()
    qtbot.waitUntil(lambda: service._listing is None)


def test_a_running_run_is_listed_as_such(tmp_path: Path, qtbot: QtBot) -> None:
    service = ResultsService()
    with (
        locked(_write_run(tmp_path, "busy", None, model=False)),
        qtbot.waitSignal(service.runs_changed),
    ):
        service.list_runs(tmp_path)
    assert [run.running for run in service.runs] == [True]
    qtbot.waitUntil(lambda: service._listing is None)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Evaluated:
    evaluated = Evaluated(SCORES, ())

    def work(
        run: Path, dataset: Dataset, split: str, control: Control
    ) -> Iterator[EvaluationProgress | Evaluated]:
        if split == "test":
            raise ModelError("None of these pictures was in the test part.")
        yield EvaluationProgress(1, 4)
        yield evaluated

    monkeypatch.setattr(module, "_evaluate", work)
    return evaluated


def test_measuring_waits_for_the_engine(tmp_path: Path, qtbot: QtBot, measured: Evaluated) -> None:
    service = ResultsService()
    service.evaluate(tmp_path, Dataset(tmp_path, (), ()), "val")
    assert service.busy
    assert service._job is None
    with qtbot.waitSignals(
        [service.progressed, service.evaluated, service.ended], order="strict", timeout=5000
    ):
        service.set_engine_ready()
    assert not service.busy


def test_a_stopped_measurement_says_nothing(
    tmp_path: Path, qtbot: QtBot, measured: Evaluated
) -> None:
    service = ResultsService()
    service.evaluate(tmp_path, Dataset(tmp_path, (), ()), "val")
    service.stop()
    assert not service.busy
    with qtbot.assertNotEmitted(service.evaluated, wait=100):
        service.set_engine_ready()


@pytest.mark.parametrize("ready", [True, False])
def test_a_stopped_measurement_has_ended(
    tmp_path: Path, qtbot: QtBot, measured: Evaluated, ready: bool
) -> None:
    service = ResultsService()
    if ready:
        service.set_engine_ready()
    ends = []
    service.ended.connect(lambda: ends.append(service.busy))
    service.evaluate(tmp_path, Dataset(tmp_path, (), ()), "val")
    service.evaluate(tmp_path, Dataset(tmp_path, (), ()), "train")
    assert ends == []
    service.stop()
    service.stop()
    assert ends == [False]


def test_a_failure_is_told(tmp_path: Path, qtbot: QtBot, measured: Evaluated) -> None:
    service = ResultsService()
    service.set_engine_ready()
    with qtbot.waitSignals([service.failed, service.ended], order="strict", timeout=5000):
        service.evaluate(tmp_path, Dataset(tmp_path, (), ()), "test")


def test_what_was_held_out_from_folds_is_read_and_not_measured(
    tmp_path: Path, qtbot: QtBot
) -> None:
    run = _write_run(tmp_path, "plain", "done", model=True)
    service = ResultsService()
    service.set_engine_ready()
    with qtbot.waitSignal(service.failed) as failure:
        service.evaluate(run.path, Dataset(tmp_path, ("a", "b"), ()), "folds")
    assert "was not checked with folds" in str(failure.args[0])
    qtbot.waitUntil(lambda: not service.busy)
