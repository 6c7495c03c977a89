"""Versions of a data set: what changed since a model was trained."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.split_record import SplitRecord


@dataclass(frozen=True, slots=True)
class Difference:
    """What distinguishes a data set from what a model was trained with.

    Attributes:
        added: Paths of pictures whose content is new.
        removed: Paths, as they were, of pictures that are gone.
        moved: Paths of pictures that are of another class now.
        resplit: Paths of pictures that serve another part now.
        renamed: Old and new names of classes.
        left_out: Paths of pictures that are there and serve no part any more.
        common: How many contents both have; without any, the model is of other data.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    resplit: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    common: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed."""
        parts = (self.added, self.removed, self.moved, self.resplit, self.left_out)
        return not any(parts) and not self.renamed


def difference(record: SplitRecord, dataset: Dataset) -> Difference:
    """Compares what a model was trained with to what is there now.

    Pictures are known by content, classes by id; in records without ids by name.
    """
    now = SplitRecord.of(dataset)
    with_ids = bool(record.class_ids)
    old, new = _by_content(record, with_ids=with_ids), _by_content(now, with_ids=with_ids)
    both = old.keys() & new.keys()
    unused = {item.digest for item in dataset.items if item.left_out} & old.keys()
    return Difference(
        added=_paths(new, new.keys() - both),
        removed=_paths(old, old.keys() - both - unused),
        moved=_paths(new, {d for d in both if old[d].classes != new[d].classes}),
        resplit=_paths(new, {d for d in both if old[d].parts != new[d].parts}),
        renamed=_renamed(record, now),
        left_out=_paths(old, unused),
        common=len(both),
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """All copies of one content."""

    paths: set[str]
    classes: set[str]
    parts: set[str]


def _by_content(record: SplitRecord, *, with_ids: bool) -> dict[str, _Content]:
    found: dict[str, _Content] = defaultdict(lambda: _Content(set(), set(), set()))
    for entry in record.entries:
        content = found[entry.digest]
        content.paths.add(entry.relative)
        content.classes.add(entry.class_id if with_ids else entry.class_name)
        content.parts.add(entry.split.value)
    return dict(found)


def _paths(contents: Mapping[str, _Content], chosen: set[str]) -> tuple[str, ...]:
    return tuple(sorted(path for digest in chosen for path in contents[digest].paths))


def _renamed(old: SplitRecord, new: SplitRecord) -> tuple[tuple[str, str], ...]:
    names = {class_id: name for name, class_id in new.class_ids.items()}
    pairs = ((name, names.get(class_id, name)) for name, class_id in old.class_ids.items())
    return tuple(sorted((before, after) for before, after in pairs if before != after))
