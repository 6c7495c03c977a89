"""The status bar tells how many folds are done."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.events import RunStarted, StepsFinished
from shoeclassifier_gui.core.runs.fold_events import FoldFinished, FoldStarted
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.services.all_services import build_services
from shoeclassifier_gui.services.folds_progress import FoldsProgress
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState
from shoeclassifier_gui.ui.background_work import BackgroundWork


def test_folds_and_the_share_of_the_whole_run_are_told(qtbot: QtBot) -> None:
    parent = QObject()
    services = build_services(parent)
    work = BackgroundWork(services, parent)
    done = FoldFinished(1, score("folds", ("a", "b"), np.zeros(4, int), np.zeros(4, int)), 6.0)
    folds = FoldsProgress(3, (done,), FoldStarted(2, 6, 4, 10))
    started = RunStarted(Path("r"), "vgg16", "random", "CPU", ("a", "b"), 8, 4, 10, 3, 0)
    steps = StepsFinished(5, 15, (), 61.0, 92.0)
    services.training._set(
        TrainingState(TrainingPhase.RUNNING, started=started, steps=steps, folds=folds)
    )
    now = work.now()
    assert now is not None
    assert now.text == "Checking with folds, 1 of 3 done"
    assert now.share == (1 + 0.5) / 4
    services.training._set(TrainingState())
    assert work.now() is None
