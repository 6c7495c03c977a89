"""The services that pictures can be collected from, by name."""

from enum import StrEnum
from pathlib import Path

from shoeclassifier_gui.core.collect.commons import Commons
from shoeclassifier_gui.core.collect.found import Collector
from shoeclassifier_gui.core.collect.keys import load_naver_key
from shoeclassifier_gui.core.collect.naver import Naver, NaverKey
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.refusals import CollectError
from shoeclassifier_gui.core.collect.url_list import UrlList
from shoeclassifier_gui.core.collect.web import Web


class Service(StrEnum):
    """Where pictures come from."""

    OPENVERSE = "openverse"
    COMMONS = "commons"
    NAVER = "naver"
    URLS = "urls"


def make_collector(
    service: Service, web: Web, *, urls: Path | None = None, key: NaverKey | None = None
) -> Collector:
    """Makes the collector of a service; nothing is asked yet.

    Args:
        service: Which one.
        web: The way to the network.
        urls: The list of addresses, for `URLS`.
        key: The key, for `NAVER`; the kept one when it is not given.

    Raises:
        CollectError: The key or the list is missing.
    """
    match service:
        case Service.OPENVERSE:
            return Openverse(web)
        case Service.COMMONS:
            return Commons(web)
        case Service.NAVER:
            return Naver(web, key or _kept_key())
        case Service.URLS:
            if urls is None:
                raise CollectError("There is no list of addresses.", "Choose a text or CSV file.")
            return UrlList(urls)


def _kept_key() -> NaverKey:
    key = load_naver_key()
    if key is None:
        raise CollectError(
            "Naver needs a key of your own.",
            "Register an application at developers.naver.com and enter its client id and secret.",
        )
    return key
