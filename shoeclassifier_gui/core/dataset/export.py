"""Writes a data set into one zip: class folders by split, and tables that tell of the pictures."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.attribution import (
    ATTRIBUTION,
    Attribution,
    attribution_table,
    attributions,
)
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.provenance import ITEMS_FILE, ItemRow, items_table
from shoeclassifier_gui.core.dataset.sessions import SESSION_FILE, session_table
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import require_space
from shoeclassifier_gui.core.targets import TargetKind, require_target, write_target


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How many pictures are in the archive."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Exported:
    """The archive is whole.

    Attributes:
        path: The archive.
        items: How many pictures it holds.
        attributed: How many of them came from the web, and are owed to somebody.
    """

    path: Path
    items: int
    attributed: int


def export_dataset(
    dataset: Dataset, path: Path, control: Control
) -> Iterator[ExportProgress | Exported]:
    """Writes `split/class/picture` for every item, and tables; nothing half is ever there.

    The tables are those that this program reads: unpacked or imported, the pictures have the
    sessions and origins that they had.

    What was left out of training serves no part, and is left out here.

    Raises:
        StorageError: The disk is full, a picture is gone, or something else than an archive would
            be lost.
        Stopped: `control` asked for it; an earlier archive of that name is still there.
    """
    require_target(path, TargetKind.ARCHIVE)
    dataset = replace(dataset, items=dataset.used)
    names = archive_names(dataset)
    require_space(path.parent, sum(item.size for item in dataset.items))
    # Pictures are packed already; packing them again costs time and saves nothing.
    with (
        write_target(path, TargetKind.ARCHIVE) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive,
    ):
        for done, (item, name) in enumerate(zip(dataset.items, names, strict=True)):
            control.checkpoint()
            _add(archive, item, name)
            yield ExportProgress(done + 1, len(names))
        owed = _owed(dataset, names)
        archive.writestr(ITEMS_FILE, items_table(_rows(dataset, names)))
        archive.writestr(SESSION_FILE, session_table(_sessions(dataset, names)))
        if owed:
            archive.writestr(ATTRIBUTION, attribution_table(owed))
    yield Exported(path, len(names), len(owed))


def archive_names(dataset: Dataset) -> list[str]:
    """Where each item goes in the archive; files of one name in one class are numbered."""
    taken: set[str] = set()
    names = []
    for item in dataset.items:
        folder = f"{item.split.value}/{dataset.classes[item.class_index]}"
        name, count = f"{folder}/{item.path.name}", 1
        while name.casefold() in taken:  # Who unpacks it may have Windows.
            count += 1
            name = f"{folder}/{item.path.stem}-{count}{item.path.suffix}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _owed(dataset: Dataset, names: Sequence[str]) -> list[Attribution]:
    there = {item.relative: name for item, name in zip(dataset.items, names, strict=True)}
    return [replace(row, path=there[row.path]) for row in attributions(dataset)]


def _sessions(dataset: Dataset, names: Sequence[str]) -> list[tuple[str, str]]:
    """Session by path in the archive, where it is known."""
    return [
        (name, item.session)
        for item, name in zip(dataset.items, names, strict=True)
        if item.session != item.relative
    ]


def _add(archive: zipfile.ZipFile, item: Item, name: str) -> None:
    try:
        data = item.path.read_bytes()
    except OSError as error:
        raise StorageError(
            f"The picture {item.relative} is not there any more, or may not be read.",
            "Read the folder again, then export it once more.",
        ) from error
    # No times in it: the same pictures give the same archive.
    archive.writestr(zipfile.ZipInfo(name), data)


def _rows(dataset: Dataset, names: Sequence[str]) -> list[ItemRow]:
    return [
        ItemRow(
            name,
            dataset.classes[item.class_index],
            dataset.class_ids[item.class_index] if dataset.class_ids else "",
            item.split.value,
            "" if item.session == item.relative else item.session,
            item.digest,
            item.relative,
            dataset.facts_of(item).origin or "",
        )
        for item, name in zip(dataset.items, names, strict=True)
    ]
