"""Reads a labelled folder: finds what is new or changed, checks, measures and thumbnails it."""

import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.arrivals import (
    assignment,
    follow_edits,
    group_items,
    name_classes,
    pairs_of,
    split_newcomers,
)
from shoeclassifier_gui.core.dataset.build import arrange, build_dataset, make_items
from shoeclassifier_gui.core.dataset.catalogue import Catalogue, FileRecord
from shoeclassifier_gui.core.dataset.catalogue_file import DamagedCatalogue, open_catalogue
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.history import Menu, carry_out, menu, recover
from shoeclassifier_gui.core.dataset.items import BrokenFile, Dataset, Split
from shoeclassifier_gui.core.dataset.lock import take_lock
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.reading import read_file
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.core.pictures import picture_files

_CHUNK = 64
_FIRST_SIGHT_S = 3.0
_NO_TEXT = "its name is not readable text"
SHARES = "shares"


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How many of the new or changed pictures have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DatasetRecalled:
    """What the project held when it was read last; comparing it with the folder comes next."""

    dataset: Dataset


@dataclass(frozen=True, slots=True)
class DatasetIndexed:
    """The folder has been read.

    Attributes:
        dataset: What is in it.
        read_only: Whether another program is changing the project.
        menu: What can be undone and redone.
    """

    dataset: Dataset
    read_only: bool = False
    menu: Menu = field(default_factory=Menu)


def index_project(
    project: Project, control: Control, *, shares: Shares | None = None, seed: int | None = None
) -> Iterator[IndexProgress | DatasetRecalled | DatasetIndexed]:
    """Reads a project's folder; the last event holds the data set.

    A project that was read before is given at once as it was then. Only new and changed files are
    decoded. Stopping keeps what was read so far for the next time.

    Args:
        project: The folder.
        control: Stops it.
        shares: Divide anew in these shares, for this reading alone; by default every picture
            keeps the split that it was given when it came.
        seed: Likewise with another seed.

    Raises:
        DatasetError: There is no picture below the folder.
        StorageError: The program's own files cannot be written.
        Stopped: `control` asked for it.
    """
    try:
        yield from _index(project, control, shares, seed)
    except DamagedCatalogue:  # It is gone now, so that nothing is in the way of another.
        yield from _index(project, control, shares, seed)


def _index(
    project: Project, control: Control, shares: Shares | None, seed: int | None
) -> Iterator[IndexProgress | DatasetRecalled | DatasetIndexed]:
    lock = take_lock(project)
    try:
        with open_catalogue(project.catalogue, write=lock is not None) as catalogue:
            recover(project, catalogue, write=lock is not None)
            if catalogue.files():
                yield DatasetRecalled(build_dataset(project, catalogue))
            reading = yield from _read_folder(project, catalogue, control)
            settle(project, catalogue, reading.before, reading.fresh, write=lock is not None)
            dataset = build_dataset(project, catalogue)
            past = menu(project, catalogue)
    finally:
        if lock is not None:
            lock.release()
    if shares is not None or seed is not None:
        dataset = divide_anew(dataset, shares or Shares(), seed or 0)
    dataset = replace(dataset, broken=(*dataset.broken, *reading.nameless))
    yield DatasetIndexed(dataset, lock is None, past)


def divide_anew(dataset: Dataset, shares: Shares, seed: int = 0) -> Dataset:
    """The same data set under a fresh split; supplied parts stay."""
    groups = group_items(dataset.items, pairs_of(dataset.items, dataset.measures))
    facts = split_newcomers(dataset.items, {}, groups, shares, seed)
    given = {fact.digest: Split(fact.after or Split.TRAIN) for fact in facts}
    items = tuple(
        item
        if item.supplied and item.split is not Split.TRAIN
        else replace(item, split=given[item.digest])
        for item in dataset.items
    )
    return replace(dataset, items=items)


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
        if count == 0:
            raise DatasetError(
                f"All pictures of the class {name} are left out of training.",
                "Use some of them again, or delete the class.",
            )
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """What comparing the folder with the catalogue showed.

    Attributes:
        before: What was known, by relative path.
        fresh: New and changed files, as they are now.
        nameless: Files whose names are no text.
    """

    before: dict[str, FileRecord]
    fresh: tuple[FileRecord, ...]
    nameless: tuple[BrokenFile, ...]


