"""What the Train page says about the data set, counted once for each data set."""

from dataclasses import dataclass

import numpy as np

from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.dataset.summary import DatasetSummary
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import UserError


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Counts of a data set.

    Attributes:
        class_count: Classes.
        train_count: Training pictures.
        val_count: Validation pictures.
        val_sessions: Recordings that they come from.
        fewest_sessions: Of the class that has the fewest recordings outside of the test part.
        problem: Why it cannot be learned; None when it can.
    """

    class_count: int = 0
    train_count: int = 0
    val_count: int = 0
    val_sessions: int = 0
    fewest_sessions: int = 0
    problem: UserError | None = None


def data_facts(columns: Columns) -> DataFacts:
    """Counts a data set (100,000 pictures: some milliseconds)."""
    summary = columns.summary()
    counts = summary.by_split()
    return DataFacts(
        class_count=len(columns.dataset.classes),
        train_count=counts[Split.TRAIN],
        val_count=counts[Split.VAL],
        val_sessions=columns.session_count(Split.VAL),
        fewest_sessions=_fewest_sessions(columns),
        problem=_problem(columns.dataset, summary),
    )


def _fewest_sessions(columns: Columns) -> int:
    """Pictures of no known recording count one each."""
    learned = (columns.split != tuple(Split).index(Split.TEST)) & ~columns.left_out
    index, session = columns.class_index[learned], columns.session[learned]
    known, classes = session >= 0, len(columns.dataset.classes)
    pairs = np.unique(np.stack((index[known], session[known])), axis=1)
    alone = np.bincount(index[~known], minlength=classes)
    counts = np.bincount(pairs[0], minlength=classes) + alone
    return int(counts.min()) if classes else 0


def _problem(dataset: Dataset, summary: DatasetSummary) -> UserError | None:
    try:
        require_trainable(dataset, summary)
    except UserError as error:
        return error
    return None
