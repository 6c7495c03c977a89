"""Remembers where a project's runs lie that were written elsewhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.files import storage_errors, write_text
from shoeclassifier_gui.core.runs.folder import RunFolder

_FILE = "other-runs.jsonl"
_LOCK = "other-runs.lock"


@dataclass(frozen=True, slots=True)
class OtherRuns:
    """Runs outside the project's own folder of runs, newest first.

    Attributes:
        there: Those that are where they were written.
        missing: Folders that are there no more, or on a disk that is not plugged in.
    """

    there: tuple[RunFolder, ...]
    missing: tuple[Path, ...]


def register_run(project: Project, run: Path) -> None:
    """Remembers a run; does nothing for those of the project's own folder.

    A project that is read-only remembers nothing.

    Raises:
        StorageError: The project's hidden folder may not be written to.
    """
    run = run.expanduser().absolute()
    if project.read_only or run.parent == project.runs or run in _written(project):
        return
    file = project.hidden / _FILE
    with _writing(project), storage_errors(file), file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"run": str(run)}) + "\n")


def other_runs(project: Project) -> OtherRuns:
    """The runs that were written elsewhere."""
    paths = tuple(reversed(dict.fromkeys(_written(project))))
    there = tuple(RunFolder(path) for path in paths if RunFolder(path).config_file.is_file())
    found = {run.path for run in there}
    return OtherRuns(there, tuple(path for path in paths if path not in found))


def forget_missing(project: Project) -> tuple[Path, ...]:
    """Forgets the runs that are there no more.

    Returns:
        Their folders.

    Raises:
        StorageError: The project's hidden folder may not be written to.
    """
    if not other_runs(project).missing:
        return ()
    with _writing(project):
        known = other_runs(project)
        kept = (json.dumps({"run": str(run.path)}) + "\n" for run in reversed(known.there))
        write_text(project.hidden / _FILE, "".join(kept))
    return known.missing


@contextmanager
def _writing(project: Project) -> Iterator[None]:
    """Programs that train or tidy up at the same time take turns.

    The project's own lock would not do: a window has it as long as the project is open.
    """
    with storage_errors(project.hidden):
        project.hidden.mkdir(parents=True, exist_ok=True)
        lock = FileLock(project.hidden / _LOCK)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _written(project: Project) -> list[Path]:
    return list(_lines(project.hidden / _FILE))


def _lines(file: Path) -> Iterator[Path]:
    """A line that is damaged is left out."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield Path(str(json.loads(line)["run"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
