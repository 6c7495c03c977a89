"""Deals a small data set into folds: each is held out once while the others are learned."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.resplit import split_members
from shoeclassifier_gui.core.dataset.split import (
    Member,
    Shares,
    assign_splits,
    join_groups,
    shuffle_key,
)
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import DatasetError

FEWEST_FOLDS = 2
_Groups = Mapping[str, Sequence[Member]]


def assign_folds(dataset: Dataset, folds: int) -> dict[str, int]:
    """Deals training and validation pictures into folds, for sets too small for one validation.

    Stratified by class, recordings and near-duplicates together, deterministic; the test part
    stays apart.

    Args:
        dataset: The pictures.
        folds: How many.

    Returns:
        The fold of each picture, from 0, by relative path.

    Raises:
        DatasetError: A class has fewer groups than there are folds.
    """
    kept = {item.relative for item in dataset.used if item.split is not Split.TEST}
    groups = join_groups([m for m in split_members(dataset, pinned=False) if m.key in kept])
    _require_groups(dataset.classes, groups, folds)
    filled: list[Counter[int]] = [Counter() for _ in range(folds)]
    found: dict[str, int] = {}
    for name in sorted(groups, key=lambda name: (-len(groups[name]), shuffle_key(name, 0))):
        count = Counter(member.class_index for member in groups[name])
        fold = min(range(folds), key=lambda fold: _load(filled[fold], count))
        filled[fold].update(count)
        found.update(dict.fromkeys((member.key for member in groups[name]), fold))
    return found


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of a check: in each of them another fold is held out.

    Attributes:
        dataset: As the final model learns it.
        fold_of: The fold of each picture by relative path; see `assign_folds`.
        members: What dividing needs to know of these pictures.
    """

    dataset: Dataset
    fold_of: Mapping[str, int]
    members: tuple[Member, ...]

    @classmethod
    def of(cls, dataset: Dataset, fold_of: Mapping[str, int]) -> "Rounds":
        """Looks at what belongs together, once for all rounds."""
        known = split_members(dataset, pinned=False)
        members = (replace(member, supplied=None) for member in known if member.key in fold_of)
        return cls(dataset, fold_of, tuple(members))

    def hold_out(self, fold: int) -> Dataset:
        """The data set of one round: the fold is its test part, what the model has never seen.

        The other folds are divided into training and validation, groups together, in the
        proportion of the data set itself: the best epoch must not be chosen by the pictures that
        are held out. Pictures that are in no fold are left out.

        Raises:
            DatasetError: What is left cannot be learned.
        """
        others = [member for member in self.members if self.fold_of[member.key] != fold]
        train, val = (len(self.dataset.of_split(part)) for part in (Split.TRAIN, Split.VAL))
        share = val / max(1, train + val)
        parts = assign_splits(others, Shares(1 - share, share, 0))
        items = (
            item._replace(split=parts.get(item.relative, Split.TEST), supplied=False)
            for item in self.dataset.items
            if item.relative in self.fold_of
        )
        held = replace(self.dataset, items=tuple(items))
        try:
            require_trainable(held)
        except DatasetError as error:
            raise DatasetError(
                f"With fold {fold + 1} held out there is too little to learn from: "
                f"{error.sentence}",
                "Take every class in more sessions, or train without folds.",
            ) from error
        return held


def _require_groups(classes: Sequence[str], groups: _Groups, folds: int) -> None:
    if folds < FEWEST_FOLDS:
        raise DatasetError(
            "A single fold would leave nothing to learn from.",
            f"Choose {FEWEST_FOLDS} folds or more.",
        )
    of_class: dict[int, int] = defaultdict(int)
    for group in groups.values():
        for index in {member.class_index for member in group}:
            of_class[index] += 1
    for index, name in enumerate(classes):
        count = of_class[index]
        if count < folds:
            raise DatasetError(
                f"The pictures of {name} outside of the test part come from {_recordings(count)}, "
                f"which cannot be divided into {folds} folds.",
                _way_out(count),
            )


def _recordings(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


def _way_out(count: int) -> str:
    if count < FEWEST_FOLDS:
        return "Take the class in more sessions, or train without folds."
    return f"Choose {count} folds or fewer, or take the class in more sessions."


def _load(filled: Counter[int], count: Counter[int]) -> tuple[int, int]:
    """How full a fold is of the classes of a group, then of all."""
    return sum(filled[index] * number for index, number in count.items()), filled.total()
