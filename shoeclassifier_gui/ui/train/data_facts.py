"""What the Train page says about the data set, counted once for each data set."""

from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.index import require_trainable
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.dataset.summary import DatasetSummary
from shoeclassifier_gui.core.errors import UserError


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Counts of a data set.

    Attributes:
        class_count: Classes.
        train_count: Training pictures.
        val_count: Validation pictures.
        val_sessions: Recordings that they come from.
        problem: Why it cannot be learned; None when it can.
    """

    class_count: int = 0
    train_count: int = 0
    val_count: int = 0
    val_sessions: int = 0
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
        problem=_problem(columns.dataset, summary),
    )


def _problem(dataset: Dataset, summary: DatasetSummary) -> UserError | None:
    try:
        require_trainable(dataset, summary)
    except UserError as error:
        return error
    return None
