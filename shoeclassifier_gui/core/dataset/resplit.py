"""Divides a data set anew, in other shares."""

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
from shoeclassifier_gui.core.dataset.split import Member, Shares, assign_splits


def divide_again(dataset: Dataset, shares: Shares, *, seed: int = 0) -> Change:
    """Divides all pictures that nobody pinned anew, and newcomers from now on, in these shares.

    Recordings and near-duplicates stay together; supplied folders keep their parts; the shares are
    those of the pictures that are used. The answer is the same for the same pictures, whatever the
    split was before.
    """
    members = split_members(dataset, pinned=True)
    parts = parts_by_content(members, assign_splits(members, shares, seed=seed))
    facts = tuple(
        Fact(digest, FactName.SPLIT, now, part.value)
        for digest, part in parts.items()
        if (now := dataset.facts.get(digest, NO_FACTS).split) != part.value
    )
    words: dict[str, str | int] = {"count": len(facts), "value": shares.text}
    settings = (Setting(SHARES, None, shares.text),)
    return Change(Kind.SPLIT, facts=facts, settings=settings, words=words)


def split_members(dataset: Dataset, *, pinned: bool) -> list[Member]:
    """What dividing needs to know of every item; `pinned` keeps those where a person put them."""
    items = dataset.items
    groups = group_items(items, pairs_of(items, dataset.measures)).group.tolist()
    return [
        Member(
            item.relative,
            item.class_index,
            (item.digest, f"group:{group}"),
            supplied,
            _pin(dataset, item) if pinned else None,
            counts=not item.left_out,
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
