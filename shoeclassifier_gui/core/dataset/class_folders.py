"""Which folder the pictures of a class lie in, and what a class may be called."""

import re
from pathlib import Path

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.layout import SPLIT_FOLDERS
from shoeclassifier_gui.core.errors import DatasetError

# What Windows, macOS and Linux all allow in a folder's name, without the names of devices.
_BAD_IN_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_NUMBERED = (f"{device}{number}" for device in ("com", "lpt") for number in "123456789¹²³")
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", *_NUMBERED}
_LONGEST_NAME = 80
# Most file systems allow 255 bytes; a suffix `-12` and the temporary names need some of them.
_LONGEST_BYTES = 200


def require_class_name(name: str) -> str:
    """Checks that a class name can be a folder's name on every system.

    Returns:
        The name without surrounding spaces.

    Raises:
        DatasetError: It cannot.
    """
    name = name.strip()
    unusable = (
        not name
        or len(name) > _LONGEST_NAME
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST_BYTES
        or name.startswith(".")
        or name.endswith(".")
        or name.split(".")[0].rstrip().lower() in _DEVICES
        or _BAD_IN_NAME.search(name)
    )
    if unusable:
        raise DatasetError(
            f"A class cannot be called “{name[:40]}”.",
            f"Use up to {_LONGEST_NAME} letters, digits, spaces and hyphens.",
        )
    return name


def class_folder(folder: Path, dataset: Dataset | None, name: str) -> str:
    """Where new pictures of a class go, relative to the project's folder.

    Where pictures of the class lie already, else beside those of another class: any other place
    could change which folders are read as classes.

    Args:
        folder: The project's folder.
        dataset: What is in it, or None when nothing is.
        name: A class, existing or new.
    """
    if dataset is None or not dataset.items:
        return _by_parts(folder, name)
    name = existing_class(dataset, name)
    # Supplied validation and test parts stay as they were supplied.
    ordered = sorted(dataset.items, key=lambda item: item.split is not Split.TRAIN)
    like = next((item for item in ordered if dataset.classes[item.class_index] == name), ordered[0])
    return folder_beside(like, dataset.classes[like.class_index], name)


def existing_class(dataset: Dataset, name: str) -> str:
    """The class of this name in whatever case; the name itself when there is none."""
    known = {existing.casefold(): existing for existing in dataset.classes}
    return known.get(name.casefold(), name)


def folder_beside(item: Item, item_class: str, name: str) -> str:
    """The folder that an item would lie in if it were of another class.

    The folders that say its split stay; folders below the class do not.
    """
    folders = item.relative.split("/")[:-1]
    place = folders.index(item_class)
    end = place + 1
    # In `class/train/...` the split folder is part of the place.
    if len(folders) > end and folders[end].lower() in SPLIT_FOLDERS:
        end += 1
    return "/".join((*folders[:place], name, *folders[place + 1 : end]))


def folders_of_class(dataset: Dataset, name: str) -> list[str]:
    """All folders whose name makes their pictures this class, for example one a split."""
    index = dataset.classes.index(name)
    found = {
        "/".join(folders[: folders.index(name) + 1])
        for folders in (i.relative.split("/")[:-1] for i in dataset.items if i.class_index == index)
    }
    return sorted(found)


def _by_parts(root: Path, name: str) -> str:
    """A supplied training part, if there is one, takes new pictures."""
    parts = (p for p in root.iterdir() if SPLIT_FOLDERS.get(p.name.lower()) is Split.TRAIN)
    part = next((path for path in parts if path.is_dir()), None)
    return name if part is None else f"{part.name}/{name}"
