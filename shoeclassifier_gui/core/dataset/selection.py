"""Which pictures are shown and in what order, computed over whole columns instead of items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.summary import DatasetSummary

Rows = npt.NDArray[np.intp]
Losses = npt.NDArray[np.float32]
_SPLITS = tuple(Split)
# `Origin.as_text` writes the kind first; reading all of it takes ten times as long.
_KIND = re.compile(r'\{"kind": "(\w+)"')


class OriginKind(StrEnum):
    """How a picture came into the project."""

    CAMERA = "camera"
    IMPORT = "import"
    WEB = "web"
    UNKNOWN = "unknown"


_ORIGINS = tuple(OriginKind)
_ORIGIN_CODES = {kind.value: code for code, kind in enumerate(_ORIGINS)}
_UNKNOWN_ORIGIN = _ORIGIN_CODES[OriginKind.UNKNOWN]


class Order(StrEnum):
    """What the pictures are sorted by."""

    PLACE = "place"  # The path below the folder, so class by class.
    NAME = "name"
    TIME = "time"
    SHARPNESS = "sharpness"
    SIZE = "size"
    LOSS = "loss"  # What a model finds hardest first; those that it was not asked about last.


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a data set; None asks for all.

    Attributes:
        class_index: Pictures of this class.
        split: Pictures that serve this part.
        session: Pictures of this recording; "" asks for those of none that is known.
        origin: Pictures that came this way.
        left_out: Pictures that serve no part, because a person left them out.
        only: Pictures of these relative paths, for example those of a finding.
        order: What to sort by; equal ones stay in the order of their paths.
        descending: The largest, latest or last first; the order by loss has one direction only.
    """

    class_index: int | None = None
    split: Split | None = None
    session: str | None = None
    origin: OriginKind | None = None
    left_out: bool = False
    only: frozenset[str] | None = None
    order: Order = Order.PLACE
    descending: bool = False


@dataclass(frozen=True, eq=False)
class Columns:
    """What can be filtered and sorted by, one row an item, made once for each data set.

    Attributes:
        dataset: The data set, whose items are the rows.
        class_index: The class, int32.
        split: Place of the part in `Split`, int8.
        left_out: Whether it serves no part, bool.
        session: Index into `sessions`, int32; -1 where no recording is known.
        sessions: The names of all known recordings, sorted.
        origin: Place of the way in `OriginKind`, int8.
        time: Nanoseconds of the file's last change, int64.
        size: Bytes, int64.
        sharpness: As measured, float32; 0 where it was not.
    """

    dataset: Dataset
    class_index: npt.NDArray[np.int32]
    split: npt.NDArray[np.int8]
    left_out: npt.NDArray[np.bool_]
    session: npt.NDArray[np.int32]
    sessions: tuple[str, ...]
    origin: npt.NDArray[np.int8]
    time: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]
    sharpness: npt.NDArray[np.float32]

    @classmethod
    def of(cls, dataset: Dataset) -> "Columns":
        """Reads the columns of a data set (100,000 items: about 0.2 s)."""
        items = dataset.items
        codes = {split: code for code, split in enumerate(_SPLITS)}
        sessions, session = _sessions(items)
        return cls(
            dataset=dataset,
            class_index=np.array([item.class_index for item in items], np.int32),
            split=np.array([codes[item.split] for item in items], np.int8),
            left_out=np.array([item.left_out for item in items], bool),
            session=session,
            sessions=sessions,
            origin=_origins(dataset),
            time=np.array([item.modified_ns for item in items], np.int64),
            size=np.array([item.size for item in items], np.int64),
            sharpness=dataset.measures.sharpness_of([item.digest for item in items]),
        )

    @cached_property
    def name(self) -> npt.NDArray[np.int64]:
        """Rank of the file's name; made when it is wanted first (100,000 items: about 0.1 s)."""
        names = [item.relative.rpartition("/")[2].casefold() for item in self.dataset.items]
        return _ranks(names)

    def summary(self) -> DatasetSummary:
        """The numbers of the data set."""
        parts = len(_SPLITS)
        used, classes = ~self.left_out, len(self.dataset.classes)
        pairs = self.class_index[used].astype(np.intp) * parts + self.split[used]
        table = np.bincount(pairs, minlength=classes * parts).reshape(-1, parts).tolist()
        counts = tuple(dict(zip(_SPLITS, row, strict=True)) for row in table)
        unknown = int(np.count_nonzero(self.session < 0))
        left_out = np.bincount(self.class_index[self.left_out], minlength=classes)
        return DatasetSummary(counts, len(self.sessions) + unknown, tuple(left_out.tolist()))

    def session_count(self, split: Split) -> int:
        """Recordings that the items of one part come from; of no known one they count one each."""
        sessions = self.session[(self.split == _SPLITS.index(split)) & ~self.left_out]
        known = np.bincount(sessions[sessions >= 0])
        return int(np.count_nonzero(known) + np.count_nonzero(sessions < 0))


