"""Reads a labelled folder into a data set: finds, hashes, checks, thumbnails, groups, splits."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.catalogue import PictureRecord, open_catalogue
from shoeclassifier_gui.core.dataset.items import BrokenFile, Dataset, Item, Split
from shoeclassifier_gui.core.dataset.layout import Place, read_layout
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.sessions import read_sessions
from shoeclassifier_gui.core.dataset.split import Member, Shares, assign_splits
from shoeclassifier_gui.core.dataset.thumbnails import (
    THUMBNAIL_SIDE,
    save_thumbnail,
    thumbnail_path,
)
from shoeclassifier_gui.core.errors import BrokenPicture, DatasetError
from shoeclassifier_gui.core.pictures import picture_files, read_picture

_CHUNK = 64
_NO_CLASS = "it lies in no class folder"
_NO_TEXT = "its name is not readable text"


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How many of the new or changed pictures have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DatasetIndexed:
    """The folder has been read."""

    dataset: Dataset


def index_project(
    project: Project, control: Control, *, shares: Shares | None = None, seed: int = 0
) -> Iterator[IndexProgress | DatasetIndexed]:
    """Reads a project's folder; the last event holds the data set.

    Only new and changed files are decoded. Stopping keeps what was read so far for the next time.

    Raises:
        DatasetError: There is no picture below the folder.
        StorageError: The program's own files cannot be written.
        Stopped: `control` asked for it.
    """
    found = _files(project)
    files = {path.relative_to(project.folder).as_posix(): path for path in found if _is_text(path)}
    with open_catalogue(project.catalogue) as catalogue:
        known = catalogue.records()
        catalogue.forget(known.keys() - files.keys())
        fresh = [name for name in files if not _is_current(files[name], known.get(name), project)]
        yield IndexProgress(0, len(fresh))
        read = partial(_read, project)
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            for start in range(0, len(fresh), _CHUNK):
                control.checkpoint()
                chunk = fresh[start : start + _CHUNK]
                catalogue.remember(pool.map(read, chunk))
                yield IndexProgress(start + len(chunk), len(fresh))
        records = catalogue.records()
    dataset = build_dataset(project, list(records.values()), shares, seed)
    nameless = tuple(BrokenFile(path, _NO_TEXT) for path in found if not _is_text(path))
    yield DatasetIndexed(replace(dataset, broken=(*dataset.broken, *nameless)))


def build_dataset(
    project: Project, records: Sequence[PictureRecord], shares: Shares | None, seed: int
) -> Dataset:
    """Turns what is known of the files into classes, items, sessions and splits."""
    ordered = sorted(records, key=lambda record: record.relative)
    places = read_layout([record.relative for record in ordered])
    broken, usable = [], []
    for record, place in zip(ordered, places, strict=True):
        reason = record.broken or (None if place.class_name else _NO_CLASS)
        if reason:
            broken.append(BrokenFile(project.folder / record.relative, reason))
        else:
            usable.append((record, place))
    classes = tuple(sorted({place.class_name or "" for _, place in usable}, key=_class_order))
    items = _items(project, classes, usable, shares, seed)
    return Dataset(project.folder, classes, items, tuple(broken))


def require_trainable(dataset: Dataset) -> None:
    """Checks that a data set can be learned.

    Raises:
        DatasetError: It has fewer than two classes, a class of a single picture, or a part of the
            split lacks what it needs.
    """
    hint = "Each class is a folder with at least two pictures; two classes are the least."
    if not dataset.items:
        raise DatasetError(f"There are no labelled pictures in {dataset.folder}.", hint)
    if len(dataset.classes) < 2:
        raise DatasetError(f"There is just one class, {dataset.classes[0]}.", hint)
    for name, count in zip(dataset.classes, dataset.count_by_class(), strict=True):
        if count < 2:
            raise DatasetError(f"The class {name} has just one picture.", hint)
    _require_parts(dataset)


def _require_parts(dataset: Dataset) -> None:
    """A recording is never torn apart, so a class of one recording cannot be measured."""
    if not dataset.of_split(Split.VAL):
        raise DatasetError(
            "There is nothing to validate with: each class comes from a single recording.",
            "Take every class in at least two recordings: choose the camera again between them.",
        )
    for name, count in zip(dataset.classes, dataset.count_by_class(Split.TRAIN), strict=True):
        if count == 0:
            raise DatasetError(
                f"The class {name} has no training pictures.",
                "Add pictures of it from another recording, or to the training folder.",
            )


def content_digest(data: bytes) -> str:
    """Names a content: 128 bits of BLAKE2b, as hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _files(project: Project) -> list[Path]:
    files = list(picture_files(project.folder))
    if not files:
        raise DatasetError(
            f"There are no pictures in {project.folder}.",
            "Choose a folder that holds one folder of pictures for each class.",
        )
    return files


def _is_text(path: Path) -> bool:
    """Linux allows names that are no UTF-8; no database or JSON file can hold them."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_current(path: Path, record: PictureRecord | None, project: Project) -> bool:
    if record is None:
        return False
    try:
        state = path.stat()
    except OSError:  # A dangling link, or a file that was just deleted.
        return False
    same = (record.size, record.modified_ns) == (state.st_size, state.st_mtime_ns)
    return same and (
        record.broken is not None or thumbnail_path(project.thumbnails, record.digest).exists()
    )


def _read(project: Project, relative: str) -> PictureRecord:
    path = project.folder / relative
    try:
        state = path.stat()
        digest = content_digest(path.read_bytes())
    except FileNotFoundError:
        return PictureRecord(relative, 0, 0, "", "it is not there any more")
    except OSError:
        return PictureRecord(relative, 0, 0, "", "reading it is not allowed")
    try:
        picture = read_picture(path, short_side=THUMBNAIL_SIDE)
    except BrokenPicture as error:
        return PictureRecord(relative, state.st_size, state.st_mtime_ns, digest, error.reason)
    if not thumbnail_path(project.thumbnails, digest).exists():
        save_thumbnail(project.thumbnails, digest, picture)
    return PictureRecord(relative, state.st_size, state.st_mtime_ns, digest)


def _items(
    project: Project,
    classes: tuple[str, ...],
    usable: Sequence[tuple[PictureRecord, Place]],
    shares: Shares | None,
    seed: int,
) -> tuple[Item, ...]:
    index = {name: position for position, name in enumerate(classes)}
    sessions = read_sessions(project)
    members = [
        Member(
            record.relative,
            index[place.class_name or ""],
            (f"session:{sessions.get(record.relative, record.relative)}", record.digest),
            place.supplied,
        )
        for record, place in usable
    ]
    splits = assign_splits(members, shares, seed=seed)
    return tuple(
        Item(
            path=project.folder / record.relative,
            relative=record.relative,
            class_index=member.class_index,
            session=sessions.get(record.relative, record.relative),
            digest=record.digest,
            split=splits[record.relative],
        )
        for (record, _), member in zip(usable, members, strict=True)
    )


def _class_order(name: str) -> tuple[str, str]:
    return (name.casefold(), name)
