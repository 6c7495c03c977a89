"""Builds the snapshot that everything else works with from what the catalogue knows."""

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.catalogue import Catalogue, FileRecord
from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts
from shoeclassifier_gui.core.dataset.items import BrokenFile, Dataset, Item, Split
from shoeclassifier_gui.core.dataset.layout import Place, read_layout
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.sessions import read_session_file
from shoeclassifier_gui.core.files import content_digest


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the files of a project are divided into classes.

    Attributes:
        classes: Names, in the order of their indices.
        usable: The readable pictures in class folders, with what their folders say.
        broken: Those that cannot be read, and why.
        loose: The readable ones beside the class folders.
    """

    classes: tuple[str, ...]
    usable: tuple[tuple[FileRecord, Place], ...]
    broken: tuple[BrokenFile, ...]
    loose: tuple[tuple[FileRecord, Place], ...] = ()


def arrange(project: Project, records: Sequence[FileRecord]) -> Arrangement:
    """Reads classes and supplied splits from where the files lie; `records` sorted by path."""
    places = read_layout([record.relative for record in records])
    broken, usable, loose = [], [], []
    for record, place in zip(records, places, strict=True):
        if record.broken:
            digest = record.digest or content_digest(record.relative.encode())
            broken.append(BrokenFile(project.folder / record.relative, record.broken, digest))
        elif not place.class_name:
            loose.append((record, place))
        else:
            usable.append((record, place))
    classes = tuple(sorted({place.class_name or "" for _, place in usable}, key=_class_order))
    return Arrangement(classes, tuple(usable), tuple(broken), tuple(loose))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Python looks for cycles ever again while hundreds of thousands of objects are made.

    None of them is part of one; without that search a third of the time is saved.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_without_collection()
def build_dataset(project: Project, catalogue: Catalogue) -> Dataset:
    """The data set as the catalogue knows it, without looking at the folder.

    Raises:
        DatasetError: The session file is not readable.
    """
    arrangement = arrange(project, catalogue.files())
    facts = catalogue.facts()
    ids = catalogue.class_ids()
    return Dataset(
        project.folder,
        arrangement.classes,
        make_items(project, arrangement.usable, arrangement.classes, facts),
        arrangement.broken,
        tuple(ids.get(name, "") for name in arrangement.classes),
        facts,
        catalogue.measured(),
        catalogue.settings(),
        catalogue.revision(),
        make_items(project, arrangement.loose, ("",), facts),
    )


def make_items(
    project: Project,
    placed: Sequence[tuple[FileRecord, Place]],
    classes: Sequence[str],
    facts: dict[str, Facts],
) -> tuple[Item, ...]:
    """The items of some files, with recording and split."""
    index = {name: position for position, name in enumerate(classes)}
    supplied_sessions = read_session_file(project)
    splits = {split.value: split for split in Split}
    # Thousands of items share a recording, and a content its name: one string is enough.
    own = {name: name for name in facts}
    intern = sys.intern
    items = []
    last: Place | None = None
    for (relative, size, modified_ns, digest, _), place in placed:
        if place is not last:  # Neighbours lie in one folder.
            last, class_index = place, index[place.class_name or ""]
            held_out = place.supplied if place.supplied is not Split.TRAIN else None
        known = facts.get(digest, NO_FACTS)
        session = supplied_sessions.get(relative) or known.session
        items.append(
            Item(
                project.folder,
                relative,
                class_index,
                intern(session) if session else relative,
                own.get(digest, digest),
                held_out or splits.get(known.split or "", Split.TRAIN),
                place.supplied is not None,
                size,
                modified_ns,
                known.left_out is not None,
            )
        )
    return tuple(items)


def _class_order(name: str) -> tuple[str, str]:
    return (name.casefold(), name)
