"""Wikimedia Commons: freely licensed pictures, through the MediaWiki API; no key."""

from collections.abc import Collection, Iterator, Mapping

from shoeclassifier_gui.core.collect.answers import (
    address,
    child,
    children,
    number,
    service_error,
    text,
)
from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.refusals import Refused
from shoeclassifier_gui.core.collect.terms import is_wanted
from shoeclassifier_gui.core.collect.web import Web

_BASE = "https://commons.wikimedia.org/w/api.php"
_PAGE_SIZE = 50
# Originals have dozens of megabytes. One of the widths that Wikimedia keeps ready.
_WIDTH = 1280


class Commons:
    """Searches Wikimedia Commons.

    Args:
        web: The way to the network.
        base: Where its API is.
    """

    name = "Wikimedia Commons"
    needs_key = False

    def __init__(self, web: Web, base: str = _BASE) -> None:
        self._web = web
        self._base = base

    def search(
        self,
        query: str,
        count: int | None,  # noqa: ARG002 - pages are asked for as they are needed
        minimal_side: int,
        licences: Collection[str],
    ) -> Iterator[Found]:
        """As `Collector.search`."""
        further: Mapping[str, str | int] = {}
        while True:
            answer = self._ask(query, further)
            pages = sorted(children(answer, "query", "pages"), key=_rank)
            for page in pages:
                found = _read(page, minimal_side)
                if found.is_at_least(minimal_side) and is_wanted(found.licence, licences):
                    yield found
            before, further = further, _further(answer)
            if not further or further == before:
                return

    def _ask(self, query: str, further: Mapping[str, str | int]) -> object:
        asked: dict[str, str | int] = {
            "action": "query",
            "format": "json",
            "formatversion": 2,
            "generator": "search",
            "gsrsearch": f"filetype:bitmap {query}",
            "gsrnamespace": 6,
            "gsrlimit": _PAGE_SIZE,
            "prop": "imageinfo",
            "iiprop": "url|size|mime|extmetadata",
            "iiextmetadatafilter": "Artist|LicenseShortName|ObjectName",
            "iiurlwidth": _WIDTH,
        }
        try:
            return self._web.fetch_json(self._base, {**asked, **further})
        except Refused as refused:
            raise service_error(self.name, refused) from refused


def _further(answer: object) -> dict[str, str | int]:
    """What the next question must repeat; nothing after the last page."""
    found = child(answer, "continue")
    if not isinstance(found, Mapping):
        return {}
    return {str(key): value for key, value in found.items() if isinstance(value, str | int)}


def _rank(page: object) -> int:
    """The pages of one answer do not stand in the order of the search."""
    return number(page, "index")


def _read(page: object, minimal_side: int) -> Found:
    info = next(children(page, "imageinfo"), None)
    size = ("thumbwidth", "thumbheight", "thumburl")
    if min(number(info, "thumbwidth"), number(info, "thumbheight")) < minimal_side:
        size = ("width", "height", "url")
    metadata = child(info, "extmetadata")
    return Found(
        url=address(info, size[2]),
        page=address(info, "descriptionurl"),
        title=text(metadata, "ObjectName", "value") or text(page, "title").removeprefix("File:"),
        author=text(metadata, "Artist", "value"),
        licence=text(metadata, "LicenseShortName", "value"),
        width=number(info, size[0]),
        height=number(info, size[1]),
    )
