"""Divides a data set anew: in other shares, or into folds."""

from collections import Counter
from collections.abc import Sequence

from shoeclassifier_gui.core.dataset.arrivals import (
    group_items,
    pairs_of,
    parts_by_content,
    supplied_parts,
)
from shoeclassifier_gui.core.dataset.changes import Change, Fact, FactName, Kind, Setting
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.index import SHARES
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.split import (
    Member,
    Shares,
    assign_splits,
    join_groups,
    shuffle_key,
)
from shoeclassifier_gui.core.errors import DatasetError

FEWEST_FOLDS = 2


def divide_again(dataset: Dataset, shares: Shares, *, seed: int = 0) -> Change:
    """Divides all pictures that nobody pinned anew, and newcomers from now on, in these shares.

    Recordings and near-duplicates stay together; supplied folders keep their parts. The answer is
    the same for the same pictures, whatever the split was before.
    """
    members = _members(dataset, pinned=True)
    parts = parts_by_content(members, assign_splits(members, shares, seed=seed))
    facts = tuple(
        Fact(digest, FactName.SPLIT, now, part.value)
        for digest, part in parts.items()
        if (now := dataset.facts.get(digest, NO_FACTS).split) != part.value
    )
    words: dict[str, str | int] = {"count": len(facts), "value": shares.text}
    settings = (Setting(SHARES, None, shares.text),)
    return Change(Kind.SPLIT, facts=facts, settings=settings, words=words)


def assign_folds(dataset: Dataset, folds: int, *, seed: int = 0) -> dict[str, int]:
    """Deals training and validation pictures into folds, for sets too small for one validation.

    Stratified by class, recordings and near-duplicates together, deterministic; the test part
    stays apart.

    Args:
        dataset: The pictures.
        folds: How many.
        seed: Another seed gives another, equally good answer.

    Returns:
        The fold of each picture, from 0, by relative path.

    Raises:
        DatasetError: There are fewer groups than folds.
    """
    kept = {item.relative for item in dataset.used if item.split is not Split.TEST}
    groups = join_groups([m for m in _members(dataset, pinned=False) if m.key in kept])
    if not FEWEST_FOLDS <= folds <= len(groups):
        raise DatasetError(
            f"{len(groups)} recordings cannot be divided into {folds} folds.",
            f"Choose {FEWEST_FOLDS} folds or more, but no more than there are recordings.",
        )
    filled: list[Counter[int]] = [Counter() for _ in range(folds)]
    found: dict[str, int] = {}
    for name in sorted(groups, key=lambda name: (-len(groups[name]), shuffle_key(name, seed))):
        count = Counter(member.class_index for member in groups[name])
        fold = min(range(folds), key=lambda fold: _load(filled[fold], count))
        filled[fold].update(count)
        found.update(dict.fromkeys((member.key for member in groups[name]), fold))
    return found


def _load(filled: Counter[int], count: Counter[int]) -> tuple[int, int]:
    """How full a fold is of the classes of a group, then of all."""
    return sum(filled[index] * number for index, number in count.items()), filled.total()


def _members(dataset: Dataset, *, pinned: bool) -> list[Member]:
    items = dataset.items
    groups = group_items(items, pairs_of(items, dataset.measures)).group.tolist()
    return [
        Member(
            item.relative,
            item.class_index,
            (item.digest, f"group:{group}"),
            supplied,
            _pin(dataset, item) if pinned else None,
        )
        for item, group, supplied in zip(items, groups, supplied_parts(items), strict=True)
    ]


def _pin(dataset: Dataset, item: Item) -> Split | None:
    pin = dataset.facts_of(item).pin
    return Split(pin) if pin in set(Split) else None


def split_counts(items: Sequence[Item], classes: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many pictures each class has in each part: by part, then by class."""
    counts = Counter((item.split, item.class_index) for item in items)
    return {
        split.value: {name: counts[split, index] for index, name in enumerate(classes)}
        for split in Split
    }
