"""Which content served which part when a model was trained; travels with the run and the model."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.files import content_digest, write_atomically

SPLIT_FILE = "splits.csv"
_COLUMNS = ("digest", "path", "class", "split", "class_id")


@dataclass(frozen=True, slots=True)
class SplitEntry:
    """One item as it was when training began.

    Attributes:
        digest: Its content.
        relative: Where it lay.
        class_name: How its class was called.
        split: The part that it served.
        class_id: The stable id of its class; empty in records of earlier versions.
    """

    digest: str
    relative: str
    class_name: str
    split: Split
    class_id: str = ""


@dataclass(frozen=True, slots=True)
class SplitRecord:
    """All items of a training, with the part that each served."""

    entries: tuple[SplitEntry, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> "SplitRecord":
        """Records a data set as it is; what was left out serves nothing and is not in it."""
        return cls(
            tuple(
                SplitEntry(
                    item.digest,
                    item.relative,
                    dataset.classes[item.class_index],
                    item.split,
                    dataset.class_ids[item.class_index] if dataset.class_ids else "",
                )
                for item in dataset.used
            )
        )

    @property
    def data(self) -> str:
        """Names this state of the data: contents, classes and parts, wherever the files lie."""
        lines = sorted(f"{e.digest} {e.class_id or e.class_name} {e.split}" for e in self.entries)
        return content_digest("\n".join(lines).encode("utf-8", "surrogatepass"))

    @property
    def class_ids(self) -> dict[str, str]:
        """The id of each class by its name then; empty in records of earlier versions."""
        return {entry.class_name: entry.class_id for entry in self.entries if entry.class_id}

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
        rows = [
            (e.digest, e.relative, e.class_name, e.split.value, e.class_id) for e in self.entries
        ]
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
                    SplitEntry(
                        row["digest"],
                        row["path"],
                        row["class"],
                        Split(row["split"]),
                        row.get("class_id") or "",
                    )
                    for row in csv.DictReader(file)
                )
        except FileNotFoundError as error:
            raise ModelError(f"{folder} lacks the file {SPLIT_FILE}.") from error
        except (ValueError, KeyError, csv.Error) as error:
            raise ModelError(f"The file {SPLIT_FILE} in {folder} is damaged.") from error
        return cls(entries)
