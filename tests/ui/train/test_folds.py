"""Folds on the Train page: offered with a reason, followed, and told with how sure they are."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import NoticeGiven, RunFinished
from shoeclassifier_gui.core.runs.fold_events import FoldFinished, FoldsFinished, FoldStarted
from shoeclassifier_gui.core.runs.scores import Scores, score
from shoeclassifier_gui.services.folds_progress import FoldsProgress
from shoeclassifier_gui.services.training_state import Told, TrainingPhase
from shoeclassifier_gui.ui.train.data_facts import data_facts
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from shoeclassifier_gui.ui.train.wording import log_text
from shoeclassifier_gui.ui.widgets.confusion_view import ConfusionView
from tests.ui.train.desk import SCRATCH_CONFIG, Desk, button, click, find, finished, running, text


def scores(right: int, wrong: int) -> Scores:
    truth = np.array([0] * (right + wrong))
    return score("folds", ("a", "b"), truth, np.array([0] * right + [1] * wrong))


FOLDS = (FoldFinished(1, scores(8, 2), 6.0), FoldFinished(2, scores(9, 1), 6.0))
RESULT = CrossScores(tuple(fold.scores for fold in FOLDS), scores(17, 3))
HALF = FoldsProgress(2, FOLDS[:1], FoldStarted(2, 6, 4, 10))
WHOLE = FoldsProgress(2, FOLDS, None, RESULT)


def pictures(folder: Path, sessions: int, held: int) -> Dataset:
    """Two classes whose sessions hold ten pictures; the last `held` of each are validated."""
    items = [
        Item(
            folder, f"{c}/{s}-{i}.png", c, f"{c} {s}", f"{c}{s}{i}",
            Split.VAL if s >= sessions - held else Split.TRAIN,
        )
        for c in range(2) for s in range(sessions) for i in range(10)
    ]  # fmt: skip
    return Dataset(folder, ("a", "b"), tuple(items))


def open_data(desk: Desk, sessions: int, held: int = 1) -> None:
    desk.show_data(pictures(desk.project.folder, sessions, held))


def advice(desk: Desk) -> str:
    label = find(desk.page, QLabel, "folds_advice")
    return label.text() if label.isVisibleTo(desk.page) else ""


def choose(desk: Desk, folds: int) -> None:
    combo = find(desk.page, QComboBox, "train_folds")
    combo.setCurrentIndex(combo.findData(folds))
    combo.activated.emit(combo.currentIndex())


def test_few_pictures_are_told_that_folds_would_help_and_why(desk: Desk) -> None:
    open_data(desk, sessions=6)
    assert "Recommended for your pictures: 5 folds. Only 20 pictures" in advice(desk)
    assert "± 18 %" in advice(desk)
    assert "all 120" in advice(desk)
    find(desk.page, SettingsForm).show_all(False)
    assert find(desk.page, QComboBox, "train_folds").isVisibleTo(desk.page)


def test_three_folds_where_sessions_are_few(desk: Desk) -> None:
    open_data(desk, sessions=4)
    assert "Recommended for your pictures: 3 folds." in advice(desk)


@pytest.mark.parametrize(("sessions", "held"), [(2, 1), (8, 3)])
def test_folds_are_not_recommended_where_they_cannot_be_or_need_not_be(
    desk: Desk, sessions: int, held: int
) -> None:
    open_data(desk, sessions, held)
    assert advice(desk) == ""


def test_the_choice_starts_a_run_with_folds(desk: Desk, qtbot: QtBot) -> None:
    open_data(desk, sessions=6)
    desk.make_ready()
    desk.page.take_config(SCRATCH_CONFIG)
    choose(desk, 5)
    assert "Learns 6 times" in advice(desk)
    assert "frozen layers" not in advice(desk)  # From scratch nothing is frozen.
    desk.page.take_config(TrainConfig(folds=5))
    assert "the frozen layers look at each picture once for all" in advice(desk)
    desk.page.take_config(replace(SCRATCH_CONFIG, folds=5))
    qtbot.waitUntil(button(desk, "start_training").isEnabled)
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == replace(SCRATCH_CONFIG, folds=5)


def test_too_many_folds_are_said_at_once(desk: Desk) -> None:
    open_data(desk, sessions=6)
    choose(desk, 10)
    assert "6 sessions, which cannot be divided into 10 folds" in advice(desk)
    open_data(desk, sessions=2)
    assert "too few sessions" in advice(desk)


def test_a_number_of_the_command_line_is_shown(desk: Desk) -> None:
    desk.page.take_config(TrainConfig(folds=4))
    combo = find(desk.page, QComboBox, "train_folds")
    assert combo.currentText() == "4 folds"
    desk.page.take_config(TrainConfig())
    assert [combo.itemData(row) for row in range(combo.count())] == [0, 3, 5, 10]


def test_the_page_follows_the_folds(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    desk.training.play(running(desk, folds=HALF))
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Fold 2 of 2, epoch 2 of 10")
    assert (
        text(desk, "training_sentence") == "So far 8 of 10 held-out pictures were answered right."
    )
    assert button(desk, "stop_training").text() == "Stop and keep folds"
    assert find(desk.page, QWidget, "folds_card").isVisible()
    assert text(desk, "folds_list") == "Fold 1: 80 % right on 10 pictures"
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert "1 min 38 s left" in shown  # This fold, and the training after it.
    desk.training.play(running(desk, folds=HALF, phase=TrainingPhase.PAUSED))
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Fold 2 of 2, paused")
    desk.training.play(running(desk, folds=WHOLE))
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Epoch 2 of 10")
    assert "85 % ± 7 over 2 folds. Now the model" in text(desk, "training_sentence")
    assert button(desk, "stop_training").text() == "Stop and keep best"


def test_the_result_is_told_with_its_spread_and_interval(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    desk.page.take_config(SCRATCH_CONFIG)
    desk.training.play(replace(finished(desk), folds=WHOLE))
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Finished: 85 % ± 7 over 2 folds")
    sentence = text(desk, "training_sentence")
    assert "17 of 20 held-out pictures right, 95 % interval 64 % to 95 %." in sentence
    assert "The model of epoch 1" in sentence
    assert "no margin of error" in text(desk, "folds_summary")
    card = find(desk.page, QWidget, "folds_card")
    matrix = find(card, ConfusionView)
    assert matrix.isVisible()
    assert matrix.model().index(0, 1).data() == "3"
    desk.training.play(finished(desk))
    qtbot.waitUntil(lambda: "right on 4" in text(desk, "training_title"))
    assert not card.isVisible()


@pytest.mark.parametrize(
    ("folds", "title", "sentence"),
    [
        (FoldsProgress(2), "Stopped after 0 of 2 folds", "You can go on with this run"),
        (HALF, "Stopped after 1 of 2 folds", "So far 8 of 10 held-out pictures"),
        (WHOLE, "Stopped after all folds, before there was a model to keep", "So far 17 of 20"),
    ],
)
def test_a_stopped_check_says_what_is_done(
    desk: Desk, qtbot: QtBot, folds: FoldsProgress, title: str, sentence: str
) -> None:
    desk.open_data()
    desk.make_ready()
    desk.page.take_config(SCRATCH_CONFIG)
    ended = RunFinished(None, Ending.STOPPED, 0, 0.0, None)
    state = running(desk, phase=TrainingPhase.IDLE, finished=ended, folds=folds, epochs=())
    desk.training.play(state)
    qtbot.waitUntil(lambda: text(desk, "training_title") == title)
    assert text(desk, "training_sentence").startswith(sentence)
    assert text(desk, "training_sentence").endswith("go on with this run or start another.")


def test_a_diverging_fold_ends_the_run_which_nobody_can_go_on_with(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.open_data()
    desk.make_ready()
    desk.page.take_config(SCRATCH_CONFIG)
    ended = RunFinished(None, Ending.FAILED, 0, 0.0, None)
    desk.training.play(running(desk, phase=TrainingPhase.IDLE, finished=ended, folds=HALF))
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Stopped: the loss exploded in fold 2")
    assert text(desk, "training_sentence").endswith("start another run, learning more slowly.")
    assert "go on" not in text(desk, "training_sentence")
    # The last training, of which the folds say nothing.
    desk.training.play(running(desk, phase=TrainingPhase.IDLE, finished=ended, folds=WHOLE))
    qtbot.waitUntil(lambda: "before the first epoch" in text(desk, "training_title"))
    assert "go on" not in text(desk, "training_sentence")


def test_the_log_tells_what_folds_said_as_theirs() -> None:
    at = datetime(2026, 1, 31, 14, 2, 11, tzinfo=UTC)
    notice = NoticeGiven("The model answers with the mean over 10 views.")
    assert log_text(Told(at, notice, 2)).endswith(
        "   Fold 2: The model answers with the mean over 10 views."
    )
    failed = RunFinished(None, Ending.FAILED, 0, 0.0, None)
    assert log_text(Told(at, failed, 3)).endswith("Stopped: the loss exploded in fold 3")
    stopped = replace(failed, reason=Ending.STOPPED)
    assert log_text(Told(at, stopped, 3)).endswith("fold 3; the folds that are finished are kept")


def test_the_log_tells_folds() -> None:
    at = datetime(2026, 1, 31, 14, 2, 11, tzinfo=UTC)
    assert log_text(Told(at, FoldStarted(2, 6, 4, 10))).endswith(
        "Fold 2: 6 training and 4 validation pictures, 10 held out"
    )
    assert log_text(Told(at, FOLDS[0])).endswith("Fold 1: 80 % right on 10 pictures")
    assert "85 % ± 7 over 2 folds" in log_text(Told(at, FoldsFinished(RESULT)))


def test_the_fewest_sessions_leave_the_test_part_out(tmp_path: Path) -> None:
    dataset = pictures(tmp_path, sessions=4, held=1)
    tested = [
        item._replace(split=Split.TEST) if item.session in {"1 0", "1 1"} else item
        for item in dataset.items
    ]
    assert data_facts(Columns.of(dataset)).fewest_sessions == 4
    assert data_facts(Columns.of(replace(dataset, items=tuple(tested)))).fewest_sessions == 2
