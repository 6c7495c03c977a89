"""What a person wants to have imported."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.pictures import is_picture_file

VIDEO_SUFFIXES = frozenset(
    (".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".wmv", ".3gp", ".mts")
)
ARCHIVE_SUFFIXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz",
)  # fmt: skip
_OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".cab", ".iso")


class SourceKind(StrEnum):
    """Where pictures come from."""

    FOLDER = "folder"
    ARCHIVE = "archive"
    PICTURE = "picture"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder or file that is imported."""

    path: Path
    kind: SourceKind

    @property
    def title(self) -> str:
        """Its name without the suffix of an archive."""
        name = self.path.name
        if self.kind is SourceKind.ARCHIVE:
            endings = [end for end in ARCHIVE_SUFFIXES if name.lower().endswith(end)]
            name = name[: -len(max(endings, key=len))] if endings else name
        return name


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which pictures of a video are taken.

    Attributes:
        every: Each n-th; None takes the sharpest of each second.
    """

    every: int | None = None


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import, and how.

    Attributes:
        sources: Folders, archives, pictures and videos; absolute paths.
        class_name: The class of all pictures; None reads it from the folders that they lie in.
        link: Leave the pictures where they are and keep links to them.
        sampling: Which pictures of videos.
    """

    sources: tuple[Path, ...]
    class_name: str | None = None
    link: bool = False
    sampling: Sampling = field(default_factory=Sampling)

    @property
    def key(self) -> str:
        """The same for the same wish: a second try goes on with the first."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """A dictionary that JSON can hold; `from_json` reads it."""
        return {
            "sources": [str(path) for path in self.sources],
            "class": self.class_name,
            "link": self.link,
            "every": self.sampling.every,
        }

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> "ImportRequest":
        """Reads what `as_json` gave.

        Raises:
            KeyError, TypeError: It is something else.
        """
        sources = tuple(Path(path) for path in parts["sources"])
        return cls(sources, parts["class"], bool(parts["link"]), Sampling(parts["every"]))


def find_source(path: Path) -> Source:
    """Finds out what a path is.

    Raises:
        DatasetError: It is missing, or nothing that pictures can come from.
    """
    name = path.name.lower()
    if not path.exists():
        raise DatasetError(f"There is no file or folder {path}.", "Check the name.")
    if path.is_dir():
        return Source(path, SourceKind.FOLDER)
    if not path.is_file():
        raise DatasetError(f"{path.name} is neither a file nor a folder.", "Choose another one.")
    if path.suffix.lower() in VIDEO_SUFFIXES:
        return Source(path, SourceKind.VIDEO)
    if name.endswith(ARCHIVE_SUFFIXES):
        return Source(path, SourceKind.ARCHIVE)
    if name.endswith(_OTHER_ARCHIVES):
        raise DatasetError(
            f"{path.name} is packed in a way that cannot be opened.",
            "Unpack it, then import the folder; zip and tar are opened directly.",
        )
    if is_picture_file(path):
        return Source(path, SourceKind.PICTURE)
    raise DatasetError(
        f"{path.name} is no picture, video, zip or tar file.", "Choose another file."
    )
