"""Removes what lies in a project's trash for good.

The journal is told first. Wherever a process dies after that, what is left can be put back, or be
removed the next time.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.changes import TRASH, Change, Kind
from shoeclassifier_gui.core.dataset.editing import EditWork
from shoeclassifier_gui.core.dataset.history import Done, carry_out, one_at_a_time
from shoeclassifier_gui.core.dataset.project import Project, require_writable
from shoeclassifier_gui.core.dataset.trash import trashed
from shoeclassifier_gui.core.files import is_text


@dataclass(frozen=True, slots=True)
class TrashRoom:
    """What lies in the trash: how many pictures, and the bytes of all files."""

    count: int = 0
    size: int = 0


def trash_room(project: Project) -> TrashRoom:
    """How much room deleted pictures take."""
    size = 0
    for path in _files(project):
        with suppress(OSError):  # Just being put back.
            status = path.lstat()
            # What has other names as well becomes free with the last of them.
            size += status.st_size // max(1, status.st_nlink)
    return TrashRoom(len(trashed(project)), size)


def empty_trash(project: Project) -> EditWork:
    """For `edit`: removes what lies in the trash for good; None when nothing lies there.

    Changes that would need the removed pictures can no longer be undone or redone. The words of
    what was done tell how many pictures (`count`) and bytes (`size`) went, and how many pictures
    the disk did not let go (`left`); those can still be put back.

    Raises:
        DatasetError: The project's folder may not be written to.
        StorageError: The journal could not be written; nothing was removed.
    """

    def work(catalogue: Catalogue) -> Done | None:
        return _empty(project, catalogue)

    return work


@one_at_a_time
def _empty(project: Project, catalogue: Catalogue) -> Done | None:
    before = trash_room(project)
    # No change ever moved a file whose name no journal can hold.
    files = (path.relative_to(project.folder).as_posix() for path in _files(project))
    removed = tuple(name for name in files if is_text(name))
    if not removed:
        return None
    require_writable(project)
    done = carry_out(project, catalogue, Change(Kind.EMPTY, removed=removed))
    for place in (project.folder / TRASH).iterdir():
        _remove(place)
    after = trash_room(project)
    words: dict[str, str | int] = {
        "count": before.count - after.count,
        "size": before.size - after.size,
        "left": after.count,
    }
    return replace(done, change=replace(done.change, words=words))


def _remove(place: Path) -> None:
    """As much of it as the disk lets go; the rest is counted after."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        with suppress(OSError):
            place.unlink()


def _files(project: Project) -> Iterator[Path]:
    """All files in the trash; links are files, and what they lead to is none of it."""
    for folder, folders, names in os.walk(project.folder / TRASH):
        yield from (Path(folder, name) for name in names)
        yield from (Path(folder, name) for name in folders if Path(folder, name).is_symlink())
