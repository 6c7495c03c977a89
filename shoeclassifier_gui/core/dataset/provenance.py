"""The table of an export that says where each picture came from: written, and read again."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace

from shoeclassifier_gui.core.dataset.attribution import guarded
from shoeclassifier_gui.core.dataset.changes import Fact, FactName
from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts, Origin
from shoeclassifier_gui.core.dataset.project import Project

ITEMS_FILE = "items.csv"
_KINDS = ("camera", "import", "web")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One picture of an export; the names are the columns of the table.

    Attributes:
        file: Its path in the archive.
        class_name: Its class.
        class_id: The stable id of its class.
        split: The part that it serves.
        session: Its session; empty when that is not known.
        digest: Names its content; by it the table is believed.
        path: Its path in the project.
        origin: How it came, as `Origin.as_text` writes it; empty when that is not known.
    """

    file: str
    class_name: str
    class_id: str
    split: str
    session: str
    digest: str
    path: str
    origin: str


_COLUMNS = tuple(field.name.replace("class_name", "class") for field in fields(ItemRow))


def items_table(rows: Iterable[ItemRow]) -> str:
    """The table as CSV, with a header, safe to open in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(map(guarded, astuple(row)) for row in rows)
    return text.getvalue()


def parse_origins(data: bytes) -> dict[str, str]:
    """Origin by content, as `Origin.as_text` writes it, of what an export tells.

    A table of another program is no fault: it tells nothing. What strangers may have written is
    taken as text, and addresses only of the web.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return {}
    found = ((row.get("digest"), _believed(row.get("origin"))) for row in rows)
    return {digest: origin for digest, origin in found if digest and origin is not None}


def read_origins(project: Project) -> dict[str, str]:
    """The same of a project's folder: an export that was unpacked and opened."""
    file = project.folder / ITEMS_FILE
    return parse_origins(file.read_bytes()) if file.is_file() else {}


def come_with(
    origins: Mapping[str, str], digests: Iterable[str], known: Mapping[str, Facts]
) -> Iterator[Fact]:
    """The origins of contents that `origins` tells, unless one is known already."""
    for digest in dict.fromkeys(digests):
        if known.get(digest, NO_FACTS).origin is None:
            yield Fact(digest, FactName.ORIGIN, None, origins[digest])


def _believed(text: str | None) -> str | None:
    origin = Origin.from_text(text)
    if origin is None or not all(isinstance(part, str) for part in astuple(origin)):
        return None
    if origin.kind not in _KINDS:
        return None
    return replace(origin, url=_of_web(origin.url), page=_of_web(origin.page)).as_text()


def _of_web(address: str) -> str:
    return address if address.lower().startswith(("https://", "http://")) else ""
