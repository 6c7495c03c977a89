"""Which recording each picture belongs to: a session file beside the pictures, and the journal."""

import contextlib
import csv
import json
import os
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.files import storage_errors

SESSION_FILE = "sessions.csv"


@dataclass(frozen=True, slots=True)
class Captured:
    """A picture that the program itself put into a class.

    Attributes:
        relative: Path below the project's folder.
        session: The recording that it belongs to.
        source: Name of the camera, file or stream.
        time: ISO 8601, with the offset from UTC.
    """

    relative: str
    session: str
    source: str
    time: str


def read_sessions(project: Project) -> dict[str, str]:
    """Recording by relative path, of all pictures whose recording is known.

    Raises:
        DatasetError: The session file has not the columns `path` and `session`.
    """
    sessions = {entry.relative: entry.session for entry in read_captured(project)}
    file = project.folder / SESSION_FILE
    if file.is_file():
        sessions.update(_read_session_file(file))
    return sessions


def read_captured(project: Project) -> list[Captured]:
    """All journalled captures; a line torn by a crash is left out."""
    if not project.journal.is_file():
        return []
    entries = []
    for line in project.journal.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            fields = json.loads(line)
            if fields["event"] == "captured":
                keys = ("relative", "session", "source", "time")
                entries.append(Captured(*(str(fields[key]) for key in keys)))
    return entries


def journal_captured(project: Project, entry: Captured) -> None:
    """Appends a capture to the journal.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    fields = {
        "event": "captured",
        "relative": entry.relative,
        "session": entry.session,
        "source": entry.source,
        "time": entry.time,
    }
    with storage_errors(project.journal):
        project.journal.parent.mkdir(parents=True, exist_ok=True)
        with project.journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _read_session_file(file: Path) -> dict[str, str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(
            f"{file.name} is not a readable table.", "Save it as CSV in UTF-8."
        ) from error
    if rows and not {"path", "session"} <= set(rows[0]):
        raise DatasetError(
            f"{file.name} lacks the columns path and session.",
            "Name the two columns in its first line, or remove the file.",
        )
    return {
        row["path"].replace("\\", "/").removeprefix("./"): row["session"]
        for row in rows
        if row["path"] and row["session"]
    }
