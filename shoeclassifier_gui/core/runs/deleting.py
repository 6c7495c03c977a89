"""Deletes runs so that they can come back: they move to a place beside the project's runs."""

from collections.abc import Sequence
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
        if run.path.parent != runs:
            raise RunError(
                f"The run {run.path} does not belong to this project.", "Delete its folder."
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
        StorageError: A folder may not be written to.
    """
    return tuple(_move(run, runs) for run in chosen)


def _move(run: RunFolder, place: Path) -> RunFolder:
    name = run.path.name
    names = (name, *(f"{name} ({number})" for number in range(2, 1000)))
    target = next(place / name for name in names if not (place / name).exists())
    with storage_errors(target):
        place.mkdir(parents=True, exist_ok=True)
        run.path.rename(target)
    return RunFolder(target)
