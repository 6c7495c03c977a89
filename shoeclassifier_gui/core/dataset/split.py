"""Divides items into training, validation and test without tearing a recording apart."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.errors import DatasetError

# Thirds are written as 33.3/33.3/33.3, too.
_ROUNDING = 1.1e-3


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of each class goes where; the three are positive or zero and sum to 1.

    Raises:
        ValueError: They are something else.
    """

    train: float = 0.70
    val: float = 0.15
    test: float = 0.15

    def __post_init__(self) -> None:
        """No other three numbers may divide a data set."""
        shares = (self.train, self.val, self.test)
        if min(shares) < 0 or not math.isclose(sum(shares), 1):
            raise ValueError(f"no shares of a whole: {shares}")

    def as_dict(self) -> dict[Split, float]:
        """The shares by split."""
        return {Split.TRAIN: self.train, Split.VAL: self.val, Split.TEST: self.test}

    @property
    def text(self) -> str:
        """As `parse` reads it, in per cent: `70/15/15`."""
        return "/".join(f"{share * 100:.4g}" for share in (self.train, self.val, self.test))

    @classmethod
    def parse(cls, text: str) -> "Shares":
        """Reads `70/15/15`, or the same as fractions, `0.7/0.15/0.15`.

        Raises:
            DatasetError: The text is not three numbers with training and validation above zero, or
                they do not make a whole.
        """
        try:
            train, val, test = (float(part) for part in text.split("/"))
        except ValueError:
            train = val = test = -1.0
        if not (train > 0 and val > 0 and test >= 0 and train + val + test < float("inf")):
            raise DatasetError(
                f'The split "{text}" is not understood.',
                "Write three shares, for example 70/15/15.",
            )
        total = train + val + test
        if not any(math.isclose(total, whole, rel_tol=_ROUNDING) for whole in (1, 100)):
            raise DatasetError(
                f"The shares {text} make {total:.4g} instead of 100.",
                "Write three shares that make 100, for example 70/15/15.",
            )
        return cls(train / total, val / total, test / total)


@dataclass(frozen=True, slots=True)
class Member:
    """What the split needs to know of one item.

    Attributes:
        key: Stable name of the item (its relative path).
        class_index: Its class.
        groups: Names that bind it to others (session, content hash): items that share one stay
            on one side.
        supplied: The split that the user's folders gave it, if any.
        fixed: The split that it was given before, if any; it keeps it.
        counts: Whether it fills its part: what is left out of training does not.
    """

    key: str
    class_index: int
    groups: tuple[str, ...]
    supplied: Split | None = None
    fixed: Split | None = None
    counts: bool = True


def assign_splits(
    members: Sequence[Member], shares: Shares | None = None, *, seed: int = 0
) -> dict[str, Split]:
    """Assigns every member a split: stratified by class, whole groups, deterministic.

    Members in supplied folders keep them. Where only training and test are supplied, validation
    is taken from the training part. Members that have a split already keep it, and those that
    belong to them join them. Members that do not count follow their group, or are divided among
    themselves when no member of it counts. The answer does not depend on the order of `members`.

    Args:
        members: The items.
        shares: Wanted shares; 70/15/15 by default.
        seed: Another seed gives another, equally good split.

    Returns:
        The split of each member by key.
    """
    wanted = shares or Shares()
    assigned, pool = _respect_supplied(members)
    targets = _targets(wanted, {member.supplied for member in members} - {None})
    groups = join_groups(pool)
    settled = {name: split for name, group in groups.items() if (split := _settled(group))}
    used = {n: own for n, group in groups.items() if (own := [m for m in group if m.counts])}
    filled = _fill(used, {n: settled[n] for n in settled if n in used}, targets, seed)
    # What is left out finds its part after all others, so that it may be used again.
    for name, split in _fill(groups, settled | filled, targets, seed).items():
        for member in groups[name]:
            assigned[member.key] = member.fixed or split
    return assigned


