"""The words of a data set: item, class, split."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Split(StrEnum):
    """Which part of the work an item serves."""

    TRAIN = "train"
    VAL = "val"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Item:
    """One readable picture of the data set.

    Attributes:
        path: The file.
        relative: Its path below the data set's folder, with forward slashes.
        class_index: Index into the data set's classes.
        session: The recording that it comes from; its own path when that is not known.
        digest: Hash of the file's bytes.
        split: The part that it serves.
    """

    path: Path
    relative: str
    class_index: int
    session: str
    digest: str
    split: Split = Split.TRAIN


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A picture file that cannot be read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """What lies in a labelled folder: an immutable snapshot.

    Attributes:
        folder: The labelled folder.
        classes: Names of the classes, in the order of their indices.
        items: The readable pictures, sorted by relative path.
        broken: Picture files that cannot be read.
    """

    folder: Path
    classes: tuple[str, ...]
    items: tuple[Item, ...]
    broken: tuple[BrokenFile, ...] = field(default=())

    @property
    def name(self) -> str:
        """The folder's name, as a title."""
        return self.folder.name

    def of_split(self, split: Split) -> tuple[Item, ...]:
        """The items that serve one part."""
        return tuple(item for item in self.items if item.split is split)

    def count_by_class(self, split: Split | None = None) -> tuple[int, ...]:
        """Number of items of each class, of one split or of all."""
        chosen = self.items if split is None else self.of_split(split)
        counts = Counter(item.class_index for item in chosen)
        return tuple(counts[index] for index in range(len(self.classes)))

    def session_count(self) -> int:
        """Number of recordings; pictures of unknown recording count one each."""
        return len({item.session for item in self.items})
