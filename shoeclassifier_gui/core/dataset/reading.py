"""Reads one picture file: its content's name, its measures, its thumbnail."""

from collections.abc import Container
from contextlib import suppress
from pathlib import Path

from shoeclassifier_gui.core.dataset.catalogue import FileRecord
from shoeclassifier_gui.core.dataset.measures import Measures, measure
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.thumbnails import (
    THUMBNAIL_SIDE,
    save_thumbnail,
    thumbnail_path,
)
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.files import content_digest, modified_ns
from shoeclassifier_gui.core.pictures import GONE, picture_header, read_picture


def read_file(
    project: Project, measured: Container[str], relative: str
) -> tuple[FileRecord, Measures | None]:
    """Reads a picture file below the project's folder.

    Args:
        project: The project; the thumbnail is kept in its hidden folder.
        measured: Contents that need not be decoded again.
        relative: The file.

    Returns:
        What to remember of the file, and of its content unless that is known or unreadable.

    Raises:
        StorageError: The thumbnail cannot be written.
    """
    path = project.folder / relative
    try:
        state = path.stat()
        digest = content_digest(path.read_bytes())
    except FileNotFoundError:
        return FileRecord(relative, 0, 0, "", GONE), None
    except OSError:
        return FileRecord(relative, 0, 0, "", "reading it is not allowed"), None
    record = FileRecord(relative, state.st_size, modified_ns(state), digest)
    thumbnail = thumbnail_path(project.thumbnails, digest)
    has_thumbnail = project.read_only or _is_whole(thumbnail)
    if digest in measured and has_thumbnail:  # Moved or copied: nothing new to see.
        return record, None
    try:
        picture = read_picture(path, short_side=THUMBNAIL_SIDE)
        header = picture_header(path)
    except BrokenPicture as error:
        return record._replace(broken=error.reason), None
    if not has_thumbnail:
        save_thumbnail(project.thumbnails, digest, picture)
    return record, measure(picture, header.width, header.height, header.orientation)


def _is_whole(thumbnail: Path) -> bool:
    """After the power failed a file may be there and empty."""
    with suppress(OSError):
        return thumbnail.stat().st_size > 0
    return False
