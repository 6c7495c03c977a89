"""Fetches what lies at an address of the web: checked, limited, patient and polite.

The standard library's HTTP client is enough, and it is the one that lets the connection be made to
the very address that was checked (`connection.py`); libraries above it look names up by themselves.
"""

import http.client
import json
import random
import string
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

from shoeclassifier_gui import __version__
from shoeclassifier_gui.core.collect.addresses import web_address
from shoeclassifier_gui.core.collect.connection import connected
from shoeclassifier_gui.core.collect.guard import GLANCE_S, Guard, Limits
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.refusals import Reason, Refused
from shoeclassifier_gui.core.control import Control, Stopped

USER_AGENT = f"ShoeClassifier/{__version__} (desktop program; pictures chosen by its user)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "image/*, application/json;q=0.9, */*;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_BLOCK = 64 * 1024
_NO_HEADERS: Mapping[str, str] = {}
_MOVED = {301, 302, 303, 307, 308}
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
# What a try may fail with that the next one may not.
_PASSING = {Reason.UNREACHABLE, Reason.SLOW, Reason.CUT_OFF, Reason.BUSY, Reason.FAULT}


class Web:
    """The one way to the network for everything that collects. Safe to use from several threads.

    Nothing is sent before `fetch` or `fetch_json` is called.

    Args:
        control: Stops whatever is under way within a glance.
        limits: What one address may cost.
        pace: How often a host is asked.
        allow_private: Whether private and loopback addresses may be reached.
    """

    def __init__(
        self,
        control: Control,
        limits: Limits | None = None,
        pace: Pace | None = None,
        *,
        allow_private: bool = False,
    ) -> None:
        self.control = control
        self._limits = limits or Limits()
        self._pace = pace or Pace()
        self._allow_private = allow_private
        self._hung_up = threading.Event()

    def hang_up(self) -> None:
        """Ends everything under way: nobody waits for it any more."""
        self._hung_up.set()

    def fetch(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> bytes:
        """What lies at an address; a busy server is asked again after a while.

        Raises:
            Refused: Nothing that may be taken; its reason says why.
            Stopped: The control asked for it.
        """
        for again in range(1, self._limits.tries + 1):
            try:
                return self._try(url, headers)
            except _Later as later:
                failure, wished = later.refused, later.wished_s
            except Refused as refused:
                failure, wished = refused, None
            if failure.reason not in _PASSING or again == self._limits.tries:
                raise failure
            # Jitter: threads that failed together do not come back together.
            pause = self._limits.pause_s * 2 ** (again - 1) * random.uniform(0.5, 1.5)
            self._hold(url, failure, max(wished or 0.0, pause))
        raise Refused(Reason.UNREACHABLE)

    def fetch_json(
        self, url: str, query: Mapping[str, str | int], headers: Mapping[str, str] = _NO_HEADERS
    ) -> object:
        """What a service answers.

        Raises:
            Refused: As `fetch`; a FAULT when the answer is no JSON.
            Stopped: The control asked for it.
        """
        data = self.fetch(f"{url}?{urlencode(query)}", headers)
        try:
            return json.loads(data)
        except ValueError as error:
            raise Refused(Reason.FAULT) from error

    def _hold(self, url: str, failure: Refused, seconds: float) -> None:
        if seconds > self._limits.patience_s:
            raise Refused(Reason.BUSY, failure.status)
        self._pace.hold(urlsplit(url).hostname or "", seconds)

    def _try(self, url: str, headers: Mapping[str, str]) -> bytes:
        guard: Guard | None = None
        home = web_address(url)
        for _ in range(self._limits.redirects + 1):
            parts = web_address(url)
            self._wait_for_turn(parts.hostname or "")
            guard = guard or Guard(self.control, self._limits, self._hung_up)
            # What was meant for one server (a key, say) is not told to another one.
            own = headers if _origin(parts) == _origin(home) else _NO_HEADERS
            found = self._ask(parts, own, guard)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found.url)
        raise Refused(Reason.REDIRECTS)

    def _wait_for_turn(self, host: str) -> None:
        while (seconds := self._pace.take_turn(host)) > 0:
            if self._hung_up.is_set():
                raise Stopped
            self.control.sleep(min(seconds, GLANCE_S))

    def _ask(
        self, parts: SplitResult, headers: Mapping[str, str], guard: Guard
    ) -> "bytes | _Elsewhere":
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with connected(parts, guard, allow_private=self._allow_private) as connection:
                connection.request("GET", _quoted(target), headers={**_HEADERS, **headers})
                return self._read(connection.getresponse())
        except http.client.IncompleteRead as error:
            raise Refused(Reason.CUT_OFF) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Refused(Reason.UNREACHABLE) from error

    def _read(self, answer: http.client.HTTPResponse) -> "bytes | _Elsewhere":
        if answer.status in _MOVED and answer.headers.get("Location"):
            # Headers are read as Latin-1; addresses with other letters come as UTF-8.
            place = answer.headers["Location"].encode("latin-1", "replace")
            return _Elsewhere(place.decode("utf-8", "replace"))
        if answer.status in _TRY_AGAIN:
            busy = answer.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
            reason = Reason.BUSY if busy else Reason.FAULT
            wished = _wished_pause(answer.headers.get("Retry-After"))
            raise _Later(Refused(reason, answer.status), wished)
        if answer.status != HTTPStatus.OK:
            raise Refused(Reason.MISSING, answer.status)
        return self._read_body(answer)

    def _read_body(self, answer: http.client.HTTPResponse) -> bytes:
        if (answer.length or 0) > self._limits.size:
            raise Refused(Reason.TOO_LARGE)
        body = bytearray()
        while block := answer.read(_BLOCK):
            body += block
            if len(body) > self._limits.size:
                raise Refused(Reason.TOO_LARGE)
        if answer.length:  # `read` with a size says nothing when the line breaks.
            raise Refused(Reason.CUT_OFF)
        return bytes(body)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Where a server says that it lies now."""

    url: str


class _Later(Exception):  # noqa: N818 - an answer of the server
    """The server wants to be asked again, after so many seconds if it says so."""

    def __init__(self, refused: Refused, wished_s: float | None) -> None:
        super().__init__(str(refused))
        self.refused = refused
        self.wished_s = wished_s


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _quoted(target: str) -> str:
    """Addresses in lists have letters and spaces that a request must not have."""
    return quote(target, safe=string.punctuation, errors="replace")


def _wished_pause(text: str | None) -> float | None:
    """Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3)."""
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
