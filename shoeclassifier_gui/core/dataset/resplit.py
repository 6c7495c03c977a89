"""Divides a data set anew, in other shares."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from shoeclassifier_gui.core.dataset.arrivals import (
    group_items,
    make_members,
    pairs_of,
    parts_by_content,
)
from shoeclassifier_gui.core.dataset.changes import Change, Fact, FactName, Kind, Setting
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.split import Member, Shares, assign_splits
from shoeclassifier_gui.core.errors import DatasetError

SHARES = "shares"


def divide_again(dataset: Dataset, shares: Shares) -> Change:
    """Divides all pictures that nobody pinned anew, and newcomers from now on, in these shares.

    Recordings and near-duplicates stay together; supplied folders keep their parts; the shares are
    those of the pictures that are used. The answer is the same for the same pictures, whatever the
    split was before.

    Raises:
        DatasetError: No picture would be left to learn from.
    """
    parts = _divided(dataset, shares)
    facts = tuple(
        Fact(digest, FactName.SPLIT, now, part.value)
        for digest, part in parts.items()
        if (now := dataset.facts.get(digest, NO_FACTS).split) != part.value
    )
    words: dict[str, str | int] = {"count": len(facts), "value": shares.text}
    settings = (Setting(SHARES, None, shares.text),)
    return Change(Kind.SPLIT, facts=facts, settings=settings, words=words)


def divide_anew(dataset: Dataset, shares: Shares) -> Dataset:
    """The same data set as `divide_again` would leave it, without writing anything down.

    Raises:
        DatasetError: As `divide_again`.
    """
    parts = _divided(dataset, shares)
    items = tuple(
        item
        if item.supplied and item.split is not Split.TRAIN
        else item._replace(split=parts[item.digest])
        for item in dataset.items
    )
    return replace(dataset, items=items)


def _divided(dataset: Dataset, shares: Shares) -> dict[str, Split]:
    """The part of each content."""
    members = split_members(dataset, pinned=True)
    assigned = assign_splits(members, shares)
    used = [assigned[member.key] for member in members if member.counts]
    if used and Split.TRAIN not in used:
        raise DatasetError(
            f"Divided as {shares.text}, no picture would be left to learn from.",
            "Give training a larger share, or take pins from pictures.",
        )
    return parts_by_content(members, assigned)


def split_members(dataset: Dataset, *, pinned: bool) -> list[Member]:
    """What dividing needs to know of every item; `pinned` keeps those where a person put them."""
    groups = group_items(dataset.items, pairs_of(dataset.items, dataset.measures))
    pins = [_pin(dataset, item) if pinned else None for item in dataset.items]
    return make_members(dataset.items, groups, pins)


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
