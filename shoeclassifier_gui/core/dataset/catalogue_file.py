"""Opens, makes, migrates and copies the file of the project's catalogue."""

import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import storage_errors

_FIRST_MEASURES = (
    "width", "height", "sharpness", "brightness", "dark", "bright", "entropy", "colour", "turned",
    "likeness", "layout",
)  # fmt: skip
_CREATE = f"""
CREATE TABLE files (
    relative TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    digest TEXT NOT NULL,
    broken TEXT
) WITHOUT ROWID;
CREATE INDEX files_by_digest ON files (digest);
CREATE TABLE contents (
    digest TEXT PRIMARY KEY,
    {", ".join(f"{name} NOT NULL" for name in _FIRST_MEASURES)}
) WITHOUT ROWID;
CREATE TABLE facts (
    digest TEXT PRIMARY KEY,
    split TEXT, session TEXT, origin TEXT, pin TEXT, side TEXT, dismissed TEXT
) WITHOUT ROWID;
CREATE TABLE classes (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE history (
    number INTEGER PRIMARY KEY,
    offset INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    parent INTEGER REFERENCES history (number) ON DELETE CASCADE
);
CREATE TABLE applied (journal_end INTEGER NOT NULL, last_number INTEGER NOT NULL);
INSERT INTO applied VALUES (0, 0);
"""


def _pack_measures(connection: sqlite3.Connection) -> None:
    """One blob a content in the place of eleven columns: it is read in a quarter of the time."""
    _script(
        connection,
        "CREATE TABLE packed (digest TEXT PRIMARY KEY, measures BLOB NOT NULL) WITHOUT ROWID",
    )
    rows = connection.execute(f"SELECT digest, {', '.join(_FIRST_MEASURES)} FROM contents")
    packed = ((row[0], _packed(row[1:])) for row in rows)
    connection.executemany("INSERT INTO packed VALUES (?, ?)", packed)
    _script(connection, "DROP TABLE contents; ALTER TABLE packed RENAME TO contents")


def _packed(row: tuple[float | bytes, ...]) -> bytes:
    """Little-endian, in the order of the columns; SQLite's integers are signed, the hash is not."""
    return struct.pack("<2i6fiq192s", *row)


# One function a step: `_MIGRATIONS[n]` turns version n into n + 1. Add to the end, never edit.
_MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    lambda connection: _script(connection, "DROP TABLE IF EXISTS pictures;"),
    lambda connection: _script(connection, _CREATE),
    # Version 1 was also written by a program that had this table.
    lambda connection: _script(connection, "DROP TABLE IF EXISTS pictures;"),
    lambda connection: _script(
        connection, "ALTER TABLE applied ADD COLUMN revision INTEGER NOT NULL DEFAULT 0"
    ),
    lambda connection: _script(
        connection,
        "ALTER TABLE history ADD COLUMN last_number INTEGER;"
        "ALTER TABLE history ADD COLUMN last_offset INTEGER",
    ),
    _pack_measures,
    lambda connection: _script(connection, "ALTER TABLE facts ADD COLUMN left_out TEXT"),
)

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class DamagedCatalogue(StorageError):  # noqa: N818 - a fact about a file
    """The catalogue turned out to be damaged while it was used, and was removed."""

    def __init__(self) -> None:
        super().__init__(
            "The project's catalogue was damaged.",
            "Read the folder again: the catalogue is made anew, and nothing is lost.",
        )


@contextmanager
def open_catalogue(path: Path, *, write: bool = True) -> Iterator[Catalogue]:
    """Opens, or makes, a project's catalogue; a damaged one is made anew.

    Args:
        path: The file.
        write: False gives a copy in memory, for a project that another program is changing or
            whose folder is read-only.

    Raises:
        StorageError: The disk is full or may not be written to.
        DamagedCatalogue: It turned out to be damaged; opening it again makes it anew.
    """
    if write:
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path) if write else _copy(path)
    try:
        yield Catalogue(connection)
    except sqlite3.OperationalError as error:
        raise _cannot("written", error) from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _DAMAGED:
            raise
        connection.close()
        if write:
            remove_catalogue(path)
        raise DamagedCatalogue from error
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _prepared(path)
    except sqlite3.OperationalError as error:  # Locked, full, not allowed: not damaged.
        raise _cannot("opened", error) from error
    except sqlite3.DatabaseError:
        remove_catalogue(path)
        return _prepared(path)


def remove_catalogue(path: Path) -> None:
    """Removes a catalogue, so that it is made again."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _copy(path: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:")
    if path.is_file():
        try:
            _fill(memory, path)
        except (sqlite3.Error, OSError):  # Damaged or being made: read the folder without its help.
            memory.close()
            memory = sqlite3.connect(":memory:")
    _migrate(memory)
    return memory


def _fill(memory: sqlite3.Connection, path: Path) -> None:
    try:
        _back_up(f"{path.as_uri()}?mode=ro", memory)
    except sqlite3.OperationalError:
        # SQLite makes a file beside a catalogue even to read it, which a read-only folder refuses.
        with TemporaryDirectory(prefix="shoeclassifier-") as place:
            for file in (path, path.with_name(f"{path.name}-wal")):
                if file.is_file():
                    shutil.copyfile(file, Path(place, file.name))
            _back_up(Path(place, path.name).as_uri(), memory)


def _back_up(address: str, memory: sqlite3.Connection) -> None:
    source = sqlite3.connect(address, uri=True, timeout=5)
    try:
        source.backup(memory)
    finally:
        source.close()


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=20)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection)
    except (sqlite3.Error, StorageError):
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise StorageError(
            "The project was opened with a newer version of this program.",
            "Install the newer version, or remove .shoeclassifier/catalogue.db: it is made again.",
        )
    for step in range(version, len(_MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")  # Killed in the middle it is as it was before.
        _MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version = {step + 1}")
        connection.commit()


def _script(connection: sqlite3.Connection, text: str) -> None:
    for statement in text.split(";"):
        connection.execute(statement)


def _cannot(what: str, error: sqlite3.Error) -> StorageError:
    return StorageError(
        f"The project's catalogue cannot be {what} ({error}).",
        "Close other programs that use the project, or free some space, and try again.",
    )
