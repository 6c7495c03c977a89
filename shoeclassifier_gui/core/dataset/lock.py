"""One program at a time may change a project; the others are told which and only look."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from shoeclassifier_gui.core.dataset.project import Project, require_folder
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.files import storage_errors, write_text

_LOCK = "lock"
_HOLDER = "holder.json"


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
        self._lock.release()


def take_lock(project: Project) -> WriteLock | None:
    """Takes the right to change a project; None when another process has it.

    Within one process it may be taken several times; each is released on its own.

    Raises:
        DatasetError: The folder is gone.
        StorageError: The hidden folder cannot be written to.
    """
    require_folder(project)
    with storage_errors(project.hidden):
        project.hidden.mkdir(parents=True, exist_ok=True)
        lock = FileLock(project.hidden / _LOCK, is_singleton=True, thread_local=False)
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
        DatasetError: Another process has it, named in the hint.
        StorageError: The hidden folder cannot be written to.
    """
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
