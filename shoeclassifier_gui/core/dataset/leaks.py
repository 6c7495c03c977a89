"""Measures how much of what is measured with has a twin in what is learned from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.arrivals import group_items, supplied_parts
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.near_duplicates import Indices, Pairs, near_pairs

_SEED = 0
_ORDER = (Split.TRAIN, Split.VAL, Split.TEST)


@dataclass(frozen=True, slots=True)
class Leak:
    """Shares of the validation and test items that have a relative in training, 0 to 1.

    A relative is a picture of the same recording, the same content, or a near-duplicate. Such
    items are partly known by heart, and make a model look better than it is.

    Attributes:
        before: Under a plain random split of the same shares.
        after: Under the split as it is.
        leaked: How many items it is now.
        held_out: How many items validation and test have now.
        supplied: How many of `leaked` lie in a supplied train, val or test folder, whose parts
            this program does not change.
        cut: Groups of near-duplicates that were cut, because they would have joined too much of
            a class: some of their pictures may stand on two sides.
    """

    before: float
    after: float
    leaked: int
    held_out: int
    supplied: int
    cut: int


def measure_leak(dataset: Dataset) -> Leak:
    """Measures the leak of a data set (100,000 pictures: seconds, most of them for the search)."""
    items = dataset.used
    pairs = near_pairs(dataset.measures.of([item.digest for item in items]))
    relatives = _Relatives.of(items, pairs)
    split = np.array([_ORDER.index(item.split) for item in items], np.int64)
    leaks = relatives.leaking(split)
    plain = _plain_random(items, split)
    supplied = np.array([part is not None for part in supplied_parts(items)], bool)
    return Leak(
        before=_share(relatives.leaking(plain), plain),
        after=_share(leaks, split),
        leaked=int(leaks.sum()),
        held_out=int((split > 0).sum()),
        supplied=int((leaks & supplied).sum()),
        cut=group_items(items, pairs).cut,
    )


@dataclass(frozen=True, slots=True)
class _Relatives:
    """What belongs together: near-duplicates in pairs, recordings and contents by number."""

    first: Indices
    second: Indices
    groups: tuple[Indices, ...]

    @classmethod
    def of(cls, items: Sequence[Item], pairs: Pairs) -> "_Relatives":
        groups = (_numbers([i.session for i in items]), _numbers([i.digest for i in items]))
        return cls(pairs[0], pairs[1], groups)

    def leaking(self, split: Indices) -> npt.NDArray[np.bool_]:
        """Whether each row is held out (split above 0) and has a relative in training (0)."""
        related = np.zeros(len(split), bool)
        for one, other in ((self.first, self.second), (self.second, self.first)):
            related[one[split[other] == 0]] = True
        for group in self.groups:
            learned = np.bincount(group, weights=split == 0) > 0
            related |= learned[group]
        return related & (split > 0)


def _numbers(names: Sequence[str]) -> Indices:
    """The same number for the same name, from 0."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], np.int64)


def _plain_random(items: Sequence[Item], split: Indices) -> Indices:
    """The parts of the present split, dealt out without looking; supplied folders as well."""
    order = np.argsort([item.digest + item.relative for item in items], kind="stable")
    dealt = np.empty_like(split)
    dealt[order] = np.random.default_rng(_SEED).permutation(split)
    return dealt


def _share(leaks: npt.NDArray[np.bool_], split: Indices) -> float:
    held_out = int((split > 0).sum())
    return int(leaks.sum()) / held_out if held_out else 0.0
