"""What the project's catalogue holds: files, what was measured of their contents, and the facts.

All of it can be made again: files and measures from the folder, facts, class ids and the history of
changes from the journal (`journal.py`). So a damaged catalogue costs time and nothing else.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from shoeclassifier_gui.core.dataset.bulk import measured_in_folder, pages
from shoeclassifier_gui.core.dataset.changes import ClassName, Fact, FactName, Move, Setting
from shoeclassifier_gui.core.dataset.facts import Facts
from shoeclassifier_gui.core.dataset.measures import Measures, MeasureTable, as_array
from shoeclassifier_gui.core.dataset.project import HIDDEN

FACT_COLUMNS = tuple(name.value for name in FactName)
_BATCH = 500


class FileRecord(NamedTuple):
    """What is known of one picture file (100,000 of them are read at once).

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


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the journal.

    Attributes:
        number: Its number.
        offset: Where it begins.
    """

    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one undo or redo is about.

    Attributes:
        number: The change.
        lines: Where the journal says what it was in the end: the change with what belongs to it,
            or the line that took it back or did it again last.
    """

    number: int
    lines: tuple[Past, ...]


class Catalogue:
    """The tables of one project. Use it in the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside."""
        with self._connection:
            yield

    # Files and contents

    def files(self) -> list[FileRecord]:
        """All files, in the order of their paths."""
        found = pages(self._connection, "files", FileRecord._fields)
        return [FileRecord._make(row) for page in found for row in page]

    def file_states(self) -> dict[str, tuple[int, int]]:
        """Size in bytes and time of the last change in nanoseconds of each file, by its path."""
        found = pages(self._connection, "files", ("relative", "size", "modified_ns"))
        return {name: (size, time) for page in found for name, size, time in page}

    def is_empty(self) -> bool:
        """Whether no file is known."""
        return self._connection.execute("SELECT 1 FROM files LIMIT 1").fetchone() is None

    def measured(self) -> MeasureTable:
        """What was measured of each content that lies in the folder now."""
        return measured_in_folder(self._connection)

    def measured_digests(self) -> set[str]:
        """The contents that need not be measured again."""
        return {row[0] for row in self._connection.execute("SELECT digest FROM contents")}

    def remember(self, records: Iterable[tuple[FileRecord, Measures | None]]) -> None:
        """Adds or replaces files and what was measured of them in one transaction."""
        pairs = list(records)
        if not pairs:
            return
        rows = [record for record, _ in pairs]
        contents = [
            (record.digest, as_array([found]).tobytes())
            for record, found in pairs
            if found is not None
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?)", rows)
            self._connection.executemany("INSERT OR REPLACE INTO contents VALUES (?,?)", contents)
            self._grow()

    def forget(self, relatives: Iterable[str]) -> None:
        """Drops files that are gone; what was measured of them stays, should they come back."""
        rows = [(name,) for name in relatives]
        if not rows:
            return
        with self._connection:
            self._connection.executemany("DELETE FROM files WHERE relative = ?", rows)
            self._grow()

    # Facts and classes

    def facts(self) -> dict[str, Facts]:
        """What only the program knows, by content."""
        # Most pictures share the little that is known of them.
        shared: dict[Facts, Facts] = {}
        found: dict[str, Facts] = {}
        for page in pages(self._connection, "facts", ("digest", *FACT_COLUMNS)):
            for digest, *values in page:
                facts = Facts._make(values)
                found[digest] = shared.setdefault(facts, facts)
        return found

    def facts_of(self, digests: Sequence[str]) -> dict[str, Facts]:
        """The same for some contents."""
        found: dict[str, Facts] = {}
        for start in range(0, len(digests), _BATCH):
            some = digests[start : start + _BATCH]
            marks = ",".join("?" * len(some))
            columns = ", ".join(FACT_COLUMNS)
            rows = self._connection.execute(
                f"SELECT digest, {columns} FROM facts WHERE digest IN ({marks})", some
            )
            found.update({row[0]: Facts._make(row[1:]) for row in rows})
        return found

    def has_origin(self, kind: str) -> bool:
        """Whether any content came this way, also one that lies in the trash."""
        query = "SELECT 1 FROM facts WHERE origin LIKE ? LIMIT 1"
        # `Origin.as_text` writes the kind first.
        start = json.dumps({"kind": kind}).rstrip("}")
        return self._connection.execute(query, (f"{start}%",)).fetchone() is not None

    def all_facts(self) -> Iterator[Fact]:
        """Every fact, as if it became known now."""
        for digest, facts in self.facts().items():
            for name in FactName:
                value = getattr(facts, name.value)
                if value is not None:
                    yield Fact(digest, name, None, value)

    def class_ids(self) -> dict[str, str]:
        """The stable id of each class that was ever seen, by its present name."""
        return dict(self._connection.execute("SELECT name, id FROM classes"))

    def settings(self) -> dict[str, str]:
        """The project's settings by name."""
        return dict(self._connection.execute("SELECT name, value FROM settings"))

    # Changes

    def applied(self) -> tuple[int, int]:
        """How far the journal was taken over: the byte after, and the last number."""
        query = "SELECT journal_end, last_number FROM applied"
        end, last = self._connection.execute(query).fetchone()
        return int(end), int(last)

    def revision(self) -> int:
        """A number that grows whenever files, facts or classes become others."""
        return int(self._connection.execute("SELECT revision FROM applied").fetchone()[0])

    def set_applied(self, journal_end: int, last_number: int) -> None:
        """Notes how far the journal was taken over."""
        self._connection.execute(
            "UPDATE applied SET journal_end=?, last_number=?, revision=revision+1",
            (journal_end, last_number),
        )

    def _grow(self) -> None:
        self._connection.execute("UPDATE applied SET revision = revision + 1")

    def set_facts(self, facts: Iterable[Fact]) -> None:
        """Takes over facts; does not commit."""
        by_name: dict[FactName, list[tuple[str, str | None]]] = {}
        for fact in facts:
            by_name.setdefault(fact.name, []).append((fact.digest, fact.after))
        for name, rows in by_name.items():
            self._connection.executemany(
                f"INSERT INTO facts (digest, {name.value}) VALUES (?, ?) "
                f"ON CONFLICT (digest) DO UPDATE SET {name.value} = excluded.{name.value}",
                rows,
            )

    def set_classes(self, names: Iterable[ClassName]) -> None:
        """Takes over class names; does not commit."""
        for name in names:
            self._connection.execute("DELETE FROM classes WHERE id = ?", (name.class_id,))
            if name.after is not None:
                self._connection.execute(
                    "INSERT OR REPLACE INTO classes VALUES (?, ?)", (name.class_id, name.after)
                )

    def set_settings(self, settings: Iterable[Setting]) -> None:
        """Takes over settings; does not commit."""
        for setting in settings:
            self._connection.execute("DELETE FROM settings WHERE name = ?", (setting.name,))
            if setting.after is not None:
                row = (setting.name, setting.after)
                self._connection.execute("INSERT INTO settings VALUES (?, ?)", row)

    def move_files(self, moves: Iterable[Move]) -> None:
        """Takes over moves of files and folders that are known; does not commit.

        What goes into the hidden folder (the trash) is no file of the data set any more.
        """
        for move in moves:
            if move.target.startswith(f"{HIDDEN}/"):
                self.forget_below(move.source)
                continue
            known = self._connection.execute(
                "UPDATE OR REPLACE files SET relative = ? WHERE relative = ?",
                (move.target, move.source),
            )
            if known.rowcount == 0:
                self._connection.execute(
                    "UPDATE OR REPLACE files SET relative = ? || substr(relative, ?) "
                    "WHERE relative >= ? AND relative < ?",
                    (move.target, len(move.source) + 1, f"{move.source}/", f"{move.source}0"),
                )

    def forget_below(self, relative: str) -> None:
        """Drops a file, or what lies in a folder; does not commit."""
        self._connection.execute(
            "DELETE FROM files WHERE relative = ? OR (relative >= ? AND relative < ?)",
            (relative, f"{relative}/", f"{relative}0"),
        )

    # History

    def push(self, number: int, offset: int, parent: int | None) -> None:
        """Adds a change to the history; what was undone cannot be done again after it.

        It belongs to its parent as long as that is the last change. After others it stands for
        itself: taking both back at once would pass over what was done in between.
        """
        last = self._connection.execute(
            "SELECT max(number) FROM history WHERE undone = 0 AND parent IS NULL"
        ).fetchone()[0]
        self._connection.execute("DELETE FROM history WHERE undone = 1")
        self._connection.execute(
            "INSERT OR REPLACE INTO history (number, offset, parent) VALUES (?, ?, ?)",
            (number, offset, parent if parent == last else None),
        )

    def root_of(self, number: int) -> int:
        """The change that this one belongs to: itself, unless it continues another."""
        query = "SELECT parent FROM history WHERE number = ?"
        row = self._connection.execute(query, (number,)).fetchone()
        return number if row is None or row[0] is None else int(row[0])

    def clear_history(self) -> None:
        """Forgets what could be undone; does not commit."""
        self._connection.execute("DELETE FROM history")

    def forget_steps(self, numbers: Iterable[int]) -> None:
        """Forgets that changes, with all that belongs to them, could be undone; does not commit."""
        rows = [(number, number) for number in numbers]
        self._connection.executemany("DELETE FROM history WHERE number = ? OR parent = ?", rows)

    def steps(self, *, undone: bool) -> list[Step]:
        """All that can be redone, or undone."""
        rows = self._connection.execute(
            "SELECT number, offset, last_number, last_offset, parent FROM history "
            "WHERE undone = ? ORDER BY coalesce(parent, number), number",
            (undone,),
        )
        groups = groupby(rows, key=lambda row: row[0] if row[4] is None else row[4])
        return [_step_of([row[:4] for row in group]) for _, group in groups]

    def mark(self, number: int, line: Past, *, undone: bool) -> None:
        """Notes that a change with all that belongs to it was undone, or done again, by a line."""
        self._connection.execute(
            "UPDATE history SET undone = ? WHERE number = ? OR parent = ?", (undone, number, number)
        )
        self._connection.execute(
            "UPDATE history SET last_number = ?, last_offset = ? WHERE number = ?",
            (line.number, line.offset, number),
        )

    def last_done(self) -> Step | None:
        """What undo takes back; None when there is nothing."""
        return self._step("SELECT max(number) FROM history WHERE undone = 0 AND parent IS NULL")

    def next_undone(self) -> Step | None:
        """What redo does again; None when there is nothing."""
        return self._step("SELECT min(number) FROM history WHERE undone = 1 AND parent IS NULL")

    def _step(self, query: str) -> Step | None:
        number = self._connection.execute(query).fetchone()[0]
        if number is None:
            return None
        rows = self._connection.execute(
            "SELECT number, offset, last_number, last_offset FROM history "
            "WHERE number = ? OR parent = ? ORDER BY number",
            (number, number),
        )
        return _step_of(rows)


def _step_of(rows: Iterable[tuple[int, int, int | None, int | None]]) -> Step:
    """A step from the rows of a change and of what belongs to it, in the order of their numbers."""
    (number, offset, last_number, last_offset), *rest = rows
    first = Past(number, offset)
    if last_number is not None and last_offset is not None:
        first = Past(last_number, last_offset)
    return Step(number, (first, *(Past(*row[:2]) for row in rest if row[0] > first.number)))
