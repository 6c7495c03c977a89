"""The live source: opens it, keeps its newest frame, says how it does."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.camera.capture import (
    CaptureEvent,
    CaptureRate,
    SourceLost,
    capture,
)
from shoeclassifier_gui.core.camera.devices import list_cameras
from shoeclassifier_gui.core.camera.frames import Mailbox
from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind, make_source
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.services.job import Job, Work

_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class _CamerasListed:
    cameras: tuple[SourceChoice, ...]


class CameraService(QObject):
    """Owns the live source. Read frames from `mailbox`; it is never emptied while one is shown."""

    lost = Signal(Exception, float)
    rate_changed = Signal(float)
    cameras_listed = Signal(tuple)
    failed = Signal(Exception)
    choice_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox = Mailbox()
        self._choice: SourceChoice | None = None
        self._session = ""
        self._job: Job | None = None
        self._listing: Job | None = None
        # Held by the job whose camera is open: the next one may want the same.
        self._camera_lock = threading.Lock()

    @property
    def choice(self) -> SourceChoice | None:
        """The source that is open or being opened."""
        return self._choice

    @property
    def session(self) -> str:
        """The recording that frames kept from this source belong to.

        One from choosing a source to leaving it, also when it was lost in between; one video file
        is one recording for ever.
        """
        return self._session

    def list_cameras(self) -> None:
        """Looks for cameras; `cameras_listed` brings a tuple of choices."""
        if self._listing is not None:
            return
        job = Job(_list_cameras, self)
        self._listing = job
        job.events.connect(self._show_cameras)
        job.failed.connect(self.failed)
        job.ended.connect(self._end_listing)
        job.begin()

    def choose(self, choice: SourceChoice) -> None:
        """Opens a source in place of the present one."""
        self._let_go()
        self.mailbox = Mailbox()  # A late frame of the old source goes into the old box.
        self._choice = choice
        self._session = _session_name(choice)
        job = Job(self._work(choice), self, background=False)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.begin()
        self.choice_changed.emit()

    def pause(self) -> None:
        """Holds the newest frame."""
        if self._job is not None:
            self._job.control.pause()

    def resume(self) -> None:
        """Lets frames come again."""
        if self._job is not None:
            self._job.control.resume()

    def close(self) -> None:
        """Closes the source."""
        if self._choice is not None:
            self._let_go()
            self.mailbox = Mailbox()
            self.choice_changed.emit()

    def _work(self, choice: SourceChoice) -> Work:
        if choice.kind is not SourceKind.CAMERA:
            return partial(_capture, choice, self.mailbox)
        return partial(_capture_camera, choice, self.mailbox, self._camera_lock)

    def _let_go(self) -> None:
        """Never waits: a silent network may hold its thread for seconds."""
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self._choice = None
        self._session = ""

    def _apply(self, events: list[CaptureEvent]) -> None:
        for event in events:
            match event:
                case SourceLost(error, seconds):
                    self.lost.emit(error, seconds)
                case CaptureRate(rate):
                    self.rate_changed.emit(rate)

    def _show_cameras(self, events: list[_CamerasListed]) -> None:
        for event in events:
            self.cameras_listed.emit(event.cameras)

    def _end_listing(self) -> None:
        self._listing = None


def _session_name(choice: SourceChoice) -> str:
    if choice.kind in {SourceKind.VIDEO, SourceKind.FOLDER}:
        return f"{choice.kind} {choice.location}"
    return f"{choice.kind} {datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"


def _list_cameras(control: Control) -> Iterator[_CamerasListed]:
    yield _CamerasListed(list_cameras())


def _capture(choice: SourceChoice, mailbox: Mailbox, control: Control) -> Iterator[CaptureEvent]:
    return capture(make_source(choice), mailbox, control)


def _capture_camera(
    choice: SourceChoice, mailbox: Mailbox, lock: threading.Lock, control: Control
) -> Iterator[CaptureEvent]:
    """Waits until the camera before is free: it may be the same one."""
    while not lock.acquire(blocking=False):
        control.sleep(_LOOK_EVERY_S)
    try:
        yield from _capture(choice, mailbox, control)
    finally:
        lock.release()
