"""What tables beside pictures tell of them: their sessions, and where they came from."""

from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from shoeclassifier_gui.core.dataset.provenance import ITEMS_FILE, parse_origins
from shoeclassifier_gui.core.dataset.sessions import SESSION_FILE, parse_session_table
from shoeclassifier_gui.core.importing.plan import PlannedFile

TABLES = (SESSION_FILE, ITEMS_FILE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the tables of one source tell.

    Attributes:
        sessions: By the picture's path below the source.
        origins: By content, as `Origin.as_text` writes them.
    """

    sessions: dict[str, str] = field(default_factory=dict[str, str])
    origins: dict[str, str] = field(default_factory=dict[str, str])

    def read(self, name: str, data: bytes) -> None:
        """Takes a table over; its paths count from the folder that it lies in.

        Raises:
            DatasetError: A session file has not the columns `path` and `session`.
        """
        place = PurePosixPath(name)
        if place.name == ITEMS_FILE:
            self.origins.update(parse_origins(data))
            return
        for path, session in parse_session_table(data, name).items():
            self.sessions[(place.parent / path).as_posix()] = session

    def of(self, file: PlannedFile) -> PlannedFile:
        """A picture with what is told of it."""
        session, origin = self.sessions.get(file.name), self.origins.get(file.digest)
        if session is None and origin is None:
            return file
        return replace(file, told_session=session, told_origin=origin)


def is_table(name: str) -> bool:
    """Whether a file is called like one of the tables."""
    return PurePosixPath(name).name in TABLES


def tables_in(folder: Path) -> list[Path]:
    """The tables that lie in a folder."""
    return [folder / name for name in TABLES if (folder / name).is_file()]
