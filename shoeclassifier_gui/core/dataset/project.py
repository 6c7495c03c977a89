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
            `folder` cannot be written to.
    """

    folder: Path
    hidden: Path

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
    def writable(self) -> bool:
        """Whether pictures can be added."""
        return self.hidden.parent == self.folder


def open_project(folder: Path) -> Project:
    """Finds the project of a labelled folder; makes nothing yet.

    Raises:
        DatasetError: There is no such folder, or it may not be read.
    """
    folder = folder.expanduser().absolute()
    if not folder.exists():
        raise DatasetError(f"There is no folder {folder}.", "Check the name, or pick it by click.")
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
    return Project(folder, _hidden_folder(folder))


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


def _hidden_folder(folder: Path) -> Path:
    inside = folder / HIDDEN
    if is_writable(inside if inside.is_dir() else folder):
        return inside
    key = hashlib.blake2b(str(folder).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return user_data_folder() / "projects" / f"{folder.name[:60]}-{key}"
