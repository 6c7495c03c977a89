"""Keeps a captured picture as an item of a class."""

import re
from datetime import datetime
from pathlib import Path

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.sessions import Captured, journal_captured
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.pictures import Picture, write_picture

# What Windows, macOS and Linux all allow in a folder's name, without the names of devices.
_BAD_IN_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
_LONGEST_NAME = 80
_TRAIN_FOLDERS = ("train", "training")


def keep_capture(
    project: Project,
    picture: Picture,
    class_name: str,
    *,
    session: str,
    source: str,
    dataset: Dataset | None = None,
) -> Path:
    """Writes a picture into a class folder and its recording into the journal.

    Args:
        project: Where to.
        picture: RGB uint8 (height, width, 3).
        class_name: An existing class, or the name of a new one.
        session: The recording that it belongs to.
        source: Name of the camera, file or stream.
        dataset: What is in the project, so that the picture joins those of its class.

    Returns:
        The new file: a PNG, so that not a pixel is lost.

    Raises:
        DatasetError: The name cannot be a folder's, or the project cannot be written to.
        StorageError: The disk is full.
    """
    if not project.writable:
        raise DatasetError(
            f"The folder {project.folder} may not be written to.", "Open a folder of your own."
        )
    folder = _class_folder(project, dataset, require_class_name(class_name))
    now = datetime.now().astimezone()
    path = _free_path(folder, f"capture-{now:%Y%m%d-%H%M%S-%f}"[:-3])
    relative = path.relative_to(project.folder).as_posix()
    # The journal first: a line without its picture does no harm, but a picture whose recording
    # is not known could leak between the splits.
    journal_captured(project, Captured(relative, session, source, now.isoformat()))
    write_picture(path, picture)
    return path


def _class_folder(project: Project, dataset: Dataset | None, name: str) -> Path:
    if dataset is not None and dataset.items:
        return _folder_among(dataset, name)
    return _folder_by_parts(project.folder, name)


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
        or name.startswith(".")
        or name.endswith(".")
        or name.split(".")[0].lower() in _DEVICES
        or _BAD_IN_NAME.search(name)
    )
    if unusable:
        raise DatasetError(
            f"A class cannot be called “{name[:40]}”.",
            f"Use up to {_LONGEST_NAME} letters, digits, spaces and hyphens.",
        )
    return name


def _folder_among(dataset: Dataset, name: str) -> Path:
    """Where pictures of the class lie already, else beside those of another class.

    Any other place could change which folders are read as classes.
    """
    known = {existing.casefold(): existing for existing in dataset.classes}
    name = known.get(name.casefold(), name)
    # Supplied validation and test parts stay as they were supplied.
    ordered = sorted(dataset.items, key=lambda item: item.split is not Split.TRAIN)
    like = next((item for item in ordered if dataset.classes[item.class_index] == name), ordered[0])
    return dataset.folder.joinpath(*_folders_for(like, dataset.classes[like.class_index], name))


def _folders_for(like: Item, like_class: str, name: str) -> tuple[str, ...]:
    """The folders of an item, down to those that say class and split, for another class."""
    folders = like.relative.split("/")[:-1]
    place = folders.index(like_class)
    end = place + 1
    # In `class/train/...` the split folder is part of the place.
    if len(folders) > end and folders[end].lower() in _TRAIN_FOLDERS:
        end += 1
    return (*folders[:place], name, *folders[place + 1 : end])


def _folder_by_parts(root: Path, name: str) -> Path:
    """Where the class will lie: a supplied training part, if there is one, takes new pictures."""
    parts = [path for path in root.iterdir() if path.name.lower() in _TRAIN_FOLDERS]
    return next((path for path in parts if path.is_dir()), root) / name


def _free_path(folder: Path, stem: str) -> Path:
    candidates = (folder / (f"{stem}.png" if n == 0 else f"{stem}-{n}.png") for n in range(1000))
    return next(path for path in candidates if not path.exists())
