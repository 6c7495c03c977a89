"""Finds out whether an opened folder is one class of a data set that lies around it."""

import os
from itertools import islice
from pathlib import Path

from shoeclassifier_gui.core.dataset.layout import SPLIT_FOLDERS
from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.pictures import SUFFIXES

# `data set/train/class` is the deepest that is read.
_LEVELS = 2
# A look, no reading: folders of thousands of files are told by their first ones.
_LOOKED_AT = 200


def dataset_above(folder: Path) -> Path | None:
    """The data set that a folder of loose pictures seems to be a class of.

    That is a folder above that was opened before, else the one above when most of the folders in
    it hold pictures (a home folder never is).

    Returns:
        The folder to open instead; None when there is no sign of one.
    """
    for above in list(folder.parents)[:_LEVELS]:
        if (above / HIDDEN).is_dir():
            return above
    parent = folder.parent
    if parent in {Path.home(), folder} or parent.parent == parent:
        return None
    siblings = [path for path in _folders(parent) if path != folder]
    full = sum(_holds_pictures(path) for path in siblings)
    if not full or 2 * full < len(siblings):
        return None
    return parent.parent if parent.name.lower() in SPLIT_FOLDERS else parent


def _folders(parent: Path) -> list[Path]:
    try:
        with os.scandir(parent) as listing:
            some = islice(listing, _LOOKED_AT)
            return [Path(e.path) for e in some if e.is_dir() and not e.name.startswith(".")]
    except OSError:
        return []


def _holds_pictures(folder: Path) -> bool:
    try:
        with os.scandir(folder) as listing:
            names = (entry.name for entry in islice(listing, _LOOKED_AT))
            return any(Path(name).suffix.lower() in SUFFIXES for name in names)
    except OSError:
        return False
