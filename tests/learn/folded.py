"""Runs with folds, as the tests of folds take them apart."""

import csv
import dataclasses
from collections import Counter
from typing import TypeVar

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.fold_events import RunEvent
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.folds_folder import FoldsFolder
from tests.learn.small import SMALL

FOLDED = dataclasses.replace(SMALL, epochs=1, folds=3)
Kind = TypeVar("Kind")


def thinned(dataset: Dataset) -> Dataset:
    """Two pictures of each recording are enough here."""
    count = Counter[str]()
    kept = []
    for item in dataset.items:
        count[item.session] += 1
        if count[item.session] <= 2:
            kept.append(item)
    return dataclasses.replace(dataset, items=tuple(kept))


def of_kind(events: list[RunEvent], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def answers(run: RunFolder, folds: int = 3) -> list[dict[str, str]]:
    found = []
    for fold in range(1, folds + 1):
        with FoldsFolder(run).answers_file(fold).open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found
