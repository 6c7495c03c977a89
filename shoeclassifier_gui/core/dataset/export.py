"""Writes a data set into one zip: class folders by split, a table of items, and who made them."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import require_space
from shoeclassifier_gui.core.targets import TargetKind, require_target, write_target

ITEMS_FILE = "items.csv"
ATTRIBUTION_FILE = "ATTRIBUTION.csv"
_ITEM_COLUMNS = ("file", "class", "class_id", "split", "session", "digest", "path")
_ORIGIN_COLUMNS = ("file", "kind", "source", "author", "licence", "url", "page", "time")


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
        attributed: Of how many the maker, page or source is known.
    """

    path: Path
    items: int
    attributed: int


def export_dataset(
    dataset: Dataset, path: Path, control: Control
) -> Iterator[ExportProgress | Exported]:
    """Writes `split/class/picture` for every item, and two tables; nothing half is ever there.

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
    origins = attribution(dataset, names)
    # Pictures are packed already; packing them again costs time and saves nothing.
    with (
        write_target(path, TargetKind.ARCHIVE) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive,
    ):
        for done, (item, name) in enumerate(zip(dataset.items, names, strict=True)):
            control.checkpoint()
            _add(archive, item, name)
            yield ExportProgress(done + 1, len(names))
        archive.writestr(ITEMS_FILE, _table(_ITEM_COLUMNS, _rows(dataset, names)))
        archive.writestr(ATTRIBUTION_FILE, _table(_ORIGIN_COLUMNS, origins))
    yield Exported(path, len(names), len(origins))


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


def attribution(dataset: Dataset, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Who made each picture, under which licence, and where it is from; unknown ones left out."""
    rows = []
    for item, name in zip(dataset.items, names, strict=True):
        origin = Origin.from_text(dataset.facts_of(item).origin)
        if origin is not None:
            rows.append((name, *(str(getattr(origin, part)) for part in _ORIGIN_COLUMNS[1:])))
    return rows


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


def _rows(dataset: Dataset, names: Sequence[str]) -> list[tuple[str, ...]]:
    return [
        (
            name,
            dataset.classes[item.class_index],
            dataset.class_ids[item.class_index] if dataset.class_ids else "",
            item.split.value,
            "" if item.session == item.relative else item.session,
            item.digest,
            item.relative,
        )
        for item, name in zip(dataset.items, names, strict=True)
    ]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue()
