"""Says why a data set cannot be learned, before anything is begun."""

from collections.abc import Mapping, Sequence

from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.summary import DatasetSummary, summarise
from shoeclassifier_gui.core.errors import DatasetError


def require_trainable(dataset: Dataset, summary: DatasetSummary | None = None) -> None:
    """Checks that a data set can be learned.

    Args:
        dataset: The data set.
        summary: Its numbers, where they are known already.

    Raises:
        DatasetError: It has fewer than two classes, a class of a single picture, or a part of the
            split lacks what it needs.
    """
    hint = "Each class is a folder with at least two pictures; two classes are the least."
    if not dataset.items:
        raise DatasetError(f"There are no labelled pictures in {dataset.folder}.", hint)
    if len(dataset.classes) < 2:
        raise DatasetError(f"There is just one class, {dataset.classes[0]}.", hint)
    counts = (summary or summarise(dataset)).counts
    for name, count in zip(dataset.classes, counts, strict=True):
        used = sum(count.values())
        if not used:
            raise DatasetError(
                f"All pictures of the class {name} are left out of training.",
                "Use some of them again, or delete the class.",
            )
        if used < 2:
            raise DatasetError(f"The class {name} has just one picture.", hint)
    _require_parts(dataset.classes, counts)


def _require_parts(classes: Sequence[str], counts: Sequence[Mapping[Split, int]]) -> None:
    """A session is never torn apart, so a class of one session cannot be measured."""
    if not any(count[Split.VAL] for count in counts):
        raise DatasetError(
            "There is nothing to validate with: each class comes from a single session.",
            "Take every class in at least two sessions: choose the camera again between them.",
        )
    for name, count in zip(classes, counts, strict=True):
        if not count[Split.TRAIN]:
            raise DatasetError(
                f"The class {name} has no training pictures.",
                "Add pictures of it from another session, or to the training folder.",
            )
