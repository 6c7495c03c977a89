"""The words of a data set: item, class, split."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts
from shoeclassifier_gui.core.dataset.measures import MeasureTable


class Split(StrEnum):
    """Which part of the work an item serves."""

    TRAIN = "train"
    VAL = "val"
    TEST = "test"


class Item(NamedTuple):
    """One readable picture of the data set; a tuple, for 100,000 are made in a third of the time.

    Attributes:
        folder: The data set's folder.
        relative: Its path below that folder, with forward slashes.
        class_index: Index into the data set's classes.
        session: The recording that it comes from; its own path when that is not known.
        digest: Hash of the file's bytes.
        split: The part that it serves.
        supplied: Whether the folder that it lies in gave it that part.
        size: Bytes.
        modified_ns: Time of the file's last change.
        left_out: Whether it serves no part: a person left it out, and it stays in the folder.
    """

    folder: Path
    relative: str
    class_index: int
    session: str
    digest: str
    split: Split = Split.TRAIN
    supplied: bool = False
    size: int = 0
    modified_ns: int = 0
    left_out: bool = False

    @property
    def path(self) -> Path:
        """The file; made when it is wanted, for 100,000 paths take a second."""
        return self.folder / self.relative


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A picture file that cannot be read.

    Attributes:
        path: The file.
        reason: Why.
        digest: Hash of its bytes; of its name when even these cannot be read.
    """

    path: Path
    reason: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What lies in a labelled folder: an immutable snapshot.

    Attributes:
        folder: The labelled folder.
        classes: Names of the classes, in the order of their indices.
        items: The readable pictures, sorted by relative path.
        broken: Picture files that cannot be read.
        class_ids: The stable id of each class; names may change, ids do not.
        facts: What only the program knows, by content.
        measures: What was measured, by content.
        revision: The catalogue's revision that this is a snapshot of; -1 when that is not known.
        settings: The project's settings by name, for example the shares of its split.
        classless: Readable pictures that lie in no class folder; their class index says nothing.
    """

    folder: Path
    classes: tuple[str, ...]
    items: tuple[Item, ...]
    broken: tuple[BrokenFile, ...] = field(default=())
    class_ids: tuple[str, ...] = field(default=())
    facts: Mapping[str, Facts] = field(default_factory=dict[str, Facts])
    measures: MeasureTable = field(default_factory=MeasureTable, compare=False)
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    revision: int = field(default=-1, compare=False)
    classless: tuple[Item, ...] = field(default=())

    @property
    def name(self) -> str:
        """The folder's name, as a title."""
        return self.folder.name

    @property
    def used(self) -> tuple[Item, ...]:
        """The items that serve some part: all but those that were left out."""
        return tuple(item for item in self.items if not item.left_out)

    def of_split(self, split: Split) -> tuple[Item, ...]:
        """The items that serve one part."""
        return tuple(item for item in self.items if item.split is split and not item.left_out)

    def facts_of(self, item: Item) -> Facts:
        """What only the program knows of an item."""
        return self.facts.get(item.digest, NO_FACTS)

    def count_by_class(self, split: Split | None = None) -> tuple[int, ...]:
        """Number of items of each class that serve one split, or any."""
        chosen = self.used if split is None else self.of_split(split)
        counts = Counter(item.class_index for item in chosen)
        return tuple(counts[index] for index in range(len(self.classes)))

    def session_count(self) -> int:
        """Number of recordings; pictures of unknown recording count one each."""
        return len({item.session for item in self.items})
