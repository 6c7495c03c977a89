"""Connects to a server whose address was checked, and reads without ever waiting for long.

The name is looked up once; what is checked is what is connected to, so that a name server cannot
give a public address to the check and a private one to the connection.
"""

import http.client
import io
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import IO
from urllib.parse import SplitResult

from shoeclassifier_gui.core.collect import addresses
from shoeclassifier_gui.core.collect.guard import GLANCE_S, Guard
from shoeclassifier_gui.core.collect.refusals import Reason, Refused

_Place = tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]
_SEND_S = 10.0


@contextmanager
def connected(
    parts: SplitResult, guard: Guard, *, allow_private: bool
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the server of an address, closed at the end.

    Args:
        parts: The address.
        guard: Asked all the time.
        allow_private: Whether private, loopback and other special addresses may be reached.

    Raises:
        Refused: The server is private, unknown, too slow or cannot be reached.
        Stopped: The guard says so.
    """
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    places = _look_up(host, port, guard)
    if not allow_private:
        places = [place for place in places if addresses.is_public(str(place[1][0]))]
    if not places:
        raise Refused(Reason.PRIVATE)
    line = _reach(places, guard)
    try:
        if parts.scheme == "https":
            line = _encrypt(line, host, guard)
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = 443 if parts.scheme == "https" else 80  # For the Host header.
        connection.sock = _Line(line, guard)
        yield connection
    finally:
        line.close()


class _Line:
    """As much of a socket as `http.client` needs; it is closed by whoever opened it."""

    def __init__(self, line: socket.socket, guard: Guard) -> None:
        self._line = line
        self._guard = guard

    def sendall(self, data: bytes) -> None:
        self._line.settimeout(_SEND_S)
        self._line.sendall(data)

    def makefile(self, _mode: str) -> IO[bytes]:
        return io.BufferedReader(_PatientReader(self._line, self._guard))

    def close(self) -> None:
        """The answer is read after `http.client` has closed its side."""


class _PatientReader(io.RawIOBase):
    """Reads in glances, so that a stop is seen while the server is silent."""

    def __init__(self, line: socket.socket, guard: Guard) -> None:
        super().__init__()
        self._line = line
        self._guard = guard

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._line.settimeout(GLANCE_S)
        latest = time.monotonic() + self._guard.limits.silence_s
        while True:
            self._guard.check()
            try:
                return self._line.recv_into(buffer)
            except TimeoutError as error:
                if time.monotonic() > latest:
                    raise Refused(Reason.SLOW) from error


def _look_up(host: str, port: int, guard: Guard) -> list[_Place]:
    """The operating system cannot be interrupted here: a thread waits for it."""
    answers: queue.SimpleQueue[list[_Place]] = queue.SimpleQueue()
    asking = threading.Thread(target=_ask_system, args=(host, port, answers), daemon=True)
    asking.start()
    latest = time.monotonic() + guard.limits.connect_s
    while time.monotonic() < latest:
        guard.check()
        try:
            places = answers.get(timeout=GLANCE_S)
        except queue.Empty:
            continue
        if not places:
            raise Refused(Reason.UNKNOWN_HOST)
        return places
    raise Refused(Reason.SLOW)


def _ask_system(host: str, port: int, answers: "queue.SimpleQueue[list[_Place]]") -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # No such name, or one that cannot be a name.
        found = []
    answers.put([(family, place) for family, _, _, _, place in found])


def _reach(places: list[_Place], guard: Guard) -> socket.socket:
    """The first of a server's addresses that answers."""
    failure = Refused(Reason.UNREACHABLE)
    for family, place in places:
        try:
            with ExitStack() as failed:
                line = failed.enter_context(socket.socket(family, socket.SOCK_STREAM))
                _connect(line, place, guard)
                failed.pop_all()
                return line
        except Refused as refused:
            failure = refused
        except OSError:
            continue
    raise failure


def _connect(line: socket.socket, place: tuple[str | int | bytes, ...], guard: Guard) -> None:
    line.setblocking(False)
    latest = time.monotonic() + guard.limits.connect_s
    with selectors.DefaultSelector() as selector:
        line.connect_ex(place)
        selector.register(line, selectors.EVENT_WRITE)
        while not selector.select(GLANCE_S):
            guard.check()
            if time.monotonic() > latest:
                raise Refused(Reason.SLOW)
    problem = line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if problem:
        raise OSError(problem, "cannot connect")


def _encrypt(line: socket.socket, host: str, guard: Guard) -> ssl.SSLSocket:
    line.settimeout(GLANCE_S)
    encrypted = _trust().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    with ExitStack() as failed:
        failed.enter_context(encrypted)
        _shake_hands(encrypted, guard)
        failed.pop_all()
    return encrypted


def _shake_hands(line: ssl.SSLSocket, guard: Guard) -> None:
    latest = time.monotonic() + guard.limits.connect_s
    while True:
        guard.check()
        try:
            return line.do_handshake()
        except TimeoutError as error:
            if time.monotonic() > latest:
                raise Refused(Reason.SLOW) from error


@cache
def _trust() -> ssl.SSLContext:
    """Reading the system's certificates takes a tenth of a second."""
    return ssl.create_default_context()
