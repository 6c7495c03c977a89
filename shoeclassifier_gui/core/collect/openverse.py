"""Openverse: a search over openly licensed pictures of many collections; no key."""

from collections.abc import Collection, Iterator

from shoeclassifier_gui.core.collect.answers import (
    address,
    children,
    number,
    service_error,
    text,
)
from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.refusals import Refused
from shoeclassifier_gui.core.collect.terms import is_wanted, licence_name
from shoeclassifier_gui.core.collect.web import Web

_BASE = "https://api.openverse.org/v1"
# The most that it gives to those without an account; it answers 401 to more.
_PAGE_SIZE = 20
_LAST_PAGE = 12


class Openverse:
    """Searches Openverse.

    Args:
        web: The way to the network.
        base: Where the service is.
    """

    name = "Openverse"
    needs_key = False

    def __init__(self, web: Web, base: str = _BASE) -> None:
        self._web = web
        self._base = base

    def search(
        self, query: str, count: int | None, minimal_side: int, licences: Collection[str]
    ) -> Iterator[Found]:
        """As `Collector.search`; 240 pictures at most, which is where Openverse ends."""
        size = min(_PAGE_SIZE, count or _PAGE_SIZE)
        asked: dict[str, str | int] = {"q": query, "page_size": size}
        if licences:
            asked["license"] = ",".join(sorted(licences))
        for page in range(1, _LAST_PAGE + 1):
            answer = self._ask({**asked, "page": page})
            for result in children(answer, "results"):
                found = _read(result)
                if found.is_at_least(minimal_side) and is_wanted(found.licence, licences):
                    yield found
            if page >= number(answer, "page_count"):
                return

    def _ask(self, query: dict[str, str | int]) -> object:
        try:
            return self._web.fetch_json(f"{self._base}/images/", query)
        except Refused as refused:
            raise service_error(self.name, refused) from refused


def _read(result: object) -> Found:
    code = text(result, "license").lower()
    return Found(
        url=address(result, "url"),
        page=address(result, "foreign_landing_url"),
        title=text(result, "title"),
        author=text(result, "creator"),
        licence=licence_name(code, text(result, "license_version")) if code else "",
        width=number(result, "width"),
        height=number(result, "height"),
    )
