"""What a person wrote about a run: its name and notes, kept in the run's folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import write_text

ABOUT_FILE = "about.json"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class About:
    """Words of a person.

    Attributes:
        name: One line; empty for a run that is called by its folder.
        notes: Any text.
    """

    name: str = ""
    notes: str = ""


def read_about(run: Path) -> About:
    """What was written about a run; nothing when the file is missing or damaged."""
    try:
        values = json.loads((run / ABOUT_FILE).read_text(encoding="utf-8"))
        return About(str(values.get("name", "")), str(values.get("notes", "")))
    except (OSError, ValueError, AttributeError, RecursionError):
        return About()


def write_about(run: Path, about: About) -> About:
    """Keeps name and notes; line breaks and blanks around the name are dropped.

    Returns:
        What was kept.

    Raises:
        RunError: The name is too long.
        StorageError: The folder may not be written to.
    """
    kept = About(" ".join(about.name.split()), about.notes.strip())
    if len(kept.name) > LONGEST_NAME:
        raise RunError(
            f"A name of a run has {LONGEST_NAME} letters at most.", "Put the rest into the notes."
        )
    write_text(run / ABOUT_FILE, json.dumps(asdict(kept), indent=2, ensure_ascii=False) + "\n")
    return kept
