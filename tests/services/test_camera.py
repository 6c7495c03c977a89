"""The camera service: one source at a time, its newest frame, and a quick end."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.camera.sources import (
    SourceChoice,
    SourceKind,
    file_choice,
    stream_choice,
)
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.services import camera as camera_module
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.job import Job

DEMO = SourceChoice(SourceKind.DEMO)
ABSENT = SourceChoice(SourceKind.CAMERA, "63", "C920")


@pytest.fixture
def camera(qtbot: QtBot) -> Iterator[CameraService]:
    service = CameraService()
    yield service
    service.close()
    qtbot.waitUntil(lambda: not Job._living, timeout=8000)


def number(camera: CameraService) -> int:
    frame = camera.mailbox.latest()
    return frame.number if frame is not None else 0


def test_a_chosen_source_is_announced_and_gives_frames(camera: CameraService, qtbot: QtBot) -> None:
    signals = [camera.choice_changed, camera.rate_changed]
    with qtbot.waitSignals(signals, order="strict", timeout=5000):
        camera.choose(DEMO)
    assert camera.choice == DEMO
    assert number(camera) > 0
    assert camera.session.startswith("demo 20")


def test_another_source_starts_with_an_empty_box_and_higher_numbers(
    camera: CameraService, qtbot: QtBot
) -> None:
    camera.choose(DEMO)
    qtbot.waitUntil(lambda: number(camera) > 0, timeout=5000)
    before = number(camera)
    camera.choose(DEMO)
    assert camera.mailbox.latest() is None
    qtbot.waitUntil(lambda: number(camera) > 0, timeout=5000)
    assert number(camera) > before


def test_a_lost_source_says_why_and_when_it_is_tried_again(
    camera: CameraService, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(camera.lost, timeout=5000) as lost:
        camera.choose(ABSENT)
    error, seconds = lost.args
    assert isinstance(error, SourceError)
    assert seconds == 0.5
    assert camera.choice == ABSENT


def test_closing_forgets_the_source_and_says_nothing_more(
    camera: CameraService, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(camera.rate_changed, timeout=5000):
        camera.choose(DEMO)
    with qtbot.waitSignal(camera.choice_changed):
        camera.close()
    assert camera.choice is None
    assert camera.session == ""
    assert camera.mailbox.latest() is None
    with qtbot.assertNotEmitted(camera.rate_changed, wait=700):
        camera.close()


def test_leaving_a_silent_network_does_not_hold_the_window(
    camera: CameraService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shoeclassifier_gui.core.camera.sources._OPEN_TIMEOUT_MS", 1500)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        camera.choose(stream_choice(f"http://127.0.0.1:{silent.getsockname()[1]}/live"))
        silent.settimeout(5)
        connection, _ = silent.accept()
        with connection:  # From now on the source waits for an answer that never comes.
            begun = time.monotonic()
            camera.choose(DEMO)
            assert time.monotonic() - begun < 0.1
            qtbot.waitUntil(lambda: number(camera) > 0, timeout=5000)


def test_pause_holds_and_resume_goes_on(camera: CameraService, qtbot: QtBot) -> None:
    camera.choose(DEMO)
    qtbot.waitUntil(lambda: number(camera) > 0, timeout=5000)
    camera.pause()
    qtbot.wait(300)
    held = number(camera)
    qtbot.wait(200)
    assert number(camera) == held
    camera.resume()
    qtbot.waitUntil(lambda: number(camera) > held, timeout=5000)


def test_one_video_is_one_recording_however_often_it_is_opened(camera: CameraService) -> None:
    choice = file_choice(SourceKind.VIDEO, Path("/videos/shoes.mp4"))
    camera.choose(choice)
    first = camera.session
    camera.choose(choice)
    assert camera.session == first
    assert "/videos/shoes.mp4" in first


def test_a_camera_is_opened_after_it_was_let_go(
    camera: CameraService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the second opening would find it in use."""
    log: list[str] = []

    class Slow:
        name, interval, live = "C920", 0.01, True

        def open(self) -> None:
            log.append("open")

        def read(self) -> None:
            threading.Event().wait(0.2)

        def close(self) -> None:
            log.append("close")

    monkeypatch.setattr(camera_module, "make_source", lambda _choice: Slow())
    camera.choose(ABSENT)
    qtbot.waitUntil(lambda: log == ["open"], timeout=5000)
    camera.choose(ABSENT)
    qtbot.waitUntil(lambda: len(log) == 3, timeout=5000)
    assert log == ["open", "close", "open"]


def test_a_camera_that_was_left_and_wanted_again_is_not_opened_twice(
    camera: CameraService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one, wanted for a moment only, does not hand it over before its time."""
    log: list[str] = []
    let_go = threading.Event()

    class Stubborn:
        name, interval, live = "C920", 0.01, True

        def open(self) -> None:
            log.append("open")

        def read(self) -> None:
            let_go.wait()

        def close(self) -> None:
            log.append("close")

    monkeypatch.setattr(camera_module, "make_source", lambda _choice: Stubborn())
    camera.choose(ABSENT)
    qtbot.waitUntil(lambda: log == ["open"])
    jobs = set(Job._living)
    camera.choose(ABSENT)
    between = (set(Job._living) - jobs).pop()
    with qtbot.waitSignal(between.gone):
        camera.choose(ABSENT)
    qtbot.wait(4 * round(1000 * camera_module._LOOK_EVERY_S))
    held = list(log)
    let_go.set()
    assert held == ["open"]
    qtbot.waitUntil(lambda: log[:3] == ["open", "close", "open"])


def test_cameras_are_listed_beside_the_window(
    camera: CameraService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "list_cameras", lambda: (ABSENT,))
    with qtbot.waitSignal(camera.cameras_listed, timeout=5000) as listed:
        camera.list_cameras()
        camera.list_cameras()
    assert listed.args == [(ABSENT,)]
    qtbot.waitUntil(lambda: not Job._living, timeout=5000)
    with qtbot.waitSignal(camera.cameras_listed, timeout=5000):
        camera.list_cameras()
