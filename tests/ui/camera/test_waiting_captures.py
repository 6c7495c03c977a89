"""Captured pictures outlive the window until they are in a class or discarded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.waiting import waiting_folder
from shoeclassifier_gui.ui.camera.captures import CaptureRole
from tests.ui.camera.bench import Bench

LEFT = Qt.MouseButton.LeftButton
Start = Callable[[], Bench]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Starts the page anew."""
    benches: list[Bench] = []

    def begin() -> Bench:
        bench = Bench(qtbot)
        qtbot.addWidget(bench.page)
        bench.page.resize(936, 668)
        bench.page.show()
        bench.page.activate()
        benches.append(bench)
        return bench

    yield begin
    for bench in benches:
        bench.page.deactivate()


def capture(bench: Bench, level: int) -> None:
    bench.see(level)
    QTest.keyClick(bench.page._live.preview, Qt.Key.Key_Space)


def on_disk() -> int:
    return len(list(waiting_folder().glob("*.png")))


def count(bench: Bench) -> int:
    view = bench.find("captured")
    assert isinstance(view, QListView)
    return view.model().rowCount()


def reopen(bench: Bench, row: int) -> None:
    view = bench.find("captured")
    assert isinstance(view, QListView)
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=place)


def test_captures_are_there_again_after_a_new_start(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    first = start()
    first.begin()
    capture(first, 40)
    QTest.keyClick(first.page._live.preview, Qt.Key.Key_Space)
    capture(first, 200)
    qtbot.waitUntil(lambda: on_disk() == 2)
    first.page.deactivate()
    second = start()
    qtbot.waitUntil(lambda: count(second) == 2)
    second.library.open(tmp_path)
    reopen(second, 0)  # The newest one; no camera is chosen.
    second.page._bar.choose_class(1)
    QTest.mouseClick(second.find("add_to_class"), LEFT)
    ((picture, name, session, source),) = second.library.kept
    assert np.all(picture == 200)
    assert (name, session, source) == ("loafer", "session of Demo camera", "Demo camera")
    second.library.capture_kept.emit("loafer", tmp_path / "a.png")
    qtbot.waitUntil(lambda: on_disk() == 1)
    QTest.mouseClick(second.find("back_to_live"), LEFT)
    assert second.shown("use_demo_camera")  # The invitation, not the old picture.


def test_a_discarded_capture_goes_and_comes_back_with_undo(start: Start, qtbot: QtBot) -> None:
    bench = start()
    bench.begin()
    capture(bench, 40)
    qtbot.waitUntil(lambda: on_disk() == 1)
    QTest.mouseClick(bench.find("discard_capture"), LEFT)
    qtbot.waitUntil(lambda: on_disk() == 0)
    assert count(bench) == 0
    assert bench.page._live.notice.isVisible()
    bench.page._live.notice.action_requested.emit()
    qtbot.waitUntil(lambda: on_disk() == 1)
    assert count(bench) == 1
    assert bench.shown("back_to_live")


def test_a_picture_without_its_note_is_shown_all_the_same(start: Start, qtbot: QtBot) -> None:
    first = start()
    first.begin()
    capture(first, 40)
    qtbot.waitUntil(lambda: on_disk() == 1)
    first.page.deactivate()
    for note in waiting_folder().glob("*.json"):
        note.write_text("{", "utf-8")
    (waiting_folder() / "20200101-000000-000000.png").write_bytes(b"no picture")
    second = start()
    qtbot.waitUntil(lambda: count(second) == 1)


def test_above_thirty_captures_only_saved_ones_go(bench: Bench, tmp_path: Path) -> None:
    bench.library.open(tmp_path)
    bench.begin()
    for level in range(32):
        capture(bench, level)
        if level == 3:
            bench.page._bar.choose_class(0)
            QTest.mouseClick(bench.find("add_to_class"), LEFT)
            bench.library.capture_kept.emit("boot", tmp_path / "a.png")
        QTest.keyClick(bench.page._live.preview, Qt.Key.Key_Space)
    assert count(bench) == 31
    view = bench.find("captured")
    assert isinstance(view, QListView)
    newest = view.model().index(0, 0).data(CaptureRole)
    assert int(newest.frame.picture[0, 0, 0]) == 31
    saved = [view.model().index(row, 0).data(CaptureRole).saved_in for row in range(31)]
    assert saved == [""] * 31
