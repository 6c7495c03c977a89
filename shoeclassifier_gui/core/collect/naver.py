"""Naver image search, with the user's own key of Naver's developer centre."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from shoeclassifier_gui.core.collect.answers import (
    address,
    children,
    number,
    service_error,
    text,
)
from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.refusals import CollectError, Refused
from shoeclassifier_gui.core.collect.web import Web

_BASE = "https://openapi.naver.com/v1/search/image"
_PAGE_SIZE = 100
# It gives no results after this one.
_LAST_START = 1000
_BAD_KEY = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class NaverKey:
    """What Naver gives to a registered application."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        """Logs and tracebacks must not tell it."""
        return "NaverKey(...)"


class Naver:
    """Searches Naver.

    Args:
        web: The way to the network.
        key: The user's own.
        base: Where the service is.
    """

    name = "Naver"
    needs_key = True

    def __init__(self, web: Web, key: NaverKey, base: str = _BASE) -> None:
        self._web = web
        self._key = key
        self._base = base

    def search(
        self, query: str, count: int | None, minimal_side: int, licences: Collection[str]
    ) -> Iterator[Found]:
        """As `Collector.search`; Naver says nothing about authors and licences."""
        if licences:
            raise CollectError(
                "Naver does not say under which licence a picture is.",
                "Ask for any licence, or search Openverse or Wikimedia Commons.",
            )
        start = 1
        while start <= _LAST_START:
            answer = self._ask(query, start, min(_PAGE_SIZE, max(10, count or _PAGE_SIZE)))
            items = list(children(answer, "items"))
            found = (_read(item) for item in items)
            yield from (one for one in found if one.is_at_least(minimal_side))
            start += len(items)
            if not items or start > number(answer, "total"):
                return

    def _ask(self, query: str, start: int, display: int) -> object:
        headers = {
            "X-Naver-Client-Id": self._key.client_id,
            "X-Naver-Client-Secret": self._key.client_secret,
        }
        asked: dict[str, str | int] = {"query": query, "display": display, "start": start}
        try:
            return self._web.fetch_json(self._base, {**asked, "sort": "sim"}, headers)
        except Refused as refused:
            if refused.status in _BAD_KEY:
                raise CollectError(
                    "Naver does not accept this key.",
                    "Compare it with the one at developers.naver.com; image search must be "
                    "among what it may be used for.",
                ) from refused
            raise service_error(self.name, refused) from refused


def _read(item: object) -> Found:
    return Found(
        url=address(item, "link"),
        title=text(item, "title"),
        width=number(item, "sizewidth"),
        height=number(item, "sizeheight"),
    )
