"""Lists of addresses that a person supplies: a text with one a line, or a CSV with a header."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from shoeclassifier_gui.core.collect.addresses import forbidden_error, is_forbidden
from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.refusals import CollectError
from shoeclassifier_gui.core.collect.terms import is_wanted
from shoeclassifier_gui.core.dataset.class_folders import require_class_name

_LARGEST = 50_000_000
_SEPARATORS = ",;\t"


class UrlList:
    """Gives the pictures of a list; nothing is searched.

    Args:
        file: A text file with an address a line (`#` begins a remark), or a CSV file with the
            column `url` and, if wanted, `class`, `title`, `author`, `licence` and `page`.
    """

    name = "URL list"
    needs_key = False

    def __init__(self, file: Path) -> None:
        self._file = file

    def search(
        self,
        query: str,  # noqa: ARG002 - a list is not searched
        count: int | None,  # noqa: ARG002
        minimal_side: int,  # noqa: ARG002 - a list tells no sizes
        licences: Collection[str],
    ) -> Iterator[Found]:
        """As `Collector.search`, in the order of the list, each address once.

        Raises:
            CollectError: The file cannot be read or has no address, or all of its addresses are
                of sites that forbid collecting.
            DatasetError: A class in it cannot be called so.
        """
        found = list(dict.fromkeys(self.read()))
        if found and all(is_forbidden(one.url) for one in found):
            raise forbidden_error()
        yield from (one for one in found if is_wanted(one.licence, licences))

    def read(self) -> list[Found]:
        """All that stands in the file.

        Raises:
            CollectError, DatasetError: As `search`.
        """
        lines = self._lines()
        has_columns = self._file.suffix.lower() in {".csv", ".tsv"}
        try:
            found = list(_from_table(lines)) if has_columns else list(_from_lines(lines))
        except csv.Error as error:
            raise CollectError(
                f"The list {self._file.name} is not a readable table.", "Save it as CSV in UTF-8."
            ) from error
        if not found:
            raise CollectError(
                f"There is no address in {self._file.name}.",
                "Write one address a line, or a CSV file with a column called url.",
            )
        return found

    def _lines(self) -> list[str]:
        try:
            if self._file.stat().st_size > _LARGEST:
                raise CollectError(f"The list {self._file.name} is too large.", "Divide it.")
            # Windows writes a byte order mark before the first letter.
            return self._file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CollectError(
                f"The list {self._file.name} cannot be read.", "It must be a UTF-8 text file."
            ) from error


def _from_lines(lines: list[str]) -> Iterator[Found]:
    for line in lines:
        url = line.strip()
        if url and not url.startswith("#"):
            yield Found(url)


def _from_table(lines: list[str]) -> Iterator[Found]:
    first = lines[0] if lines else ""
    separator = max(_SEPARATORS, key=first.count)
    for row in csv.DictReader(lines, delimiter=separator):
        cells = {(name or "").strip().lower(): _cell(value) for name, value in row.items()}
        url, class_name = cells.get("url", ""), cells.get("class", "")
        if url:
            yield Found(
                url,
                page=cells.get("page", ""),
                title=cells.get("title", ""),
                author=cells.get("author", ""),
                licence=cells.get("licence") or cells.get("license", ""),
                class_name=require_class_name(class_name) if class_name else "",
            )


def _cell(value: object) -> str:
    """A row longer than the header has a list of cells under no name."""
    return value.strip() if isinstance(value, str) else ""
