"""One process at a time may write a run."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.runs.folder import RunFolder


@contextmanager
def locked(run: RunFolder) -> Iterator[None]:
    """Holds the right to write a run; the system gives it back however the process ends.

    Raises:
        RunError: Another process, or another part of this one, is writing the run.
        StorageError: The run's folder cannot be written to.
    """
    lock = _lock(run)
    try:
        with storage_errors(run.lock_file):
            # Whoever only asks whether it is locked holds it for a moment.
            lock.acquire(timeout=1)
    except Timeout as error:
        raise RunError(
            f"The run in {run.path} is being trained by another program.",
            "Wait until it has ended, or stop it there.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(run: RunFolder) -> bool:
    """Whether a run is being written now."""
    if not run.lock_file.is_file():
        return False
    lock = _lock(run)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # A folder that may only be read: nobody here can say more.
        return False
    lock.release()
    return False


def _lock(run: RunFolder) -> FileLock:
    # Not bound to a thread: a generator may be closed by another one than began it.
    return FileLock(run.lock_file, thread_local=False)