def select(columns: Columns, query: Query, losses: Losses | None = None) -> Rows:
    """The rows that a query asks for, in its order (100,000 items: at most some 20 ms).

    The first one in the order of names also makes `Columns.name`.

    Args:
        columns: Of the data set.
        query: What is asked.
        losses: Of each item, NaN where it is not known; what `Order.LOSS` sorts by.

    Returns:
        Indices into `columns.dataset.items`.
    """
    rows = np.flatnonzero(_wanted(columns, query))
    if query.only is not None:
        items, only = columns.dataset.items, query.only
        rows = np.array([row for row in rows.tolist() if items[row].relative in only], np.intp)
    if query.order is Order.LOSS:
        # NumPy sorts what is not known behind all others.
        return rows if losses is None else rows[np.argsort(-losses[rows], kind="stable")]
    if query.order is Order.PLACE:
        return rows[::-1].copy() if query.descending else rows
    values = _values(columns, query.order)[rows]
    return rows[np.argsort(-values if query.descending else values, kind="stable")]


def _wanted(columns: Columns, query: Query) -> npt.NDArray[np.bool_]:
    """Whether each row is asked for by what the columns say."""
    keep = np.ones(len(columns.class_index), bool)
    if query.class_index is not None:
        keep &= columns.class_index == query.class_index
    if query.split is not None:
        keep &= (columns.split == _SPLITS.index(query.split)) & ~columns.left_out
    if query.left_out:
        keep &= columns.left_out
    if query.session is not None:
        keep &= columns.session == _session_code(columns.sessions, query.session)
    if query.origin is not None:
        keep &= columns.origin == _ORIGINS.index(query.origin)
    return keep


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Pictures that a person selected.

    Attributes:
        dataset: What the project held then.
        rows: Indices into its items.
    """

    dataset: Dataset
    rows: Rows

    def items(self) -> list[Item]:
        """The pictures as they were."""
        return [self.dataset.items[row] for row in self.rows.tolist()]

    def now(self, dataset: Dataset) -> list[Item]:
        """The same pictures as they are in a later state; those that are gone are left out."""
        return [dataset.items[row] for row in follow(self, dataset).tolist()]


def follow(chosen: Chosen, after: Dataset) -> Rows:
    """Where selected pictures are after a change; those that are gone are left out.

    A picture is the same when path and content are, or when its content has come to a new path. A
    copy that was there before is another picture: it must not be taken for one that was deleted.
    """
    if chosen.dataset is after or not len(chosen.rows):
        return chosen.rows
    places = {item.relative: row for row, item in enumerate(after.items)}
    found, lost = [], []
    for item in chosen.items():
        row = places.get(item.relative)
        if row is not None and after.items[row].digest == item.digest:
            found.append(row)
        else:
            lost.append(item.digest)
    return np.array([*found, *_arrived(chosen.dataset, lost, after)], np.intp)


def has_moved(chosen: Chosen, after: Dataset) -> bool:
    """Whether some selected pictures are in another class after a change."""
    # Ids stay where a class takes another name.
    before, now = (data.class_ids or data.classes for data in (chosen.dataset, after))
    found = {item.digest: now[item.class_index] for item in chosen.now(after)}
    was = {item.digest: before[item.class_index] for item in chosen.items()}
    return any(found.get(digest, name) != name for digest, name in was.items())


def _arrived(before: Dataset, lost: Sequence[str], after: Dataset) -> list[int]:
    """Rows of lost contents that lie at paths where nothing lay before."""
    wanted = set(lost)
    if not wanted:
        return []
    old = {item.relative for item in before.items}
    at: dict[str, list[int]] = {}
    for row, item in enumerate(after.items):
        if item.digest in wanted and item.relative not in old:
            at.setdefault(item.digest, []).append(row)
    return [at[digest].pop(0) for digest in lost if at.get(digest)]


def _values(columns: Columns, order: Order) -> npt.NDArray[np.int64] | npt.NDArray[np.float32]:
    match order:
        case Order.TIME:
            return columns.time
        case Order.SHARPNESS:
            return columns.sharpness
        case Order.SIZE:
            return columns.size
    return columns.name


def _sessions(items: Sequence[Item]) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    """The known recordings, and which one each item belongs to."""
    names = tuple(sorted({item.session for item in items if item.session != item.relative}))
    codes = {name: code for code, name in enumerate(names)}
    of_items = [codes[item.session] if item.session != item.relative else -1 for item in items]
    return names, np.array(of_items, np.int32)


def _session_code(names: Sequence[str], name: str) -> int:
    """-1 for those of no known recording, -2, which nothing has, for one that is not there."""
    if not name:
        return -1
    return names.index(name) if name in names else -2


def _origins(dataset: Dataset) -> npt.NDArray[np.int8]:
    facts = dataset.facts
    texts = [facts.get(item.digest, NO_FACTS).origin for item in dataset.items]
    codes = {text: _origin_code(text) for text in set(texts)}
    return np.array([codes[text] for text in texts], np.int8)


def _origin_code(text: str | None) -> int:
    if not text:
        return _UNKNOWN_ORIGIN
    quick = _KIND.match(text)
    if quick:
        return _ORIGIN_CODES.get(quick[1], _UNKNOWN_ORIGIN)
    origin = Origin.from_text(text)
    return _ORIGIN_CODES.get(origin.kind, _UNKNOWN_ORIGIN) if origin else _UNKNOWN_ORIGIN


def _ranks(names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Equal names share a rank."""
    rank_of = {name: rank for rank, name in enumerate(sorted(set(names)))}
    return np.array([rank_of[name] for name in names], np.int64)
