"""The runs of the open project as a table: read, named, deleted, brought back and exported."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.runs.about import About, write_about
from shoeclassifier_gui.core.runs.deleting import (
    DeletedRuns,
    delete_runs,
    deleted_runs,
    empty_deleted_runs,
    restore_runs,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.history import RunRecord, read_history
from shoeclassifier_gui.core.runs.history_tables import write_curves_table, write_runs_table
from shoeclassifier_gui.services.job import Job


@dataclass(frozen=True, slots=True)
class _Read:
    runs: Path
    records: tuple[RunRecord, ...]
    deleted: DeletedRuns


@dataclass(frozen=True, slots=True)
class _Deleted:
    runs: Path
    folders: tuple[RunFolder, ...]


@dataclass(frozen=True, slots=True)
class _Emptied:
    runs: Path


@dataclass(frozen=True, slots=True)
class _Exported:
    file: Path


@dataclass(frozen=True, slots=True)
class _Renamed:
    run: Path
    about: About


_Done = _Deleted | _Emptied | _Exported | _Renamed | None


class RunHistoryService(QObject):
    """Owns the list of runs of one project; what is asked for is done one after the other.

    `changed` follows every change of `records` and `deleted_runs`; `deleted(count)` a deletion that
    `undo_delete` can take back; `undo_lost` that it cannot any more; `exported(file)` a file that
    is whole; `renamed(run, about)` what a person wrote about a run.
    """

    changed = Signal()
    deleted = Signal(int)
    undo_lost = Signal()
    exported = Signal(Path)
    renamed = Signal(Path, About)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: Path | None = None
        self._records: tuple[RunRecord, ...] = ()
        self._deleted_runs = DeletedRuns()
        self._gone: _Deleted | None = None
        self._job: Job | None = None
        self._waiting: deque[Callable[[], _Done]] = deque()

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs, newest first."""
        return self._records

    @property
    def deleted_runs(self) -> DeletedRuns:
        """What deleted runs take."""
        return self._deleted_runs

    def open(self, runs: Path | None) -> None:
        """Takes the folder of another project's runs; None for no project."""
        if runs != self._runs:
            self._runs, self._gone = runs, None
            self._take((), DeletedRuns())
            self.refresh()

    def refresh(self) -> None:
        """Reads the runs again, after what was asked for before."""
        if self._runs is not None and not self._waiting:
            self._ask(_nothing)

    def rename(self, run: Path, about: About) -> None:
        """Keeps what a person wrote about a run."""
        self._ask(partial(_rename, run, about))

    def delete(self, folders: Sequence[Path]) -> None:
        """Deletes runs so that `undo_delete` can bring the last ones back."""
        if self._runs is not None:
            self._ask(partial(_delete, self._runs, tuple(map(RunFolder, folders))))

    def undo_delete(self) -> None:
        """Brings back what was deleted last."""
        if self._gone is not None:
            self._ask(partial(_restore, self._gone))
            self._gone = None

    def empty_deleted(self) -> None:
        """Removes all deleted runs for good."""
        if self._runs is not None:
            self._gone = None
            self._ask(partial(_empty, self._runs))

    def export_table(self, records: Sequence[RunRecord], file: Path) -> None:
        """Writes one row a run."""
        self._ask(partial(_export, write_runs_table, records, file))

    def export_curves(self, records: Sequence[RunRecord], file: Path) -> None:
        """Writes one row an epoch of each run."""
        self._ask(partial(_export, write_curves_table, records, file))

    def _ask(self, action: Callable[[], _Done]) -> None:
        self._waiting.append(action)
        self._next()

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        action = self._waiting.popleft()
        known = {record.folder: record for record in self._records}
        # Without a parent: a thread that runs must not be destroyed with the window.
        self._job = Job(partial(_work, action, self._runs, known))
        self._job.events.connect(self._apply)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _apply(self, events: list[_Deleted | _Emptied | _Exported | _Renamed | _Read]) -> None:
        for event in events:
            match event:
                case _Read(runs, records, deleted) if runs == self._runs:
                    self._take(records, deleted)
                case _Deleted(runs, folders) if runs == self._runs:
                    self._gone = event
                    self.deleted.emit(len(folders))
                case _Emptied(runs) if runs == self._runs and self._gone is not None:
                    # Runs whose deletion was under way when removing them for good was asked for.
                    self._gone = None
                    self.undo_lost.emit()
                case _Exported(file):
                    self.exported.emit(file)
                case _Renamed(run, about):
                    self.renamed.emit(run, about)

    def _take(self, records: tuple[RunRecord, ...], deleted: DeletedRuns) -> None:
        if (records, deleted) != (self._records, self._deleted_runs):
            self._records, self._deleted_runs = records, deleted
            self.changed.emit()

    def _end(self) -> None:
        self._job = None
        self._next()


def _work(
    action: Callable[[], _Done],
    runs: Path | None,
    known: Mapping[Path, RunRecord],
    control: Control,
) -> Iterator[_Deleted | _Emptied | _Exported | _Renamed | _Read]:
    done = action()
    if done is not None:
        yield done
    if runs is not None:
        records = tuple(read_history(runs, control, known))
        yield _Read(runs, records, deleted_runs(runs))


def _nothing() -> None:
    pass


def _rename(run: Path, about: About) -> _Renamed:
    return _Renamed(run, write_about(run, about))


def _delete(runs: Path, chosen: tuple[RunFolder, ...]) -> _Deleted:
    return _Deleted(runs, delete_runs(runs, chosen))


def _restore(gone: _Deleted) -> None:
    restore_runs(gone.runs, gone.folders)


def _empty(runs: Path) -> _Emptied:
    empty_deleted_runs(runs)
    return _Emptied(runs)


def _export(
    write: Callable[[Sequence[RunRecord], Path], None], records: Sequence[RunRecord], file: Path
) -> _Exported:
    write(records, file)
    return _Exported(file)
