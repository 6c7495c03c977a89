"""Keeps captured pictures on the disk until they are in a class, and brings them back."""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.camera.waiting import (
    WaitingCapture,
    end_waiting,
    keep_waiting,
    waiting_captures,
    waiting_folder,
)
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.services.job import Job

_Wishes = deque[Callable[[], None]]


class CaptureService(QObject):
    """Writes one picture after the other; `restored` brings one of an earlier time."""

    restored = Signal(WaitingCapture)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes: _Wishes = deque()
        self._job: Job | None = None

    def restore(self) -> None:
        """Reads the pictures that still wait."""
        job = Job(_read, self)
        job.events.connect(self._announce)
        job.failed.connect(self.failed)
        job.begin()

    def keep(self, capture: WaitingCapture) -> None:
        """Keeps a picture until `forget`."""
        self._wish(partial(keep_waiting, waiting_folder(), capture))

    def forget(self, name: str) -> None:
        """The picture needs to wait no longer."""
        self._wish(partial(end_waiting, waiting_folder(), name))

    def _wish(self, wish: Callable[[], None]) -> None:
        self._wishes.append(wish)
        self._work_on()

    def _work_on(self) -> None:
        if self._job is None and self._wishes:
            # Not in the background: what is on the disk is not lost with the power.
            self._job = Job(partial(_carry_out, self._wishes), self, background=False)
            self._job.failed.connect(self.failed)
            self._job.ended.connect(self._end)
            self._job.begin()

    def _end(self) -> None:
        self._job = None
        self._work_on()

    def _announce(self, events: list[WaitingCapture]) -> None:
        for capture in events:
            self.restored.emit(capture)


def _read(control: Control) -> Iterator[WaitingCapture]:
    for capture in waiting_captures(waiting_folder()):
        yield capture
        control.checkpoint()


def _carry_out(wishes: _Wishes, control: Control) -> Iterator[None]:
    """A stop is not obeyed: closing the program waits for the last picture."""
    while wishes:
        wishes.popleft()()
        yield
