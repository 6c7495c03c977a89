"""The live source: opens it, keeps its newest frame, says how it does."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.camera.capture import (
    CaptureEvent,
    CaptureRate,
    SourceLost,
    SourceOpened,
    capture,
)
from shoeclassifier_gui.core.camera.devices import list_cameras
from shoeclassifier_gui.core.camera.frames import Mailbox
from shoeclassifier_gui.core.camera.sources import SourceChoice, make_source
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.services.job import Job


@dataclass(frozen=True, slots=True)
class _CamerasListed:
    cameras: tuple[SourceChoice, ...]


class CameraService(QObject):
    """Owns the live source. Read frames from `mailbox`; it is never emptied while one is shown."""

    opened = Signal(str)
    lost = Signal(Exception, float)
    rate_changed = Signal(float)
    cameras_listed = Signal(tuple)
    failed = Signal(Exception)
    choice_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox = Mailbox()
        self._choice: SourceChoice | None = None
        self._job: Job | None = None

    @property
    def choice(self) -> SourceChoice | None:
        """The source that is open or being opened."""
        return self._choice

    def list_cameras(self) -> None:
        """Looks for cameras; `cameras_listed` brings a tuple of choices."""
        job = Job(_list_cameras, self)
        job.events.connect(self._show_cameras)
        job.failed.connect(self.failed)
        job.begin()

    def choose(self, choice: SourceChoice) -> None:
        """Opens a source in place of the present one."""
        self.close()
        self.mailbox = Mailbox()  # A late frame of the old source goes into the old box.
        self._choice = choice
        job = Job(partial(_capture, choice, self.mailbox), self, background=False)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.begin()
        self.choice_changed.emit()

    def close(self) -> None:
        """Closes the source."""
        if self._job is not None:
            self._job.events.disconnect(self._apply)
            self._job.stop()
            self._job = None
            self._choice = None

    def _apply(self, events: list[CaptureEvent]) -> None:
        for event in events:
            match event:
                case SourceOpened(name):
                    self.opened.emit(name)
                case SourceLost(error, seconds):
                    self.lost.emit(error, seconds)
                case CaptureRate(rate):
                    self.rate_changed.emit(rate)

    def _show_cameras(self, events: list[_CamerasListed]) -> None:
        for event in events:
            self.cameras_listed.emit(event.cameras)


def _list_cameras(control: Control) -> Iterator[_CamerasListed]:
    yield _CamerasListed(list_cameras())


def _capture(choice: SourceChoice, mailbox: Mailbox, control: Control) -> Iterator[CaptureEvent]:
    return capture(make_source(choice), mailbox, control)
