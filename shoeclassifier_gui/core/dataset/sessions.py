"""Reads which recording each picture belongs to from a session file beside the pictures."""

import csv
import io
from collections.abc import Iterable

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError

SESSION_FILE = "sessions.csv"


def read_session_file(project: Project) -> dict[str, str]:
    """Recording by relative path, of all pictures that the user's session file names.

    Raises:
        DatasetError: The session file has not the columns `path` and `session`.
    """
    file = project.folder / SESSION_FILE
    return parse_session_table(file.read_bytes(), file.name) if file.is_file() else {}


def session_table(rows: Iterable[tuple[str, str]]) -> str:
    """The session file of pictures, given as path and session."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("path", "session"), *rows])
    return text.getvalue()


def parse_session_table(data: bytes, name: str) -> dict[str, str]:
    """Recording by relative path.

    Args:
        data: The session file's bytes.
        name: The session file's name, for the sentence.

    Raises:
        DatasetError: It has not the columns `path` and `session`.
    """
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(
            f"{name} is not a readable table.", "Save it as CSV in UTF-8."
        ) from error
    if rows and not {"path", "session"} <= set(rows[0]):
        raise DatasetError(
            f"{name} lacks the columns path and session.",
            "Name the two columns in its first line, or remove the file.",
        )
    return {
        row["path"].replace("\\", "/").removeprefix("./"): row["session"]
        for row in rows
        if row["path"] and row["session"]
    }
