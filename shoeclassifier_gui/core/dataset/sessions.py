"""Reads which recording each picture belongs to from a session file beside the pictures."""

import csv

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError

SESSION_FILE = "sessions.csv"


def read_session_file(project: Project) -> dict[str, str]:
    """Recording by relative path, of all pictures that the user's session file names.

    Raises:
        DatasetError: The session file has not the columns `path` and `session`.
    """
    file = project.folder / SESSION_FILE
    if not file.is_file():
        return {}
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
