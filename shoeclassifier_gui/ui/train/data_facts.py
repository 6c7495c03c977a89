"""What the Train page says about the data set, counted once for each data set."""

from collections import Counter
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.index import require_trainable
from shoeclassifier_gui.core.dataset.items import Dataset, Split
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


def data_facts(dataset: Dataset) -> DataFacts:
    """Counts a data set."""
    validation = dataset.of_split(Split.VAL)
    return DataFacts(
        class_count=len(dataset.classes),
        train_count=sum(item.split is Split.TRAIN for item in dataset.items),
        val_count=len(validation),
        val_sessions=len({item.session for item in validation}),
        fewest_sessions=_fewest_sessions(dataset),
        problem=_problem(dataset),
    )


def _fewest_sessions(dataset: Dataset) -> int:
    learned = (*dataset.of_split(Split.TRAIN), *dataset.of_split(Split.VAL))
    counts = Counter(index for index, _ in {(item.class_index, item.session) for item in learned})
    return min((counts[index] for index in range(len(dataset.classes))), default=0)


def _problem(dataset: Dataset) -> UserError | None:
    try:
        require_trainable(dataset)
    except UserError as error:
        return error
    return None
