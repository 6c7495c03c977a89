"""Where collected pictures wait, each with what is known of it, until one change takes all in.

Beside a picture `<digest>.jpg` lies `<digest>.json`, written before it. What a change took in has
none any more: a crash in between leaves nothing that the next collection would take in again.
"""

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.dataset.changes import INCOMING
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.files import storage_errors, write_text

_PREFIX = "collect-"
_LOCK = "lock"
NEW = ".new"
# What a crash leaves of a file that was being written.
_HALF = {NEW, ".part"}


@dataclass(frozen=True, slots=True)
class Staged:
    """A picture that waits to be taken in.

    Attributes:
        path: Where it lies.
        digest: Of its content.
        class_name: The class that it is for.
        service: Who found it.
        time: When it was fetched, ISO 8601.
        found: What the service said of it.
    """

    path: Path
    digest: str
    class_name: str
    service: str
    time: str
    found: Found

    def write_note(self) -> None:
        """Writes down what is known, before the picture comes.

        Raises:
            StorageError: The disk is full or may not be written to.
        """
        note = {
            "class": self.class_name,
            "service": self.service,
            "time": self.time,
            "found": asdict(self.found),
        }
        write_text(_note(self.path), json.dumps(note, ensure_ascii=False))


@contextmanager
def staging_folder(project: Project) -> Iterator[Path]:
    """A new folder below the project's; other programs can tell that it is in use.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    folder = project.folder / INCOMING / f"{_PREFIX}{secrets.token_hex(6)}"
    with storage_errors(folder):
        folder.mkdir(parents=True)
        lock = FileLock(folder / _LOCK)
        lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        _tidy(folder)


@contextmanager
def left_behind(project: Project) -> Iterator[list[Staged]]:
    """What collections that were cut off had fetched; half files of theirs are removed."""
    folders = sorted((project.folder / INCOMING).glob(f"{_PREFIX}*"))
    with suppress(OSError):
        folders = [folder for folder in folders if folder.is_dir()]
    locks = [(folder, FileLock(folder / _LOCK)) for folder in folders]
    mine = [(folder, lock) for folder, lock in locks if _is_free(lock)]
    try:
        yield [staged for folder, _ in mine for staged in waiting_in(folder)]
    finally:
        for folder, lock in mine:
            lock.release()
            _tidy(folder)


def waiting_in(folder: Path) -> list[Staged]:
    """What waits in a folder that nobody writes to now; half files are removed."""
    return list(_read(folder))


def forget_notes(taken: list[Staged]) -> None:
    """What was taken in waits no longer."""
    for staged in taken:
        _note(staged.path).unlink(missing_ok=True)


def drop(staged: Staged) -> None:
    """Removes a picture that is not wanted after all."""
    _note(staged.path).unlink(missing_ok=True)
    staged.path.unlink(missing_ok=True)


def _is_free(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    return True


def _read(folder: Path) -> Iterator[Staged]:
    for half in folder.iterdir():
        if half.suffix in _HALF:
            half.unlink(missing_ok=True)
    pictures = {path.stem: path for path in folder.iterdir() if path.suffix not in {".json", ""}}
    for note in sorted(folder.glob("*.json")):
        picture = pictures.get(note.stem)
        staged = _parse(note, picture) if picture is not None else None
        if staged is None:
            note.unlink(missing_ok=True)
        else:
            yield staged


def _parse(note: Path, picture: Path) -> Staged | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        values: Mapping[str, object] = json.loads(note.read_text(encoding="utf-8"))
        found = values["found"]
        return Staged(
            picture,
            picture.stem,
            str(values["class"]),
            str(values["service"]),
            str(values["time"]),
            Found(**found) if isinstance(found, dict) else Found(""),
        )
    return None


def _tidy(folder: Path) -> None:
    """Removes the folder when nothing waits in it."""
    with suppress(OSError):
        if not [path for path in folder.iterdir() if path.name != _LOCK]:
            shutil.rmtree(folder)


def _note(picture: Path) -> Path:
    return picture.with_suffix(".json")
