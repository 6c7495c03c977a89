"""A labelled folder opened as a project: where its hidden folder lies and what is in it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.files import is_writable
from shoeclassifier_gui.core.paths import user_data_folder

HIDDEN = ".shoeclassifier"


@dataclass(frozen=True, slots=True)
class Project:
    """A labelled folder and the place where the program keeps what it knows about it.

    Attributes:
        folder: The user's pictures; nothing in it is moved or rewritten unasked.
        hidden: The program's own folder: inside `folder`, or in the user's data folder when
            `folder` has none and cannot be written to.
        read_only: Whether `hidden` lies inside and cannot be written to now: what it holds is
            shown, and nothing is changed. Beginning another one elsewhere would deal the pictures
            out anew, and forget the runs.
    """

    folder: Path
    hidden: Path
    read_only: bool = False

    @property
    def catalogue(self) -> Path:
        """What is known of each picture file; can be computed again."""
        return self.hidden / "catalogue.db"

    @property
    def journal(self) -> Path:
        """What only the program knows (origin and session of captured pictures)."""
        return self.hidden / "journal.jsonl"

    @property
    def thumbnails(self) -> Path:
        """Small pictures by content."""
        return self.hidden / "thumbnails"

    @property
    def runs(self) -> Path:
        """One folder a run."""
        return self.hidden / "runs"

    @property
    def sweeps(self) -> Path:
        """One folder a search for good settings; its trials are runs."""
        return self.hidden / "sweeps"

    @property
    def caches(self) -> Path:
        """Where results are kept that can be computed again; can always be written to."""
        return _outside(self.folder) if self.read_only else self.hidden

    @property
    def writable(self) -> bool:
        """Whether pictures can be added."""
        return self.hidden.parent == self.folder and not self.read_only


def open_project(folder: Path) -> Project:
    """Finds the project of a labelled folder; makes nothing yet.

    Raises:
        DatasetError: There is no such folder, or it may not be read.
    """
    folder = folder.expanduser().absolute()
    if not folder.exists():
        raise DatasetError(f"There is no folder {folder}.", "Check the name.")
    if not folder.is_dir():
        raise DatasetError(
            f"{folder.name} is a file, not a folder.", "Choose the folder that holds the classes."
        )
    try:
        next(folder.iterdir(), None)
    except PermissionError as error:
        raise DatasetError(
            f"The folder {folder} may not be read.", "Ask for the rights to it."
        ) from error
    inside = folder / HIDDEN
    if inside.is_dir():
        return Project(folder, inside, read_only=not is_writable(inside))
    return Project(folder, inside if is_writable(folder) else _outside(folder))


def require_folder(project: Project) -> None:
    """Checks that the folder is still there: a disk may have been unplugged.

    Raises:
        DatasetError: It is not.
    """
    if not project.folder.is_dir():
        raise DatasetError(
            f"The folder {project.folder} is not there any more.",
            "Plug its disk in, or connect to its network, and open it again.",
        )


def require_writable(project: Project) -> None:
    """Checks that pictures can be added, moved and deleted.

    Raises:
        DatasetError: The folder may not be written to.
    """
    if not project.writable:
        raise DatasetError(
            f"The folder {project.folder} may not be written to.", "Open a folder of your own."
        )


def require_changeable(project: Project) -> None:
    """Checks that what is known of the pictures can be changed: their splits, for example.

    Raises:
        DatasetError: The hidden folder may not be written to.
    """
    if project.read_only:
        raise DatasetError(
            f"The folder {project.hidden} may not be written to.",
            "Ask for the rights to it, or copy the whole folder to a place of your own.",
        )


def _outside(folder: Path) -> Path:
    """The user's own place for what belongs to a folder that cannot be written to."""
    key = hashlib.blake2b(str(folder).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return user_data_folder() / "projects" / f"{folder.name[:60]}-{key}"
