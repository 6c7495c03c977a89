"""The Camera page as a user meets it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QListView, QSlider

from shoeclassifier_gui.core.errors import StorageError
from tests.ui.camera.bench import C920, DEMO, Bench

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def click(bench: Bench, name: str) -> None:
    widget = bench.find(name)
    assert widget.isVisible(), f"{name} cannot be seen"
    assert widget.isEnabled(), f"{name} cannot be clicked"
    QTest.mouseClick(widget, LEFT)


def press(bench: Bench, key: Qt.Key) -> None:
    """A key, wherever the focus is."""
    focused = bench.page.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def captured(bench: Bench, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[str]:
    """What the captured pictures say, newest first."""
    view = bench.find("captured")
    assert isinstance(view, QListView)
    model = view.model()
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def test_an_empty_page_invites_and_offers_nothing_that_does_nothing(bench: Bench) -> None:
    assert bench.shown("use_demo_camera")
    assert bench.shown("go_dataset")
    for absent in ("capture", "mirror", "pause_preview", "threshold", "add_to_class", "go_train"):
        assert not bench.shown(absent), absent
    click(bench, "use_demo_camera")
    assert bench.camera.choice == DEMO


def test_a_camera_that_is_found_is_offered_by_name(bench: Bench) -> None:
    assert bench.camera.listed == 1
    bench.camera.cameras_listed.emit((C920,))
    assert "Logitech C920" in bench.text("use_camera")
    click(bench, "use_camera")
    assert bench.camera.choice == C920


def test_without_a_model_the_panel_leads_to_one(bench: Bench, tmp_path: Path) -> None:
    with bench.qtbot.waitSignal(bench.page.dataset_requested):
        click(bench, "go_dataset")
    bench.library.open(tmp_path)
    assert not bench.shown("go_dataset")
    with bench.qtbot.waitSignal(bench.page.train_requested):
        click(bench, "go_train")
    bench.prediction.load(ready=True)
    assert not bench.shown("go_train")
    assert "92 %" in bench.text("model_in_use") or "93 %" in bench.text("model_in_use")
    assert "120" in bench.text("model_in_use")


def test_a_model_that_is_loading_is_said_to_be(bench: Bench) -> None:
    bench.prediction.load(ready=False)
    visible = [label.text() for label in bench.page.findChildren(QLabel) if label.isVisible()]
    assert any("Loading your model" in text for text in visible)
    assert not bench.shown("threshold")
    assert not bench.shown("go_dataset")


def test_live_answers_are_shown_with_score_and_bars(bench: Bench) -> None:
    bench.begin()
    frame = bench.see()
    assert bench.prediction.offered[-1] == frame.number
    bench.prediction.answer(frame.number, 0.02, 0.97, 0.01)
    assert bench.text("answer") == "loafer"
    assert bench.text("score") == "score 97 %"
    spoken = bench.find("answer_bars").accessibleDescription().splitlines()
    assert spoken[0] == "loafer: 97 %"
    assert len(spoken) == 3
    assert "41 ms" in bench.text("latency")


def test_a_low_score_is_not_a_shoe_i_know(bench: Bench) -> None:
    bench.begin()
    bench.prediction.answer(bench.see().number, 0.4, 0.3, 0.3)
    assert bench.text("answer") == "Not a shoe I know"
    assert bench.find("answer").property("tone") == "unknown"
    assert "boot" in bench.text("score")


def test_the_threshold_applies_at_once_and_is_remembered(bench: Bench) -> None:
    bench.begin()
    bench.prediction.answer(bench.see().number, 0.7, 0.2, 0.1)
    assert bench.text("answer") == "boot"
    slider = bench.find("threshold")
    assert isinstance(slider, QSlider)
    slider.setFocus()
    for _ in range(5):
        QTest.keyClick(slider, KEY.Key_PageUp)
    assert slider.value() == 75
    assert bench.text("answer") == "Not a shoe I know"
    bench.page.deactivate()
    assert bench.settings.values.unknown_threshold == 0.75


def test_answers_to_an_earlier_source_are_dropped(bench: Bench) -> None:
    bench.begin()
    old = bench.see()
    bench.camera.choose(C920)
    bench.prediction.answer(old.number, 0.9)
    assert bench.text("answer") == ""
    bench.see()
    bench.prediction.answer(old.number, 0.9)
    assert bench.text("answer") == ""


def test_a_hidden_page_rests_and_leaves_the_source_open(bench: Bench) -> None:
    bench.begin()
    bench.see()
    bench.page.deactivate()
    offered = list(bench.prediction.offered)
    bench.camera.show()
    bench.qtbot.wait(120)
    assert bench.prediction.offered == offered
    assert bench.camera.choice == DEMO
    bench.page.activate()
    bench.see()


def test_a_frame_is_painted_and_offered_once(bench: Bench) -> None:
    bench.begin()
    bench.see()
    offered = list(bench.prediction.offered)
    bench.qtbot.wait(120)
    assert bench.prediction.offered == offered


def test_pause_holds_the_picture_and_classifies_nothing_more(bench: Bench) -> None:
    bench.begin()
    held = bench.see()
    press(bench, KEY.Key_P)
    assert bench.camera.is_held()
    bench.camera.show()
    bench.qtbot.wait(120)
    assert bench.page._live.preview.frame is held
    assert bench.prediction.offered[-1] == held.number
    press(bench, KEY.Key_P)
    assert not bench.camera.is_held()
    bench.see()


def test_mirror_is_remembered(bench: Bench) -> None:
    bench.begin()
    bench.see()
    click(bench, "mirror")
    assert bench.settings.values.mirror
    press(bench, KEY.Key_M)
    assert not bench.settings.values.mirror


def test_capture_freezes_and_classifies_exactly_that_frame(bench: Bench) -> None:
    bench.begin()
    frame = bench.see()
    press(bench, KEY.Key_Space)
    later = bench.camera.show()
    bench.qtbot.wait(120)
    assert bench.page._live.preview.frame is frame
    assert bench.prediction.offered[-1] == frame.number
    assert bench.text("answer") == ""
    assert captured(bench) == [""]
    bench.prediction.answer(later.number, 0.0, 0.9)
    assert bench.text("answer") == ""
    bench.prediction.answer(frame.number, 0.3, 0.7)
    # Its own answer, not smoothed with those before.
    assert bench.text("answer") == "loafer"
    assert bench.text("score") == "score 70 %"
    assert captured(bench) == ["loafer 70 %"]


def test_a_frame_that_was_classified_before_it_was_captured_has_its_answer(bench: Bench) -> None:
    bench.begin()
    frame = bench.see()
    bench.prediction.answer(frame.number, 0.3, 0.7)
    press(bench, KEY.Key_Space)
    assert bench.text("answer") == "loafer"
    assert captured(bench) == ["loafer 70 %"]


@pytest.mark.parametrize("way", ["space", "escape", "click"])
def test_back_to_live(bench: Bench, way: str) -> None:
    bench.begin()
    bench.see()
    click(bench, "capture")
    assert not bench.shown("capture")
    if way == "click":
        click(bench, "back_to_live")
    else:
        press(bench, KEY.Key_Space if way == "space" else KEY.Key_Escape)
    assert bench.shown("capture")
    assert not bench.shown("back_to_live")
    bench.see()


def test_a_held_space_bar_captures_once(bench: Bench) -> None:
    bench.begin()
    bench.see()
    press(bench, KEY.Key_Space)
    preview = bench.page._live.preview
    for _ in range(5):
        QTest.simulateEvent(
            preview, True, KEY.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True, -1
        )
    assert bench.shown("back_to_live")
    assert len(captured(bench)) == 1


def test_clicking_a_toggle_leaves_space_to_capture(bench: Bench) -> None:
    bench.begin()
    bench.see()
    click(bench, "mirror")
    press(bench, KEY.Key_Space)
    assert bench.shown("back_to_live")
    assert bench.settings.values.mirror


def test_the_shown_frame_is_saved_into_the_chosen_class(bench: Bench, tmp_path: Path) -> None:
    bench.library.open(tmp_path)
    bench.begin()
    frame = bench.see(120)
    click(bench, "mirror")
    press(bench, KEY.Key_Space)
    bench.prediction.answer(frame.number, 0.1, 0.9)
    picker = bench.find("class_picker")
    assert isinstance(picker, QComboBox)
    # The model may err: its answer is never the class that one click would save into.
    assert picker.currentText() == ""
    assert bench.text("add_to_class") == "Choose a class"
    press(bench, KEY.Key_3)
    assert bench.text("add_to_class") == "Add to class"
    assert picker.currentText() == "sandal"
    click(bench, "add_to_class")
    ((picture, name, session, source),) = bench.library.kept
    assert np.array_equal(picture, frame.picture)
    assert (name, session, source) == ("sandal", "session of Demo camera", "Demo camera")
    assert not bench.find("add_to_class").isEnabled()
    bench.library.capture_kept.emit("sandal", tmp_path / "a.png")
    assert bench.shown("saved_in")
    assert "sandal" in bench.text("saved_in")
    assert not bench.shown("add_to_class")
    assert captured(bench, Qt.ItemDataRole.AccessibleTextRole) == ["loafer 90 %, saved in sandal"]


def test_the_class_of_one_picture_is_not_taken_for_the_next(bench: Bench, tmp_path: Path) -> None:
    bench.library.open(tmp_path)
    bench.begin()
    bench.see(30)
    press(bench, KEY.Key_Space)
    press(bench, KEY.Key_Escape)
    bench.see(200)
    press(bench, KEY.Key_Space)
    press(bench, KEY.Key_3)
    picker = bench.find("class_picker")
    assert isinstance(picker, QComboBox)
    assert picker.currentText() == "sandal"
    view = bench.find("captured")
    assert isinstance(view, QListView)
    older = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=older)
    assert picker.currentText() == ""
    click(bench, "add_to_class")
    assert bench.library.kept == []


def test_a_new_class_can_be_typed_and_enter_adds(bench: Bench, tmp_path: Path) -> None:
    bench.library.open(tmp_path)
    bench.begin()
    bench.see()
    press(bench, KEY.Key_Space)
    click(bench, "add_to_class")
    assert bench.library.kept == []
    QTest.keyClicks(bench.page.focusWidget(), "high heel")
    QTest.keyClick(bench.page.focusWidget(), KEY.Key_Return)
    assert [kept[1] for kept in bench.library.kept] == ["high heel"]


def test_a_failed_save_keeps_the_capture_and_can_be_tried_again(
    bench: Bench, tmp_path: Path
) -> None:
    bench.library.open(tmp_path)
    bench.begin()
    bench.prediction.answer(bench.see().number, 0.9)
    press(bench, KEY.Key_Space)
    bench.page._bar.choose_class(0)
    click(bench, "add_to_class")
    bench.library.capture_failed.emit(StorageError("The disk is full.", "Free some space."))
    assert bench.page._live.notice.isVisible()
    assert bench.page._live.notice.accessibleName() == "The disk is full."
    assert len(captured(bench)) == 1
    click(bench, "add_to_class")
    assert len(bench.library.kept) == 2


def test_without_a_project_adding_explains_and_leads_to_one(bench: Bench) -> None:
    bench.begin()
    bench.see()
    press(bench, KEY.Key_Space)
    assert not bench.shown("class_picker")
    click(bench, "add_to_class")
    notice = bench.page._live.notice
    assert notice.isVisible()
    with bench.qtbot.waitSignal(bench.page.project_requested):
        notice.action_requested.emit()
    assert bench.library.kept == []
    bench.library.open(Path("/shoes"))
    assert not notice.isVisible()


def test_a_captured_picture_comes_back_with_its_answer(bench: Bench) -> None:
    bench.begin()
    first = bench.see(30)
    press(bench, KEY.Key_Space)
    bench.prediction.answer(first.number, 0.9)
    press(bench, KEY.Key_Space)
    bench.see(200)
    view = bench.find("captured")
    assert isinstance(view, QListView)
    middle = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=middle)
    assert bench.page._live.preview.frame is first
    assert bench.text("answer") == "boot"
    press(bench, KEY.Key_Escape)
    assert bench.shown("capture")
