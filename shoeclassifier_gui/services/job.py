"""The one bridge between long work and the window: one generator on one thread."""

import logging
import os
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from typing import ClassVar

from PySide6.QtCore import QMetaMethod, QObject, QThread, QTimer, Signal

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.errors import UserError, refused

_log = logging.getLogger(__name__)
# Fast work may report thousands of events a second; the window sees them in handfuls.
_DRAIN_EVERY_MS = 33
_NICE = 10

Work = Callable[[Control], Iterator[object]]


class Job(QThread):
    """Runs a generator of events on a thread of its own.

    In the thread that made the job come: `events(list)` any number of times, then `failed(error)`
    if the work raised (a stop is no failure), then `ended`, once. Of a job that was abandoned none
    of them comes any more. `gone` is always the last, for those who wait for the thread.

    Args:
        work: Makes the generator; called on the job's thread.
        parent: Owner.
        background: Gives way to the window when processors are short.
    """

    events = Signal(list)
    failed = Signal(Exception)
    ended = Signal()
    gone = Signal()

    _living: ClassVar[set["Job"]] = set()

    def __init__(
        self, work: Work, parent: QObject | None = None, *, background: bool = True
    ) -> None:
        super().__init__(parent)
        self.control = Control()
        self._work = work
        self._background = background
        self._abandoned = False
        self._waiting: deque[object] = deque()
        self._error: Exception | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAIN_EVERY_MS)
        self._timer.timeout.connect(self._drain)
        self.finished.connect(self._end)

    def begin(self) -> None:
        """Starts the work."""
        # A running thread that is garbage-collected aborts the process.
        Job._living.add(self)
        self._timer.start()
        self.start()

    def stop(self) -> None:
        """Asks the work to end; `ended` tells when it has."""
        self.control.stop()

    def abandon(self) -> None:
        """Asks the work to end and is silent from now on: another job takes its place.

        Late events must not be taken for those of the next one.
        """
        self._abandoned = True
        self.control.stop()

    def run(self) -> None:
        """Qt's entry on the new thread."""
        if self._background:
            give_way()
        try:
            for event in self._work(self.control):
                self._waiting.append(event)
        except Stopped:
            pass
        except UserError as error:
            self._error = error
        except PermissionError as error:
            self._error = refused(error)
        except Exception as error:  # noqa: BLE001 - every failure of work must reach the user
            _log.exception("work failed")
            self._error = error

    def _drain(self) -> None:
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if batch and not self._abandoned:
            self.events.emit(batch)

    def _end(self) -> None:
        self._timer.stop()
        self._drain()
        # Whoever hears of the failure may abandon the job.
        if self._error is not None and not self._abandoned:
            self._tell(self._error)
        if not self._abandoned:
            self.ended.emit()
        _forget_frames(self._error)
        self._error = None
        Job._living.discard(self)
        self.gone.emit()
        self.deleteLater()

    def _tell(self, error: Exception) -> None:
        if self.isSignalConnected(QMetaMethod.fromSignal(self.failed)):
            self.failed.emit(error)
        elif isinstance(error, UserError):  # Of all others `run` wrote.
            _log.warning("work failed unheard: %s", error.sentence)


def _forget_frames(error: BaseException | None) -> None:
    """Whoever keeps an error would keep what its work had in hand: networks, whole pictures.

    The lines of its traceback stay readable.
    """
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def living_jobs() -> tuple[Job, ...]:
    """The jobs whose `gone` is still to come."""
    return tuple(Job._living)


def give_way() -> None:
    """Lowers this thread's priority; threads that it starts inherit it on Linux."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    else:
        QThread.currentThread().setPriority(QThread.Priority.LowPriority)
