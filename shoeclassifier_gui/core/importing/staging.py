"""The staging folder of an import: complete files only, named by content, and what was asked for.

It outlives a crash. Asking for the same import again goes on with it; until then nothing of it
stands in the project.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shoeclassifier_gui.core.dataset.changes import INCOMING
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.files import storage_errors, write_text
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.pictures import SUFFIXES

_MANIFEST = "import.json"
_PREFIX = "import-"


@dataclass(frozen=True, slots=True)
class Stage:
    """A staging folder.

    Attributes:
        folder: Where it lies.
        request: What was asked for.
        started: When, ISO 8601 with the offset from UTC.
    """

    folder: Path
    request: ImportRequest
    started: str

    def file_for(self, digest: str, name: str) -> Path:
        """Where the picture of a content is staged."""
        suffix = Path(name).suffix.lower()
        return self.folder / f"{digest}{suffix if suffix in SUFFIXES else ''}"

    def staged(self) -> set[str]:
        """The contents that are staged completely."""
        with suppress(FileNotFoundError):
            names = (entry.name for entry in os.scandir(self.folder))
            return {n.split(".")[0] for n in names if not n.endswith((".part", ".json"))}
        return set()

    def remove(self) -> None:
        """Throws away all that is in it.

        What it is goes last: cut off, it is still an import that can be dropped.
        """
        for entry in self.folder.glob("[!.]*"):
            if entry.name != _MANIFEST:
                with suppress(OSError):
                    entry.unlink()
        (self.folder / _MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        _sweep(self.folder.parent)

    def close(self) -> None:
        """Ends the import without anything to move; pictures that nobody asked for stay."""
        (self.folder / _MANIFEST).unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()


def open_stage(project: Project, request: ImportRequest) -> Stage:
    """The staging folder of an import that was interrupted, or a new one.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    known = _find(project, request)
    if known is not None:
        for part in known.folder.glob("*.part"):
            part.unlink(missing_ok=True)
        return known
    _sweep(project.folder / INCOMING)
    now = datetime.now().astimezone()
    name = f"{_PREFIX}{request.key}-{now:%Y%m%d%H%M%S%f}"
    stage = Stage(project.folder / INCOMING / name, request, now.isoformat())
    with storage_errors(stage.folder):
        stage.folder.mkdir(parents=True)
    write_text(
        stage.folder / _MANIFEST,
        json.dumps({"request": request.as_json(), "started": stage.started}),
    )
    return stage


def close_stage(project: Project, request: ImportRequest) -> None:
    """Ends an interrupted import of which all came in, just not the note that it did."""
    stage = _find(project, request)
    if stage is not None:
        stage.close()


def unfinished(project: Project) -> tuple[Stage, ...]:
    """The imports that were interrupted, oldest first."""
    return tuple(sorted(_stages(project), key=lambda stage: stage.started))


def staged_digests(project: Project, request: ImportRequest) -> set[str]:
    """The contents that an interrupted import of the same things has staged."""
    stage = _find(project, request)
    return stage.staged() if stage is not None else set()


def flush(paths: list[Path]) -> None:
    """Waits until files have reached the disk.

    Raises:
        StorageError: They cannot.
    """
    if hasattr(os, "sync"):  # One call for all; Windows knows only the way file by file.
        os.sync()
        return
    for path in paths:
        with storage_errors(path), path.open("rb+") as file:
            os.fsync(file.fileno())


def _sweep(incoming: Path) -> None:
    """Removes folders of imports that were cut off before they were one, or after."""
    for folder in incoming.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if not (folder / _MANIFEST).exists():
                for part in (*folder.glob("*.part"), *folder.glob(".*.part")):
                    part.unlink(missing_ok=True)
                folder.rmdir()


def _find(project: Project, request: ImportRequest) -> Stage | None:
    return next((s for s in unfinished(project) if s.request == request), None)


def _stages(project: Project) -> Iterator[Stage]:
    for manifest in (project.folder / INCOMING).glob(f"{_PREFIX}*/{_MANIFEST}"):
        # A manifest that cannot be read belongs to no import that could go on.
        with suppress(OSError, ValueError, KeyError, TypeError):
            parts = json.loads(manifest.read_text(encoding="utf-8"))
            request = ImportRequest.from_json(parts["request"])
            yield Stage(manifest.parent, request, str(parts["started"]))
