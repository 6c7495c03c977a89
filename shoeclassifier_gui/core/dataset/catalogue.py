"""Remembers what reading each picture file showed, so that it is read again only when changed."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import storage_errors

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pictures (
    relative TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    digest TEXT NOT NULL,
    broken TEXT
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """What is known of one picture file.

    Attributes:
        relative: Path below the project's folder, with forward slashes.
        size: Bytes.
        modified_ns: Time of the last change.
        digest: Hash of the bytes; empty when they could not be read.
        broken: Why it cannot be read, or None.
    """

    relative: str
    size: int
    modified_ns: int
    digest: str
    broken: str | None = None


class Catalogue:
    """The table of picture files of one project. Use it in the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def records(self) -> dict[str, PictureRecord]:
        """All that is known, by relative path."""
        rows = self._connection.execute(
            "SELECT relative, size, modified_ns, digest, broken FROM pictures"
        )
        return {row[0]: PictureRecord(*row) for row in rows}

    def remember(self, records: Iterable[PictureRecord]) -> None:
        """Adds or replaces records in one transaction."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?)",
                ((r.relative, r.size, r.modified_ns, r.digest, r.broken) for r in records),
            )

    def forget(self, relatives: Iterable[str]) -> None:
        """Drops records of files that are gone."""
        with self._connection:
            self._connection.executemany(
                "DELETE FROM pictures WHERE relative = ?", ((name,) for name in relatives)
            )


@contextmanager
def open_catalogue(path: Path) -> Iterator[Catalogue]:
    """Opens, or makes, a project's catalogue; a damaged one is made anew from the folder.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path)
    try:
        yield Catalogue(connection)
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"The project's catalogue cannot be written ({error}).",
            "Close other programs that use the project, or free some space, and try again.",
        ) from error
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _prepared(path)
    except sqlite3.OperationalError as error:  # Locked, full, not allowed: not damaged.
        raise StorageError(
            f"The project's catalogue cannot be opened ({error}).",
            "Close other programs that use the project, or free some space, and try again.",
        ) from error
    except sqlite3.DatabaseError:
        # Everything in it can be read from the pictures again.
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=20)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, _SCHEMA_VERSION}:
            connection.execute("DROP TABLE IF EXISTS pictures")
        connection.executescript(_SCHEMA)
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.commit()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
