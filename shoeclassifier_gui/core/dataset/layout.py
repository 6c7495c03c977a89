"""Reads class and supplied split from where a picture lies below its folder."""

from collections.abc import Sequence
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.items import Split

SPLIT_FOLDERS = {
    "train": Split.TRAIN,
    "training": Split.TRAIN,
    "val": Split.VAL,
    "valid": Split.VAL,
    "validation": Split.VAL,
    "dev": Split.VAL,
    "test": Split.TEST,
    "testing": Split.TEST,
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the folders above a picture say.

    Attributes:
        class_name: The class, or None for a picture in no class folder.
        supplied: The split whose folder it lies in, if any.
    """

    class_name: str | None
    supplied: Split | None


def read_layout(relatives: Sequence[str]) -> list[Place]:
    """Reads the places of all pictures of one folder.

    Understands `class/...`, `train/class/...`, `class/train/...` and any of these below further
    folders that all pictures share. The class is the folder below the split folder, else the one
    above it, else the first that differs between pictures.

    Args:
        relatives: Paths below the data set's folder, with forward slashes.
    """
    parents = [relative.rpartition("/")[0] for relative in relatives]
    found = {parent: tuple(parent.split("/")) if parent else () for parent in set(parents)}
    # A stray picture beside the folders does not make them say more.
    shared = _shared_depth([folders for folders in found.values() if folders])
    places = {parent: _place(folders[shared:]) for parent, folders in found.items()}
    return [places[parent] for parent in parents]


def _shared_depth(parents: Sequence[tuple[str, ...]]) -> int:
    """How many leading folders say nothing, because every picture lies below them."""
    depth = 0
    while parents and all(len(folders) > depth + 1 for folders in parents):
        names = {folders[depth] for folders in parents}
        below = {name.lower() for folders in parents for name in folders[depth + 1 :]}
        only_splits_below = below <= SPLIT_FOLDERS.keys()
        if len(names) > 1 or names.pop().lower() in SPLIT_FOLDERS or only_splits_below:
            break
        depth += 1
    return depth


def _place(folders: tuple[str, ...]) -> Place:
    if not folders:
        return Place(None, None)
    if len(folders) == 1:  # `test/x.jpg` alone: a class that happens to be called so.
        return Place(folders[0], None)
    for position, name in enumerate(folders):
        supplied = SPLIT_FOLDERS.get(name.lower())
        if supplied is not None:
            below, above = folders[position + 1 :], folders[:position]
            return Place(below[0] if below else above[-1], supplied)
    return Place(folders[0], None)
