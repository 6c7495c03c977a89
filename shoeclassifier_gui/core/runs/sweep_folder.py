"""The folder of one search for good settings: what is searched for, and the journal of trials."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import storage_errors, write_text
from shoeclassifier_gui.core.runs.folder import new_run_folder
from shoeclassifier_gui.core.runs.search_space import SearchSpace


@dataclass(frozen=True, slots=True)
class SweepFolder:
    """Names the files of a search."""

    path: Path

    @property
    def space_file(self) -> Path:
        """What is searched for, and over which state of the data."""
        return self.path / "sweep.json"

    @property
    def journal(self) -> Path:
        """Every trial, by Optuna."""
        return self.path / "journal.log"

    def create(self, space: SearchSpace, data: str) -> None:
        """Makes the folder.

        Args:
            space: What is searched for.
            data: Digest of the data set and its split (`SplitRecord.data`).

        Raises:
            StorageError: It cannot be written.
        """
        values = {"data": data, **space.to_dict()}
        write_text(self.space_file, json.dumps(values, indent=2) + "\n")

    def read(self) -> tuple[SearchSpace, str]:
        """The space, and the digest of the data.

        Raises:
            RunError: This is no such folder, or it is damaged.
        """
        try:
            values = json.loads(self.space_file.read_text(encoding="utf-8"))
            return SearchSpace.from_dict(values), str(values["data"])
        except FileNotFoundError as error:
            raise RunError(f"There is no search for good settings in {self.path}.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunError(f"The file {self.space_file} is damaged.", "Begin anew.") from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the right to go on with the search.

        Raises:
            RunError: Another program is doing so.
            StorageError: The folder cannot be written to.
        """
        # Not bound to a thread: a generator may be closed by another one than began it.
        lock = FileLock(self.path / "lock", thread_local=False)
        try:
            with storage_errors(self.path):
                lock.acquire(timeout=0)
        except Timeout as error:
            raise RunError(
                "Another program is searching here for good settings.", "Wait until it has ended."
            ) from error
        try:
            yield
        finally:
            lock.release()


def new_sweep_folder(sweeps: Path) -> SweepFolder:
    """A folder name below `sweeps` that is not taken, by date and time."""
    return SweepFolder(new_run_folder(sweeps).path)  # Named like a run.


def newest_sweep(sweeps: Path) -> SweepFolder | None:
    """The search that was begun last; None when there is none."""
    found = [SweepFolder(path) for path in sweeps.iterdir()] if sweeps.is_dir() else []
    begun = [each for each in found if each.space_file.is_file()]
    return max(begun, key=lambda each: each.path.name, default=None)