def _settled(group: Sequence[Member]) -> Split | None:
    """Where newcomers of a group go: to its members that have a split.

    Should these stand on several sides, to training: a picture too much there does less harm than
    one in what measures.
    """
    sides = {member.fixed for member in group if member.fixed is not None}
    return Split.TRAIN if Split.TRAIN in sides else next(iter(sorted(sides)), None)


def _respect_supplied(members: Sequence[Member]) -> tuple[dict[str, Split], list[Member]]:
    held_out = {
        member.key: member.supplied
        for member in members
        if member.supplied in {Split.VAL, Split.TEST} and member.supplied is not None
    }
    return dict(held_out), [member for member in members if member.key not in held_out]


def _targets(shares: Shares, supplied: set[Split | None]) -> dict[Split, float]:
    """Shares of what is still to divide: supplied parts are not filled further."""
    targets = shares.as_dict()
    if supplied:  # The user divided already; at most validation is missing.
        targets[Split.TEST] = 0.0
    if Split.VAL in supplied:
        targets[Split.VAL] = 0.0
    total = sum(targets.values())
    return {split: share / total for split, share in targets.items()}


def join_groups(members: Sequence[Member]) -> dict[str, list[Member]]:
    """Connected components over shared group names, keyed by their smallest member key."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        root = name
        while leader.setdefault(root, root) != root:
            root = leader[root]
        while leader[name] != root:
            leader[name], name = root, leader[name]
        return root

    for member in members:
        first, *others = member.groups
        for other in others:
            leader[find(other)] = find(first)
    joined: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        joined[find(member.groups[0])].append(member)
    return {min(member.key for member in group): group for group in joined.values()}


def _fill(
    groups: Mapping[str, Sequence[Member]],
    settled: Mapping[str, Split],
    targets: Mapping[Split, float],
    seed: int,
) -> dict[str, Split]:
    """Largest groups first, each to the split that lacks its classes most."""
    totals = Counter(member.class_index for group in groups.values() for member in group)
    filled: dict[Split, Counter[int]] = {split: Counter() for split in Split}
    counts = {name: Counter(m.class_index for m in group) for name, group in groups.items()}
    assigned = dict(settled)
    for name, split in settled.items():
        filled[split].update(counts[name])
    free = groups.keys() - settled.keys()
    for name in sorted(free, key=lambda name: (-len(groups[name]), shuffle_key(name, seed))):

        def need(split: Split, name: str = name) -> tuple[float, float, float]:
            own = sum(
                count * (targets[split] * totals[index] - filled[split][index])
                for index, count in counts[name].items()
            )
            # Ties go to the larger part, then to the one that lacks most over all classes.
            overall = targets[split] * totals.total() - filled[split].total()
            return own, targets[split], overall

        # A share of zero takes nothing.
        split = max((s for s in targets if targets[s] > 0), key=need)
        assigned[name] = split
        filled[split].update(counts[name])
    _lend_to_empty(assigned, counts, targets, free)
    return assigned


def _lend_to_empty(
    assigned: dict[str, Split],
    counts: Mapping[str, Counter[int]],
    targets: Mapping[Split, float],
    free: Collection[str],
) -> None:
    """Gives validation, then test, one group of each class that has none there, if it can.

    A class keeps at least one group in training; classes of few groups would otherwise never be
    measured.
    """
    for index in sorted({index for count in counts.values() for index in count}):
        own = sorted((sum(c.values()), n) for n, c in counts.items() if set(c) == {index})
        for split in (Split.VAL, Split.TEST):
            if targets[split] <= 0 or any(
                assigned[name] is split for name, count in counts.items() if count[index]
            ):
                continue
            training = [name for _, name in own if assigned[name] is Split.TRAIN]
            newcomers = [name for name in training if name in free]
            if len(training) > 1 and newcomers:
                assigned[newcomers[0]] = split


def shuffle_key(name: str, seed: int) -> bytes:
    """A place in an order that looks random and is always the same."""
    return hashlib.blake2b(f"{seed}:{name}".encode("utf-8", "surrogatepass")).digest()
