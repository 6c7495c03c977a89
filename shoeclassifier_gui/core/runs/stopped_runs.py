"""Finds the run of a project that was stopped, or cut off, and can go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs
from shoeclassifier_gui.core.runs.lock import is_locked
from shoeclassifier_gui.core.runs.trials import read_mark


@dataclass(frozen=True, slots=True)
class StoppedRun:
    """A run that can go on.

    Attributes:
        folder: The run's folder.
        config: Its knobs.
    """

    folder: Path
    config: TrainConfig


def find_stopped_run(runs: Path, control: Control) -> Iterator[StoppedRun | None]:
    """The newest run that has something to go on from, when it can go on; else None."""
    for run in list_runs(runs):
        control.checkpoint()
        own = read_mark(run.path) is None  # A search goes on as a whole.
        if own and run.begun and not is_locked(run):
            yield _as_stopped(run)
            return
    yield None


def _as_stopped(run: RunFolder) -> StoppedRun | None:
    if run.finished:
        return None
    try:
        config, _ = run.read_config()
    except UserError:
        return None
    return StoppedRun(run.path, config)
