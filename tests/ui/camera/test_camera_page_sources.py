"""The camera page when sources come and go, and how it reads and stretches."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shoeclassifier_gui.core.errors import SourceError
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


def test_a_lost_source_keeps_its_last_frame_and_says_when_it_is_tried_again(
    bench: Bench,
) -> None:
    bench.begin()
    frame = bench.see()
    bench.prediction.answer(frame.number, 0.9)
    error = SourceError("Logitech C920 gives no pictures any more.", "Check that it is plugged in.")
    bench.camera.lost.emit(error, 4.0)
    message = bench.page._live._message
    assert message.isVisible()
    assert message.accessibleName() == error.sentence
    assert "4" in message._countdown.text()
    assert bench.page._live.preview.frame is frame
    assert bench.text("answer") == ""
    assert not bench.find("capture").isEnabled()
    bench.see()
    assert not message.isVisible()
    assert bench.find("capture").isEnabled()


def test_a_camera_that_does_not_open_leads_to_the_demo_camera(bench: Bench) -> None:
    bench.camera.choose(C920)
    bench.camera.lost.emit(SourceError("The camera does not open.", "Plug it in."), 0.5)
    click(bench, "use_demo_camera")
    assert bench.camera.choice == DEMO


def test_another_source_leaves_nothing_of_the_one_before(bench: Bench) -> None:
    bench.begin()
    bench.see()
    press(bench, KEY.Key_Space)
    bench.camera.choose(C920)
    assert bench.page._live.preview.frame is None
    assert not bench.shown("back_to_live")
    assert not bench.shown("capture")
    bench.see()
    assert bench.shown("capture")


def test_everything_has_a_name_for_the_screen_reader(bench: Bench, tmp_path: Path) -> None:
    bench.library.open(tmp_path)
    bench.begin()
    bench.see()
    for name in ("source_picker", "preview", "captured", "threshold", "class_picker"):
        assert bench.find(name).accessibleName(), name


def test_very_long_names_do_not_widen_the_page(bench: Bench) -> None:
    name = "x" * 80
    bench.prediction.load(ready=True, classes=(name, *(f"class {n}" for n in range(40))))
    bench.camera.choose(DEMO)
    frame = bench.see()
    before = bench.page.minimumSizeHint()
    assert before.width() <= 936
    assert before.height() <= 640
    bench.prediction.answer(frame.number, 0.9)
    assert bench.text("answer") == name
    assert bench.page.minimumSizeHint() == before
    assert len(bench.find("answer_bars").accessibleDescription().splitlines()) == 5
