"""Which content served which part when a model was trained; travels with the run and the model."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.files import write_atomically

SPLIT_FILE = "splits.csv"
_COLUMNS = ("digest", "path", "class", "split")


@dataclass(frozen=True, slots=True)
class SplitEntry:
    """One item as it was when training began."""

    digest: str
    relative: str
    class_name: str
    split: Split


@dataclass(frozen=True, slots=True)
class SplitRecord:
    """All items of a training, with the part that each served."""

    entries: tuple[SplitEntry, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> "SplitRecord":
        """Records a data set as it is."""
        return cls(
            tuple(
                SplitEntry(
                    item.digest, item.relative, dataset.classes[item.class_index], item.split
                )
                for item in dataset.items
            )
        )

    def select(self, items: Sequence[Item], split: Split) -> list[Item]:
        """The items that served `split` when the model was trained.

        Pictures are known by content, wherever they lie now. A content that stood on two sides
        (supplied folders may do that) is told apart by its path, else counts as training.
        """
        by_place = {(entry.digest, entry.relative): entry.split for entry in self.entries}
        order = {Split.TEST: 0, Split.VAL: 1, Split.TRAIN: 2}
        by_content: dict[str, Split] = {}
        for entry in sorted(self.entries, key=lambda entry: order[entry.split]):
            by_content[entry.digest] = entry.split
        return [
            item
            for item in items
            if by_place.get((item.digest, item.relative), by_content.get(item.digest)) is split
        ]

    def write(self, folder: Path) -> None:
        """Writes the record into a run's or model's folder."""
        rows = [(e.digest, e.relative, e.class_name, e.split.value) for e in self.entries]
        with (
            write_atomically(folder / SPLIT_FILE) as temporary,
            temporary.open("w", encoding="utf-8", newline="") as file,
        ):
            csv.writer(file).writerows([_COLUMNS, *rows])

    @classmethod
    def read(cls, folder: Path) -> "SplitRecord":
        """Reads what `write` wrote.

        Raises:
            ModelError: The record is missing or damaged.
        """
        try:
            with (folder / SPLIT_FILE).open(encoding="utf-8", newline="") as file:
                entries = tuple(
                    SplitEntry(row["digest"], row["path"], row["class"], Split(row["split"]))
                    for row in csv.DictReader(file)
                )
        except FileNotFoundError as error:
            raise ModelError(f"{folder} lacks the file {SPLIT_FILE}.") from error
        except (ValueError, KeyError, csv.Error) as error:
            raise ModelError(f"The file {SPLIT_FILE} in {folder} is damaged.") from error
        return cls(entries)
