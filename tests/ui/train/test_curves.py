import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.events import EpochFinished, RunStarted
from shoeclassifier_gui.services.training import TrainingPhase, TrainingState
from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme
from shoeclassifier_gui.ui.train.curve_cards import AccuracyCard, LossCard
from shoeclassifier_gui.ui.train.curve_plot import CurvePlot
from tests.ui.train.desk import find


def run(epochs: int, *, steps: int = 10, planned: int = 10, batches: int = 0) -> TrainingState:
    return TrainingState(
        phase=TrainingPhase.RUNNING,
        started=RunStarted(Path("r"), "vgg16", "", "", ("a", "b"), 8, 4, planned, steps, 0),
        epochs=tuple(
            EpochFinished(i, 2 / i, 0.5 + 0.04 * i, 2.1 / i, 0.4 + 0.04 * i, 1.0, best=i <= 3)
            for i in range(1, epochs + 1)
        ),
        losses=np.linspace(2, 0, batches, dtype=np.float32),
    )


def values(card: LossCard | AccuracyCard) -> str:
    return next(
        text for label in card.findChildren(QLabel) if (text := label.text()).startswith("Epoch")
    )


def test_the_newest_epoch_is_read_out_and_keys_walk_back(qtbot: QtBot) -> None:
    card = AccuracyCard()
    qtbot.addWidget(card)
    card.show()
    card.show_run(run(5))
    assert values(card) == "Epoch 5: training 70 %, validation 60 %"
    plot = find(card, CurvePlot)
    plot.setFocus()
    target = plot.focusProxy()
    assert target is not None
    for _ in range(3):
        QTest.keyClick(target, Qt.Key.Key_Left)
    assert values(card) == "Epoch 3, best so far: training 62 %, validation 52 %"
    QTest.keyClick(target, Qt.Key.Key_Home)
    assert values(card).startswith("Epoch 1")


def test_batches_lie_between_their_epochs(qtbot: QtBot) -> None:
    card = LossCard()
    qtbot.addWidget(card)
    card.show_run(run(1, steps=10, batches=15))
    x, y = find(card, CurvePlot)._batch.getOriginalDataset()
    assert x[9] == pytest.approx(1.0)
    assert x[-1] == pytest.approx(1.5)
    assert y[0] == pytest.approx(2.0)


def test_the_lines_differ_by_more_than_colour(qtbot: QtBot) -> None:
    plot = CurvePlot("x")
    qtbot.addWidget(plot)
    train, val = plot._train.opts, plot._val.opts
    assert train["pen"].style() != val["pen"].style()
    assert train["symbol"] != val["symbol"]


def test_a_theme_change_recolours(qtbot: QtBot) -> None:
    plot = CurvePlot("x")
    qtbot.addWidget(plot)
    theme = current_theme()
    before = theme.mode
    theme.set_mode(ThemeMode.LIGHT)
    light = plot._train.opts["pen"].color().name()
    try:
        theme.set_mode(ThemeMode.DARK)
        assert plot._train.opts["pen"].color().name() != light
    finally:
        theme.set_mode(before)


def test_a_hundred_thousand_batches_stay_smooth(qtbot: QtBot) -> None:
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    qtbot.waitExposed(card)
    state = run(100, steps=1000, planned=100, batches=100_000)
    card.show_run(state)
    card.grab()
    spent = []
    for _ in range(3):
        began = time.process_time()
        card.show_run(state)
        card.grab()
        spent.append(time.process_time() - began)
    assert min(spent) < 0.12
