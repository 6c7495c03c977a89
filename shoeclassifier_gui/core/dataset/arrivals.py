"""Gives what is new in the folder its place: class ids, facts that follow the files, splits.

Nothing that has a place already is moved by what comes later.
"""

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from shoeclassifier_gui.core.dataset.build import Arrangement
from shoeclassifier_gui.core.dataset.catalogue import FileRecord
from shoeclassifier_gui.core.dataset.changes import Change, ClassName, Fact, FactName, Kind
from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts
from shoeclassifier_gui.core.dataset.items import Item, Split
from shoeclassifier_gui.core.dataset.layout import read_layout
from shoeclassifier_gui.core.dataset.measures import MeasureTable
from shoeclassifier_gui.core.dataset.near_duplicates import Groups, Pairs, group_rows, near_pairs
from shoeclassifier_gui.core.dataset.split import Member, Shares, assign_splits


def follow_edits(
    before: Mapping[str, FileRecord], after: Arrangement, facts: Mapping[str, Facts]
) -> Iterator[Fact]:
    """Facts of pictures that another program edited where they lie go over to the new content."""
    present = {record.digest for record, _ in after.usable}
    for record, _ in after.usable:
        old = before.get(record.relative)
        if old is None or old.digest == record.digest or old.digest in present:
            continue
        known, own = facts.get(old.digest, NO_FACTS), facts.get(record.digest, NO_FACTS)
        for name in FactName:
            value = getattr(known, name.value)
            if value is not None and getattr(own, name.value) is None:
                yield Fact(record.digest, name, None, value)


def keep_sessions(
    gone: Iterable[FileRecord], told: Mapping[str, str], facts: Mapping[str, Facts]
) -> Iterator[Fact]:
    """Sessions of pictures that another program moved, or took away.

    A session file names pictures by their paths: it no longer knows those that have moved, and a
    session that is forgotten could be torn apart between training and validation.

    Args:
        gone: What lay where nothing lies now.
        told: What the session file says, by path.
        facts: What is known, by content.
    """
    for record in gone:
        session, known = told.get(record.relative), facts.get(record.digest, NO_FACTS).session
        if session is not None and record.digest and session != known:
            yield Fact(record.digest, FactName.SESSION, known, session)


def name_classes(
    arrangement: Arrangement, before: Sequence[FileRecord], ids: Mapping[str, str]
) -> Iterator[ClassName]:
    """Ids for classes never seen; a folder renamed in a file manager keeps the id of its class.

    Args:
        arrangement: The folder as it is now.
        before: The files as they were when the folder was read last.
        ids: Class ids by name.
    """
    renamed = _renamed(arrangement, before, ids)
    for name in arrangement.classes:
        if name in ids:
            continue
        old = renamed.get(name)
        if old is None:
            yield ClassName(secrets.token_hex(4), None, name)
        else:
            yield ClassName(ids[old], old, name)


def _renamed(
    arrangement: Arrangement, before: Sequence[FileRecord], ids: Mapping[str, str]
) -> dict[str, str]:
    """New class by name -> the vanished class that most of its pictures were in."""
    now = defaultdict(list)
    for record, place in arrangement.usable:
        if place.class_name not in ids:
            now[place.class_name or ""].append(record.digest)
    gone = {
        name
        for name in ids
        if name not in arrangement.classes and any(f"{name}/" in r.relative for r in before)
    }
    if not now or not gone:
        return {}
    was = {r.digest: name for r in before for name in gone if name in r.relative.split("/")[:-1]}
    found: dict[str, str] = {}
    for name, digests in now.items():
        votes = Counter(was[digest] for digest in digests if digest in was)
        if votes:
            old, count = votes.most_common(1)[0]
            if count > len(digests) / 2 and old not in found.values():
                found[name] = old
    return found


def split_newcomers(
    items: Sequence[Item], facts: Mapping[str, Facts], groups: Groups, shares: Shares
) -> Iterator[Fact]:
    """A split for each content that has none; pictures that belong together stay together."""
    given = [_given(facts.get(item.digest, NO_FACTS)) for item in items]
    members = make_members(items, groups, given)
    assigned = assign_splits(members, shares)
    for digest, split in parts_by_content(members, assigned).items():
        if facts.get(digest, NO_FACTS).split is None:
            yield Fact(digest, FactName.SPLIT, None, split.value)


def make_members(
    items: Sequence[Item], groups: Groups, fixed: Sequence[Split | None]
) -> list[Member]:
    """What dividing needs to know of items.

    Args:
        items: The items.
        groups: Which of them belong together.
        fixed: The part that each of them keeps, if any.
    """
    numbers = groups.group.tolist()
    return [
        Member(
            item.relative,
            item.class_index,
            (item.digest, f"group:{number}"),
            supplied,
            keeps,
            counts=not item.left_out,
        )
        for item, number, supplied, keeps in zip(
            items, numbers, supplied_parts(items), fixed, strict=True
        )
    ]


def parts_by_content(members: Sequence[Member], assigned: Mapping[str, Split]) -> dict[str, Split]:
    """The part of each content (the first of a member's groups).

    A copy in a supplied validation or test folder has its part from there and says nothing about
    the same picture in training.
    """
    held_out = (Split.VAL, Split.TEST)
    found: dict[str, Split] = {}
    for member in sorted(members, key=lambda member: member.supplied in held_out):
        found.setdefault(member.groups[0], assigned[member.key])
    return found


def supplied_parts(items: Sequence[Item]) -> list[Split | None]:
    """The part that the folders themselves give each item, if they do."""
    return [place.supplied for place in read_layout([item.relative for item in items])]


def pairs_of(items: Sequence[Item], measures: MeasureTable) -> Pairs:
    """The near-duplicates among items."""
    return near_pairs(measures.of([item.digest for item in items]))


def group_items(items: Sequence[Item], pairs: Pairs) -> Groups:
    """Groups of items that must stand on one side: recordings and near-duplicates."""
    classes = np.fromiter((item.class_index for item in items), np.int64, len(items))
    numbers: dict[str, int] = {}
    sessions = np.fromiter(
        (numbers.setdefault(item.session, len(numbers)) for item in items), np.int64, len(items)
    )
    return group_rows(classes, sessions, pairs)


def assignment(facts: Sequence[Fact], classes: Sequence[ClassName]) -> Change:
    """What the program itself writes down; it is not undone by hand."""
    return Change(Kind.ASSIGN, facts=tuple(facts), classes=tuple(classes))


def _given(facts: Facts) -> Split | None:
    return Split(facts.split) if facts.split in set(Split) else None
