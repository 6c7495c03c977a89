"""A data set as numpy columns: what the checks look at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.measures import MeasureArray
from shoeclassifier_gui.core.dataset.near_duplicates import Indices, Pairs, near_pairs
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion

_SPLITS = {split: number for number, split in enumerate(Split)}


@dataclass(frozen=True, slots=True)
class Columns:
    """One row an item.

    Attributes:
        dataset: Where they come from.
        measures: Of each item; zeros where it was not measured.
        classes: Class index of each item.
        splits: 0 train, 1 val, 2 test.
        contents: Number of each item's content: equal for exact duplicates.
        pairs: Near-duplicates, exact ones included.
    """

    dataset: Dataset
    measures: MeasureArray
    classes: Indices
    splits: Indices
    contents: Indices
    pairs: Pairs

    @classmethod
    def of(cls, dataset: Dataset) -> "Columns":
        """Makes the columns; finding the pairs takes seconds for 100,000 pictures."""
        items = dataset.items
        numbers: dict[str, int] = {}
        measures = dataset.measures.of([item.digest for item in items])
        return cls(
            dataset,
            measures,
            np.fromiter((item.class_index for item in items), np.int64, len(items)),
            np.fromiter((_SPLITS[item.split] for item in items), np.int64, len(items)),
            np.fromiter(
                (numbers.setdefault(item.digest, len(numbers)) for item in items),
                np.int64,
                len(items),
            ),
            _measured_pairs(measures),
        )

    @property
    def measured(self) -> npt.NDArray[np.bool_]:
        """Which rows were measured."""
        found: npt.NDArray[np.bool_] = self.measures["width"] > 0
        return found

    def item(self, row: int) -> Item:
        """The item of a row."""
        return self.dataset.items[row]

    def paths(self, rows: Indices) -> tuple[str, ...]:
        """Relative paths of some rows."""
        return tuple(self.dataset.items[row].relative for row in rows.tolist())

    def finding(
        self, kind: FindingKind, rows: Indices, suggestion: Suggestion, target: str = ""
    ) -> Finding:
        """A finding about some rows."""
        return Finding(kind, self.paths(rows), suggestion, target)


def _measured_pairs(measures: MeasureArray) -> Pairs:
    rows = np.flatnonzero(measures["width"] > 0)
    first, second, distances = near_pairs(measures[rows])
    return rows[first], rows[second], distances
