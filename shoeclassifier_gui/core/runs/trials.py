"""Trials of a search for good settings: runs that nobody asked for one by one."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.runs.about import read_about
from shoeclassifier_gui.core.runs.folder import RunFolder

_FILE = "trial.json"


@dataclass(frozen=True, slots=True)
class TrialMark:
    """Tells that a run is a trial.

    Attributes:
        search: Name of the search's folder.
        number: From 0.
        best: Whether it is the best of its search so far; the others keep no weights.
    """

    search: str
    number: int
    best: bool


def read_mark(run: Path) -> TrialMark | None:
    """The mark of a trial; None for a run of its own, also when the mark is damaged."""
    try:
        values = json.loads((run / _FILE).read_text(encoding="utf-8"))
        return TrialMark(str(values["search"]), int(values["number"]), bool(values["best"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_mark(run: Path, mark: TrialMark) -> None:
    """Marks a run.

    Raises:
        StorageError: The folder may not be written to.
    """
    write_text(run / _FILE, json.dumps(asdict(mark), indent=2) + "\n")


def keep_as_best(run: RunFolder, mark: TrialMark) -> None:
    """Lets a trial keep its checkpoints and its model.

    Raises:
        StorageError: The folder may not be written to.
    """
    if run.config_file.is_file():
        _mark(run, mark)


def strip(run: RunFolder, mark: TrialMark) -> None:
    """Removes the weights of a trial that is not the best; what it was and reached stays.

    One that was given a name is somebody's own and keeps them.

    Raises:
        StorageError: The folder may not be written to.
    """
    if not run.config_file.is_file() or read_about(run.path).name:
        return
    _mark(run, mark)
    run.last_checkpoint.unlink(missing_ok=True)
    run.best_checkpoint.unlink(missing_ok=True)
    shutil.rmtree(run.model, ignore_errors=True)


def _mark(run: RunFolder, mark: TrialMark) -> None:
    if read_mark(run.path) != mark:
        write_mark(run.path, mark)
