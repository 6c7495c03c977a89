"""One program at a time may change a project; the others are told which and only look."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from shoeclassifier_gui.core.dataset.project import (
    Project,
    require_changeable,
    require_folder,
)
from shoeclassifier_gui.core.errors import DatasetError, UserError
from shoeclassifier_gui.core.files import storage_errors, write_text

_LOCK = "lock"
_HOLDER = "holder.json"


# A lock counts how often this process has it; threads must not count at once.
_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who may change a project now.

    Attributes:
        pid: Number of the process.
        host: Name of the computer.
        since: Local time, `2026-11-22 14:05`.
    """

    pid: int
    host: str
    since: str

    @property
    def sentence(self) -> str:
        """Who it is, for a person."""
        where = "" if self.host == socket.gethostname() else f" on {self.host}"
        return f"It is open in another window{where} since {self.since} (process {self.pid})."


class WriteLock:
    """The right to change a project, as long as it is held.

    The operating system gives it back when the process ends, however it ends.
    """

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Gives the right back."""
        with _counting:
            self._lock.release()


class Hold:
    """The right to change the project that is open, kept as long as it is open."""

    def __init__(self) -> None:
        self._project: Project | None = None
        self._lock: WriteLock | None = None

    def keep(self, project: Project | None) -> None:
        """Takes the right to another project and gives that to the last one back.

        When somebody else has it, or the folder cannot be written to, nothing is held.
        """
        if project == self._project:
            return
        if self._lock is not None:
            self._lock.release()
        self._project, self._lock = None, None
        if project is not None:
            with suppress(UserError):
                self._lock = take_lock(project)
                self._project = project if self._lock is not None else None


def take_lock(project: Project) -> WriteLock | None:
    """Takes the right to change a project; None when another process has it, or nobody can.

    Within one process it may be taken several times; each is released on its own.

    Raises:
        DatasetError: The folder is gone.
        StorageError: The hidden folder cannot be written to.
    """
    require_folder(project)
    if project.read_only:
        return None
    with storage_errors(project.hidden):
        project.hidden.mkdir(parents=True, exist_ok=True)
        lock = FileLock(project.hidden / _LOCK, is_singleton=True, thread_local=False)
        with _counting:
            first = not lock.is_locked
            try:
                lock.acquire(timeout=0)
            except Timeout:
                return None
    if first:
        _sign(project.hidden / _HOLDER)
    return WriteLock(lock)


@contextmanager
def writing(project: Project) -> Iterator[None]:
    """Holds the right to change a project.

    Raises:
        DatasetError: Another process has it, named in the hint, or the project is read-only.
        StorageError: The hidden folder cannot be written to.
    """
    require_changeable(project)
    lock = take_lock(project)
    if lock is None:
        holder = read_holder(project)
        raise DatasetError(
            f"{project.folder.name} is being changed by another program.",
            (holder.sentence + " Close it first.") if holder else "Close it first.",
        )
    try:
        yield
    finally:
        lock.release()


def read_holder(project: Project) -> Holder | None:
    """Who took the right last; None when nobody signed."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        parts = json.loads((project.hidden / _HOLDER).read_text(encoding="utf-8"))
        return Holder(int(parts["pid"]), str(parts["host"]), str(parts["since"]))
    return None


def _sign(path: Path) -> None:
    since = f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    write_text(path, json.dumps(holder))
