"""Names the authors of all pictures that came from the web: what open licences ask for."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from operator import attrgetter
from pathlib import Path

from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.changes import Change, FactName
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.files import storage_errors, write_text

ATTRIBUTION = "ATTRIBUTION.csv"
_WEB = "web"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom one picture is owed to; the names are the columns of the table."""

    path: str
    title: str
    author: str
    licence: str
    page: str
    url: str


def attributions(dataset: Dataset, items: Iterable[Item] | None = None) -> Iterator[Attribution]:
    """What is owed for the pictures of a data set that came from the web.

    Args:
        dataset: The data set.
        items: Some of its items; all of them by default.
    """
    for item in dataset.items if items is None else items:
        origin = Origin.from_text(dataset.facts_of(item).origin)
        yield from owed_for(item.relative, origin)


def owed_for(path: str, origin: Origin | None) -> Iterator[Attribution]:
    """What is owed for one picture: nothing, unless it came from the web."""
    if origin is not None and origin.kind == _WEB:
        yield Attribution(
            path, origin.title, origin.author, origin.licence, origin.page, origin.url
        )


def attribution_table(rows: Iterable[Attribution]) -> str:
    """The table as CSV, with a header; for a file or a member of an archive."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Attribution))
    for row in rows:
        path, *rest = astuple(row)
        writer.writerow([path, *map(guarded, rest)])
    return text.getvalue()


def write_attribution(dataset: Dataset, arrived: Iterable[Attribution] = ()) -> Path | None:
    """Writes the table beside the data; a file of the same name that is another one stays.

    Without pictures from the web there is no table: an earlier one is removed.

    Args:
        dataset: The data set.
        arrived: What is owed for pictures that have come into its folder since.

    Returns:
        Where it lies; None when nothing came from the web.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    rows = sorted([*attributions(dataset), *arrived], key=attrgetter("path"))
    path = _place(dataset.folder)
    if not rows:
        with storage_errors(path):
            path.unlink(missing_ok=True)
        return None
    write_text(path, attribution_table(rows))
    return path


def touches_web(change: Change, catalogue: Catalogue) -> bool:
    """Whether a change may be about pictures from the web; the catalogue has taken it over.

    Tables that came with pictures whose origin this project does not know stay as they are.
    """
    if change.moves and catalogue.has_origin(_WEB):
        return True
    origins = (
        Origin.from_text(text)
        for fact in change.facts
        if fact.name is FactName.ORIGIN
        for text in (fact.before, fact.after)
    )
    return any(origin is not None and origin.kind == _WEB for origin in origins)


def _place(folder: Path) -> Path:
    """Data sets that others made may have a table of their own."""
    names = (f"ATTRIBUTION-{number}.csv" for number in itertools.count(2))
    paths = (folder / name for name in itertools.chain((ATTRIBUTION,), names))
    return next(path for path in paths if not path.exists() or _is_ours(path))


def _is_ours(path: Path) -> bool:
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8") as file:
        return file.readline() == attribution_table(())
    return False


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
