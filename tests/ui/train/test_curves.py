import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.events import EpochFinished, RunStarted
from shoeclassifier_gui.services.training_state import TrainingPhase, TrainingState
from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme
from shoeclassifier_gui.ui.train.curve_cards import AccuracyCard, LossCard
from shoeclassifier_gui.ui.train.curve_plot import CurvePlot, Curves
from shoeclassifier_gui.ui.widgets.value_scale import ValueScale
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


@pytest.mark.parametrize("height", [170, 230, 700])
def test_the_ends_of_the_accuracy_are_written_whole_at_any_height(
    qtbot: QtBot, height: int
) -> None:
    plot = CurvePlot("x")
    qtbot.addWidget(plot)
    plot.resize(400, 600)
    plot.show()
    qtbot.waitExposed(plot)
    scale = ValueScale(0.0, 100.0)
    plot.show_curves(Curves([1], [50.0], [40.0], None, np.empty(0), np.empty(0), 10, scale))
    plot.resize(400, height)
    plot.grab()
    assert plot.written()[0] == "0"
    assert plot.written()[-1] == "100"
    box = plot._plot.getPlotItem().vb
    top = box.mapViewToScene(QPointF(1.0, 100.0)).y()
    assert 6 <= top <= 20  # Half a line of the axis' letters fits above it.
    assert len(plot.written()) <= 9


def test_an_exploded_loss_leaves_the_healthy_epochs_to_be_seen(qtbot: QtBot) -> None:
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    qtbot.waitExposed(card)
    calm = run(3).epochs
    wild = EpochFinished(4, 3974989327904783360.0, 0.2, float("inf"), 0.2, 1.0, best=False)
    card.show_run(replace(run(3), epochs=(*calm, wild)))
    assert values(card) == "Epoch 4: training 3.97e18, validation ∞"
    plot = find(card, CurvePlot)
    assert plot.written()[-1].startswith("1e1")
    _, places = plot._train.getOriginalDataset()
    assert places[0] - places[2] > 0.4  # 2.0 and 0.67 are not one line at the ground.
    assert places[3] == pytest.approx(18.6, abs=0.1)


def test_a_batch_whose_loss_is_no_number_leaves_a_gap(qtbot: QtBot) -> None:
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(500, 300)
    card.show()
    qtbot.waitExposed(card)
    losses = np.linspace(2, 1, 15, dtype=np.float32)
    losses[5] = np.nan
    card.show_run(replace(run(1, steps=10, batches=15), losses=losses))
    plot = find(card, CurvePlot)
    x, _ = plot._batch.getOriginalDataset()
    assert x[9] == pytest.approx(1.0)  # Later batches stay where they are.
    path = plot._batch.curve.getPath()
    elements = [path.elementAt(place) for place in range(path.elementCount())]
    assert sum(element.isMoveTo() for element in elements) == 2
    assert plot.written()[-1].startswith("2")


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
