"""Deletes runs so that they can come back: they move to a place beside the project's runs."""

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.lock import is_locked

_TRASH = "deleted-runs"


def deleted_place(runs: Path) -> Path:
    """Where the deleted runs of a folder of runs lie."""
    return runs.parent / _TRASH


def delete_runs(runs: Path, chosen: Sequence[RunFolder]) -> tuple[RunFolder, ...]:
    """Moves runs out of the project's list; `restore_runs` brings them back.

    What was written elsewhere stays there: somebody chose that place, and may share it.

    Args:
        runs: The project's folder of runs.
        chosen: Runs in it.

    Returns:
        Where they lie now, in the same order.

    Raises:
        RunError: One of them is being trained or lies elsewhere; then nothing was moved.
        StorageError: A folder may not be written to.
    """
    for run in chosen:
        if not _lies_in(run, runs):
            raise RunError(
                f"The run {run.path.absolute()} lies outside the data set's own folder of runs, at "
                f"a place that was chosen for it; the program does not move it away.",
                "Remove the folder yourself; runs list DATA --forget-missing then leaves it out.",
            )
        if is_locked(run):
            raise RunError(
                f"The run {run.path.name} is being trained.", "Stop it before you delete it."
            )
    return tuple(_move(run, deleted_place(runs)) for run in chosen)


def restore_runs(runs: Path, chosen: Sequence[RunFolder]) -> tuple[RunFolder, ...]:
    """Brings deleted runs back into the project's list.

    Returns:
        Where they lie now, in the same order.

    Raises:
        RunError: One of them is not deleted, or not there any more; then nothing was moved.
        StorageError: A folder may not be written to.
    """
    for run in chosen:
        if not _lies_in(run, deleted_place(runs)):
            raise RunError(
                f"The run {run.path.name} is not deleted.",
                "See those that are with: shoeclassifier runs list DATA --deleted.",
            )
        if not run.path.is_dir():
            raise RunError(f"The run {run.path.name} was removed for good.")
    return tuple(_move(run, runs) for run in chosen)


@dataclass(frozen=True, slots=True)
class DeletedRuns:
    """What lies in the place of the deleted runs: how many runs, and their bytes."""

    count: int = 0
    size: int = 0


def deleted_runs(runs: Path) -> DeletedRuns:
    """How much room the deleted runs of a folder of runs take."""
    place = deleted_place(runs)
    folders = [path for path in place.iterdir() if path.is_dir()] if place.is_dir() else []
    size = 0
    for path in place.rglob("*") if folders else ():
        with contextlib.suppress(OSError):  # Just being removed.
            status = path.lstat()
            # The model's weights are the best checkpoint's under a second name.
            size += status.st_size // max(1, status.st_nlink) if path.is_file() else 0
    return DeletedRuns(len(folders), size)


def empty_deleted_runs(runs: Path) -> DeletedRuns:
    """Removes the deleted runs for good.

    Returns:
        What was removed.

    Raises:
        StorageError: A folder may not be removed.
    """
    found = deleted_runs(runs)
    place = deleted_place(runs)
    if place.is_dir():
        with storage_errors(place):
            shutil.rmtree(place)
    return found


def _lies_in(run: RunFolder, place: Path) -> bool:
    """Whether it is one of the runs of a folder; `DATA/../DATA/.../run` may name it, too."""
    return run.path.absolute().parent.resolve() == place.resolve()


def _move(run: RunFolder, place: Path) -> RunFolder:
    name = run.path.name
    names = (name, *(f"{name} ({number})" for number in range(2, 1000)))
    target = next(place / name for name in names if not (place / name).exists())
    with storage_errors(target):
        place.mkdir(parents=True, exist_ok=True)
        run.path.rename(target)
    return RunFolder(target)
