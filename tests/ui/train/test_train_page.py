from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.download import DownloadProgress
from shoeclassifier_gui.core.errors import OtherNetworkError, RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    Preparation,
    Preparing,
    Trouble,
)
from shoeclassifier_gui.core.runs.stopped_runs import StoppedRun
from shoeclassifier_gui.services.training_state import Told, TrainingPhase, TrainingState
from shoeclassifier_gui.ui.train.data_facts import DataFacts
from shoeclassifier_gui.ui.train.wording import log_text, measured_text, title_text
from tests.ui.train.desk import SCRATCH_CONFIG, Desk, button, click, find, finished, running, text


def test_without_pictures_it_leads_to_the_data_set(desk: Desk, qtbot: QtBot) -> None:
    for classes in (None, 1):
        if classes:
            desk.open_data(classes)
        invitation = find(desk.page, QWidget, "train_without_data")
        assert invitation.isVisible()
        go = find(invitation, QPushButton)
        with qtbot.waitSignal(desk.page.dataset_requested):
            QTest.mouseClick(go, Qt.MouseButton.LeftButton)


def test_start_waits_for_the_engine_and_for_weights(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    qtbot.waitUntil(lambda: "Ready to learn 8 pictures of 2" in text(desk, "training_title"))
    assert not button(desk, "start_training").isEnabled()
    assert "Getting ready" in text(desk, "training_sentence")
    desk.make_ready()
    assert not button(desk, "start_training").isEnabled()
    assert button(desk, "weights_download").text() == "Download them (553 MB)"
    desk.weights.find("vgg16")
    assert not button(desk, "weights_download").isVisible()
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == TrainConfig()


def test_nothing_is_downloaded_before_the_second_yes(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    click(qtbot, desk, "weights_download")
    assert desk.weights.asked == []
    click(qtbot, desk, "weights_download_cancel")
    assert desk.weights.asked == []
    click(qtbot, desk, "weights_download")
    click(qtbot, desk, "weights_download_agree")
    assert desk.weights.asked == [("fetch", "vgg16")]
    desk.weights.progressed.emit(DownloadProgress(277_000_000, 553_000_000))
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert "277 MB of 553 MB downloaded" in shown
    desk.weights.ended.emit()
    assert button(desk, "weights_download").isVisible()


def test_a_file_of_the_user_is_imported(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open_data()
    desk.make_ready()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    click(qtbot, desk, "weights_file")
    assert desk.weights.asked == []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/a/vgg.pth", ""))
    click(qtbot, desk, "weights_file")
    assert desk.weights.asked == [("import", Path("/a/vgg.pth"), "vgg16")]


def test_the_classic_head_asks_for_dense_layers(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    desk.weights.find("vgg16")
    assert not button(desk, "weights_download").isVisible()
    desk.page._form.set_config(TrainConfig(head="classic"))
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert any("lack the classic dense layers" in text for text in shown)
    click(qtbot, desk, "weights_download")
    click(qtbot, desk, "weights_download_agree")
    assert desk.weights.asked == [("fetch", "vgg16", "dense layers")]


def test_another_model_is_looked_for_among_the_runs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open_data()
    begun: list[object] = []

    def give_up(*arguments: object) -> str:
        begun.extend(arguments)
        return ""

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", give_up)
    box = find(desk.page, QComboBox, "train_weights")
    box.setCurrentIndex(box.findData("model"))
    box.activated.emit(box.currentIndex())
    assert begun[-1] == str(desk.project.runs)


def test_a_cut_network_is_what_is_trained(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    click(qtbot, desk, "weights_scratch")
    cut = find(desk.page, QSpinBox, "train_cut")
    cut.setValue(7)
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == replace(SCRATCH_CONFIG, cut=7)


def test_from_scratch_needs_no_weights(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    click(qtbot, desk, "weights_scratch")
    assert not button(desk, "weights_scratch").isVisible()
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == SCRATCH_CONFIG


def test_a_network_whose_weights_are_here_is_offered_with_one_click(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.open_data()
    desk.make_ready()
    assert not button(desk, "start_training").isEnabled()
    assert button(desk, "weights_instead").text() == "Use squeezenet1_1 instead"
    click(qtbot, desk, "weights_instead")
    assert not button(desk, "weights_instead").isVisible()
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == TrainConfig(backbone="squeezenet1_1")


def test_where_no_weights_are_no_other_network_is_offered(desk: Desk) -> None:
    desk.weights.lose("squeezenet1_1")
    desk.open_data()
    desk.make_ready()
    assert button(desk, "weights_download").isVisible()
    assert not button(desk, "weights_instead").isVisible()


def test_a_run_is_shown_and_steered(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    preparing = TrainingState(
        phase=TrainingPhase.PREPARING, preparing=Preparing(Preparation.PICTURES, 3, 12)
    )
    desk.training.play(preparing)
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Reading pictures 3 of 12")
    assert not button(desk, "start_training").isVisible()
    desk.training.play(running(desk))
    qtbot.waitUntil(lambda: text(desk, "training_title") == "Epoch 2 of 10")
    assert "75 % (epoch 1), on 4 pictures of 2 sessions" in text(desk, "training_sentence")
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert "step 5 of 30 · 61 pictures/s" in shown
    assert "1 min 32 s left" in shown
    assert not find(desk.page, QWidget, "train_epochs").isEnabled()
    click(qtbot, desk, "pause_training")
    desk.training.play(running(desk, phase=TrainingPhase.PAUSED))
    qtbot.waitUntil(lambda: button(desk, "pause_training").text() == "Resume")
    click(qtbot, desk, "pause_training")
    click(qtbot, desk, "stop_training")
    assert desk.training.asked[-3:] == ["pause", "go on", "stop"]


def test_after_the_end_the_model_can_be_used(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    desk.training.play(finished(desk))
    qtbot.waitUntil(lambda: "Finished: 75 % right on 4 " in text(desk, "training_title"))
    with qtbot.waitSignal(desk.page.camera_requested):
        click(qtbot, desk, "try_on_camera")
    with qtbot.waitSignal(desk.page.results_requested):
        click(qtbot, desk, "see_results")


def test_a_run_whose_loss_exploded_is_no_success(desk: Desk) -> None:
    state = finished(desk, Ending.FAILED)
    end = state.finished
    assert end is not None
    title = "Stopped: the loss exploded; the model of epoch 1 was kept"
    assert title_text(state, DataFacts()) == title
    assert "That model is right on 75 %" in measured_text(state, DataFacts())
    assert "the model of epoch 1 was kept" in log_text(Told(datetime.now(UTC), end))
    end = replace(end, model=None, scores=None)
    state = replace(state, epochs=(), finished=end)
    assert title_text(state, DataFacts()).startswith("Stopped: the loss exploded before the first")
    assert "start another run" in measured_text(state, DataFacts())
    assert "exploded before the first epoch" in log_text(Told(datetime.now(UTC), end))


@pytest.mark.parametrize("reason", [Ending.DONE, Ending.NO_GAIN])
def test_a_run_that_recovered_after_the_guardians_word_is_a_success(
    desk: Desk, reason: Ending
) -> None:
    """The word may even be of a fold's training, whose model nobody keeps."""
    spoke = GuardianSpoke(Trouble.DIVERGING, "The run diverges.", {})
    state = replace(finished(desk, reason), told=(Told(datetime.now(UTC), spoke),))
    assert "exploded" not in title_text(state, DataFacts())
    assert state.finished is not None
    only_head = replace(state, finished=replace(state.finished, best_epoch=0))
    assert "exploded" not in title_text(only_head, DataFacts())


def test_an_enormous_loss_is_written_in_powers_of_ten(desk: Desk) -> None:
    epoch = EpochFinished(3, 3974989327904783360.0, 0.2, 5e9, 0.2, 2.0, best=False)
    line = log_text(Told(datetime.now(UTC), epoch))
    assert "loss 5.00e9; training 20 % right, loss 3.97e18" in line


def test_a_run_that_diverged_and_ended_early_is_no_success(desk: Desk) -> None:
    state = finished(desk, Ending.DIVERGED)
    end = state.finished
    assert end is not None
    assert title_text(state, DataFacts()) == (
        "Stopped: the loss exploded; the model of epoch 1 was kept"
    )
    told = log_text(Told(datetime.now(UTC), end))
    assert told.endswith("Stopped: the loss exploded; the model of epoch 1 was kept")
    head = replace(end, best_epoch=0)
    assert log_text(Told(datetime.now(UTC), head)).endswith("the first model was kept")


def test_the_log_tells_the_score_that_is_watched() -> None:
    epoch = EpochFinished(1, 1.0, 0.5, 1.1, 0.75, 2.0, best=True, watched=0.62, watch="macro_f1")
    assert log_text(Told(datetime.now(UTC), epoch)).endswith("; macro F1 62 %")
    usual = replace(epoch, watched=0.75, watch="accuracy")
    assert log_text(Told(datetime.now(UTC), usual)).endswith("loss 1.000")


def test_one_primary_button_at_any_time(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    for state in (TrainingState(), running(desk), finished(desk)):
        desk.training.play(state)
        desk.page._redraw()
        primary = [
            b.objectName()
            for b in desk.page.findChildren(QPushButton)
            if b.isVisible() and b.property("role") == "primary"
        ]
        assert len(primary) == 1, primary


def test_an_ended_run_of_another_project_is_not_shown(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.open_data()
    desk.make_ready()
    desk.training.play(finished(desk))
    other = Project(tmp_path / "other", tmp_path / "other" / ".shoeclassifier")
    desk.library._set(replace(desk.library.state, project=other))
    qtbot.waitUntil(lambda: "Ready to learn" in text(desk, "training_title"))
    assert desk.training.asked[-1] == other


def test_a_stopped_run_can_go_on(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    folder = desk.project.runs / "2026-01-31 14.02.11"
    desk.training.stopped = StoppedRun(folder, SCRATCH_CONFIG)
    desk.training.stopped_changed.emit()
    desk.page._redraw()
    assert "14:02" in button(desk, "resume_training").text()
    desk.page._form.set_config(SCRATCH_CONFIG)
    click(qtbot, desk, "resume_training")
    assert desk.training.asked[-1] == folder


def test_errors_are_said_in_words(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.training.failed.emit(RunError("The run has diverged.", "Take a smaller rate."))
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert "The run has diverged." in shown
    desk.training.failed.emit(ValueError("x != y"))
    shown = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert "Something went wrong in the program." in shown
    assert not any("x != y" in text for text in shown)


def test_the_log_tells_what_happened(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    state = running(desk)
    assert state.started is not None
    at = datetime(2026, 1, 31, 14, 2, 11, tzinfo=UTC)
    told = (Told(at, state.started), Told(at, state.epochs[0]))
    desk.training.play(replace(state, told=told[:1]))
    desk.page._redraw()
    desk.training.play(replace(state, told=told))
    desk.page._redraw()
    log = find(desk.page, QListWidget, "run_log")
    lines = [log.item(row).text() for row in range(log.count())]
    assert len(lines) == 2
    assert lines[0].startswith("14:02:11")
    assert "on CPU: 8 training and 4 validation pictures" in lines[0]
    assert "best so far: validation 75 % right" in lines[1]


def test_a_hidden_page_draws_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.page.hide()
    desk.training.play(running(desk))
    assert not desk.page._redraw_timer.isActive()
    desk.page.show()
    assert text(desk, "training_title") == "Epoch 2 of 10"


def test_a_page_that_is_built_late_looks_for_stopped_runs(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    late = desk.build_page()
    qtbot.addWidget(late)
    assert desk.training.asked == [desk.project, desk.project]


def test_a_weights_file_of_another_network_offers_that_network(desk: Desk, qtbot: QtBot) -> None:
    desk.open_data()
    desk.make_ready()
    file = Path("/a/squeeze.pth")
    desk.weights.failed.emit(OtherNetworkError(file, "vgg16", "squeezenet1_1"))
    instead = next(
        each
        for each in desk.page.findChildren(QPushButton)
        if each.text() == "Use squeezenet1_1 instead" and each.objectName() != "weights_instead"
    )
    assert instead.isVisible()
    QTest.mouseClick(instead, Qt.MouseButton.LeftButton)
    assert desk.page.config == TrainConfig(backbone="squeezenet1_1")
    assert desk.weights.asked == [("import", file, "squeezenet1_1")]
    assert not instead.isVisible()
