"""The capture loop: newest frame wins, lost sources come back, a stop is obeyed at once."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from shoeclassifier_gui.core.camera import capture as capture_module
from shoeclassifier_gui.core.camera import sources as sources_module
from shoeclassifier_gui.core.camera.capture import (
    CaptureEvent,
    CaptureRate,
    SourceLost,
    capture,
)
from shoeclassifier_gui.core.camera.frames import Frame, FrameSource, Mailbox, Shot
from shoeclassifier_gui.core.camera.sources import DemoCamera, NetworkStream, VideoFile, Webcam
from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.core.opencv import cv2


class Server(Protocol):
    """What the tests know of the MJPEG server."""

    address: str
    port: int

    def __init__(self, *, port: int = 0, silent: bool = False) -> None: ...
    def mute(self) -> None: ...
    def __enter__(self) -> "Server": ...
    def __exit__(self, *_args: object) -> None: ...


class Scripted:
    """A source that does what the test says."""

    def __init__(self, *, interval: float = 0.001, live: bool = True) -> None:
        self.name = "Scripted"
        self.interval = interval
        self.live = live
        self.refuses = 0
        self.opened = 0
        self.reads = 0
        self.frozen = False
        self.mute = False

    def open(self) -> None:
        if self.refuses:
            self.refuses -= 1
            raise SourceError("The camera does not open.")
        self.opened += 1

    def read(self) -> Shot | None:
        if self.mute:
            return None
        self.reads += 1
        level = 7 if self.frozen else self.reads % 256
        return Shot(np.full((32, 32, 3), level, np.uint8))

    def close(self) -> None:
        pass


class Running:
    """A capture on a thread, as the service runs it."""

    def __init__(self, source: FrameSource) -> None:
        self.mailbox = Mailbox()
        self.control = Control()
        self.events: list[CaptureEvent] = []
        self._source = source
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> float:
        """Stops; returns how many seconds that took."""
        begun = time.monotonic()
        self.control.stop()
        self._thread.join(10)
        assert not self._thread.is_alive()
        return time.monotonic() - begun

    def wait(self, condition: Callable[[], bool], seconds: float = 8.0) -> None:
        pause = threading.Event()
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"waited in vain; events: {self.events[-5:]}"
            pause.wait(0.005)

    def count(self, kind: type) -> int:
        return sum(isinstance(event, kind) for event in self.events)

    def number(self) -> int:
        frame = self.mailbox.latest()
        return frame.number if frame is not None else 0

    def _run(self) -> None:
        try:
            for event in capture(self._source, self.mailbox, self.control):
                self.events.append(event)
        except Stopped:
            pass


@pytest.fixture
def run() -> Iterator[Callable[[FrameSource], Running]]:
    running: list[Running] = []

    def start(source: FrameSource) -> Running:
        running.append(Running(source))
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same waits, shorter."""
    monkeypatch.setattr(capture_module, "_SILENCE_S", 0.3)
    monkeypatch.setattr(capture_module, "_WAITS_S", (0.05, 0.1, 0.2))
    monkeypatch.setattr(sources_module, "_OPEN_TIMEOUT_MS", 500)
    monkeypatch.setattr(sources_module, "_READ_TIMEOUT_MS", 300)


Start = Callable[[FrameSource], Running]


def frame(number: int) -> Frame:
    return Frame(number, np.zeros((2, 2, 3), np.uint8), 0.0)


def test_the_newest_frame_wins() -> None:
    mailbox = Mailbox()
    assert mailbox.latest() is None
    for number in (1, 2, 3):
        mailbox.put(frame(number))
    newest = mailbox.latest()
    assert newest is not None
    assert newest.number == 3
    assert mailbox.wait_newer(3, 0.01) is None
    assert mailbox.wait_newer(2, 0.01) is newest


def test_a_waiting_reader_is_woken_by_the_next_frame() -> None:
    mailbox = Mailbox()
    mailbox.put(frame(1))
    later = threading.Timer(0.05, mailbox.put, [frame(2)])
    later.start()
    newer = mailbox.wait_newer(1, 5.0)
    later.join()
    assert newer is not None
    assert newer.number == 2


def test_frames_cannot_be_written_to_and_are_numbered_over_all_sources(run: Start) -> None:
    first = run(Scripted())
    first.wait(lambda: first.number() > 0)
    first.stop()
    last = first.number()
    second = run(Scripted())
    second.wait(lambda: second.number() > 0)
    newest = second.mailbox.latest()
    assert newest is not None
    assert newest.number > last
    with pytest.raises(ValueError, match="read-only"):
        newest.picture[0, 0, 0] = 1


def test_a_source_that_opens_late_is_tried_again_with_growing_waits(
    run: Start, hurried: None
) -> None:
    source = Scripted()
    source.refuses = 3
    running = run(source)
    running.wait(lambda: running.number() > 0)
    waits = [event.seconds for event in running.events if isinstance(event, SourceLost)]
    assert waits == [0.05, 0.1, 0.2]
    assert source.opened == 1


def test_waits_do_not_start_over_for_a_source_that_opens_but_stays_dark(
    run: Start, hurried: None
) -> None:
    source = Scripted()
    source.mute = True
    running = run(source)
    running.wait(lambda: running.count(SourceLost) == 3)
    waits = [event.seconds for event in running.events if isinstance(event, SourceLost)]
    assert waits == [0.05, 0.1, 0.2]


