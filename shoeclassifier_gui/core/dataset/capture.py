"""Keeps a captured picture as an item of a class."""

import re
from datetime import datetime
from pathlib import Path

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.sessions import Captured, journal_captured
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.pictures import Picture, write_picture

# What Windows, macOS and Linux all allow in a folder's name, without the names of devices.
_BAD_IN_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
_LONGEST_NAME = 80


def keep_capture(
    project: Project, picture: Picture, class_name: str, *, session: str, source: str
) -> Path:
    """Writes a picture into a class folder and its recording into the journal.

    Args:
        project: Where to.
        picture: RGB uint8 (height, width, 3).
        class_name: An existing class, or the name of a new one.
        session: The recording that it belongs to.
        source: Name of the camera, file or stream.

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
    folder = _class_folder(project.folder, require_class_name(class_name))
    now = datetime.now().astimezone()
    path = _free_path(folder, f"capture-{now:%Y%m%d-%H%M%S-%f}"[:-3])
    write_picture(path, picture)
    relative = path.relative_to(project.folder).as_posix()
    journal_captured(project, Captured(relative, session, source, now.isoformat()))
    return path


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


def _class_folder(root: Path, name: str) -> Path:
    """Where the class lies: a supplied training part, if there is one, takes new pictures."""
    for part in ("train", "training", "Train"):
        if (root / part).is_dir():
            return root / part / name
    return root / name


def _free_path(folder: Path, stem: str) -> Path:
    candidates = (folder / (f"{stem}.png" if n == 0 else f"{stem}-{n}.png") for n in range(1000))
    return next(path for path in candidates if not path.exists())