def _read_folder(
    project: Project, catalogue: Catalogue, control: Control
) -> Generator[IndexProgress | DatasetRecalled, None, _Reading]:
    """Brings files and measures in the catalogue up to date."""
    found = _files(project)
    names = {path.relative_to(project.folder).as_posix(): path for path in found}
    texts = {name: path for name, path in names.items() if is_text(name)}
    before = {record.relative: record for record in catalogue.files()}
    stale = [name for name, path in texts.items() if not _is_current(path, before.get(name))]
    yield IndexProgress(0, len(stale))
    read = partial(read_file, project, catalogue.measured_digests())
    fresh: list[FileRecord] = []
    shown, pause = time.monotonic(), _FIRST_SIGHT_S
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for start in range(0, len(stale), _CHUNK):
            control.checkpoint()
            pairs = list(pool.map(read, stale[start : start + _CHUNK]))
            catalogue.remember(pairs)
            fresh += [record for record, _ in pairs]
            yield IndexProgress(start + len(pairs), len(stale))
            if time.monotonic() - shown > pause:
                # The page is used meanwhile; ever more rarely, as it costs more and more.
                yield DatasetRecalled(build_dataset(project, catalogue))
                shown, pause = time.monotonic(), pause * 2
    catalogue.forget(before.keys() - texts.keys())
    odd = [path for name, path in names.items() if name not in texts]
    nameless = tuple(BrokenFile(path, _NO_TEXT, content_digest(os.fsencode(path))) for path in odd)
    return _Reading(before, tuple(fresh), nameless)


def settle(
    project: Project,
    catalogue: Catalogue,
    before: Mapping[str, FileRecord],
    fresh: Sequence[FileRecord],
    *,
    write: bool = True,
) -> None:
    """Gives what is new its class ids, its facts and its splits.

    Args:
        project: The project.
        catalogue: Its catalogue, with all files.
        before: The files as they were, by relative path.
        fresh: New and changed files.
        write: False keeps it in the catalogue alone.
    """
    arrangement = arrange(project, catalogue.files())
    names = list(name_classes(arrangement, list(before.values()), catalogue.class_ids()))
    edited = [before[r.relative].digest for r in fresh if r.relative in before]
    followed = list(follow_edits(before, arrangement, catalogue.facts_of(edited)))
    _write_down(project, catalogue, assignment(followed, names), write=write)
    facts = catalogue.facts()
    if all(facts.get(record.digest, NO_FACTS).split for record, _ in arrangement.usable):
        return
    items = make_items(project, arrangement, facts)
    shares = Shares.parse(catalogue.settings().get(SHARES, "70/15/15"))
    groups = group_items(items, pairs_of(items, catalogue.measured()))
    splits = list(split_newcomers(items, facts, groups, shares, 0))
    _write_down(project, catalogue, assignment(splits, ()), write=write)


def _write_down(project: Project, catalogue: Catalogue, change: Change, *, write: bool) -> None:
    if change.is_empty:
        return
    if write:
        carry_out(project, catalogue, change)
        return
    with catalogue.transaction():  # A copy in memory, for this look alone.
        catalogue.set_facts(change.facts)
        catalogue.set_classes(change.classes)


def _files(project: Project) -> list[Path]:
    files = list(picture_files(project.folder))
    # Somebody who deleted all pictures may still want them back.
    if not files and not project.journal.is_file():
        raise DatasetError(
            f"There are no pictures in {project.folder}.",
            "Choose a folder that holds one folder of pictures for each class.",
        )
    return files


def is_text(name: str) -> bool:
    """Linux allows names that are no UTF-8; no database or JSON file can hold them."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_current(path: Path, record: FileRecord | None) -> bool:
    if record is None:
        return False
    try:
        state = path.stat()
    except OSError:  # A dangling link, or a file that was just deleted.
        return False
    return (record.size, record.modified_ns) == (state.st_size, state.st_mtime_ns)