def test_a_source_that_falls_silent_is_opened_again_and_goes_on(run: Start, hurried: None) -> None:
    source = Scripted()
    running = run(source)
    running.wait(lambda: running.number() > 0)
    source.mute = True
    running.wait(lambda: running.count(SourceLost) >= 1)
    last = running.number()
    source.mute = False
    running.wait(lambda: running.number() > last)
    assert source.opened >= 2


def test_a_camera_that_repeats_its_picture_for_ever_is_lost(run: Start, hurried: None) -> None:
    source = Scripted()
    running = run(source)
    running.wait(lambda: running.number() > 0)
    source.frozen = True
    running.wait(lambda: running.count(SourceLost) >= 1)
    lost = next(event for event in running.events if isinstance(event, SourceLost))
    assert "same picture" in lost.error.sentence


def test_a_still_film_is_not_lost(run: Start, hurried: None) -> None:
    source = Scripted(live=False)
    source.frozen = True
    running = run(source)
    running.wait(lambda: source.reads > 400)
    assert running.count(SourceLost) == 0


def test_the_rate_is_told(run: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture_module, "_REPORT_EVERY_S", 0.1)
    running = run(Scripted(interval=0.02))
    running.wait(lambda: running.count(CaptureRate) >= 3)
    rates = [e.frames_per_second for e in running.events if isinstance(e, CaptureRate)]
    assert 15 < rates[-1] < 60


def test_a_video_is_shown_at_its_own_speed(run: Start, tmp_path: Path) -> None:
    path = tmp_path / "a.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (64, 48))
    for level in range(0, 250, 10):
        writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    running = run(VideoFile(path))
    running.wait(lambda: running.number() > 0)
    first, begun = running.number(), time.monotonic()
    running.wait(lambda: running.number() >= first + 12)
    # Twelve pictures of a twentieth of a second; a busy machine may be slower, never faster.
    assert time.monotonic() - begun > 0.5


def test_pause_holds_a_film_where_it_is(run: Start) -> None:
    source = Scripted(live=False, interval=0.005)
    running = run(source)
    running.wait(lambda: running.number() > 0)
    running.control.pause()
    running.wait(lambda: not _moves(lambda: source.reads))
    held = running.number()
    running.control.resume()
    running.wait(lambda: running.number() > held)


def test_pause_reads_a_camera_on_but_holds_the_picture(run: Start) -> None:
    source = Scripted(live=True, interval=0.005)
    running = run(source)
    running.wait(lambda: running.number() > 0)
    running.control.pause()
    running.wait(lambda: not _moves(running.number))
    reads = source.reads
    running.wait(lambda: source.reads > reads + 3)
    held = running.number()
    running.control.resume()
    running.wait(lambda: running.number() > held)


def test_a_network_stream_is_read(run: Start, mjpeg_server: type[Server]) -> None:
    with mjpeg_server() as server:
        running = run(NetworkStream(server.address, "stream"))
        running.wait(lambda: running.number() > 5)
        newest = running.mailbox.latest()
        assert newest is not None
        assert newest.picture.shape == (48, 64, 3)
        running.stop()


def test_a_stream_that_dies_and_comes_back_goes_on(
    run: Start, hurried: None, mjpeg_server: type[Server]
) -> None:
    with mjpeg_server() as server:
        port = server.port
        running = run(NetworkStream(server.address, "stream"))
        running.wait(lambda: running.number() > 0)
    running.wait(lambda: running.count(SourceLost) >= 1)
    last = running.number()
    with mjpeg_server(port=port):
        running.wait(lambda: running.number() > last)
        running.stop()


def test_a_stream_that_hangs_is_lost(run: Start, hurried: None, mjpeg_server: type[Server]) -> None:
    with mjpeg_server() as server:
        running = run(NetworkStream(server.address, "stream"))
        running.wait(lambda: running.number() > 0)
        server.mute()
        running.wait(lambda: running.count(SourceLost) >= 1)
        running.stop()


def test_a_silent_server_is_given_up(run: Start, hurried: None, mjpeg_server: type[Server]) -> None:
    with mjpeg_server(silent=True) as server:
        running = run(NetworkStream(server.address, "stream"))
        running.wait(lambda: running.count(SourceLost) >= 1, 4.0)
        lost = next(event for event in running.events if isinstance(event, SourceLost))
        assert "does not answer" in lost.error.sentence
        running.stop()


@pytest.mark.parametrize("state", ["reading", "paused", "waiting", "resting"])
def test_a_stop_is_obeyed_at_once(run: Start, state: str) -> None:
    source = Scripted(live=False, interval=60.0 if state == "resting" else 0.001)
    source.refuses = 99 if state == "waiting" else 0
    running = run(source)
    running.wait(lambda: running.number() > 0 or running.count(SourceLost) > 0)
    if state == "paused":
        running.control.pause()
    assert running.stop() < 1.0


def test_an_absent_camera_can_be_stopped_at_once(run: Start) -> None:
    running = run(Webcam(63, "C920"))
    running.wait(lambda: running.count(SourceLost) >= 1)
    assert running.stop() < 1.0


def test_the_demo_camera_is_fluent(run: Start) -> None:
    running = run(DemoCamera())
    running.wait(lambda: running.count(CaptureRate) >= 2)
    rates = [e.frames_per_second for e in running.events if isinstance(e, CaptureRate)]
    # Made for 30; other work on the machine may take half of that.
    assert 5 < max(rates) < 35


def _moves(value: Callable[[], int]) -> bool:
    before = value()
    threading.Event().wait(0.05)
    return value() != before
