"""Encrypted connections, and that nothing is connected unasked."""

import datetime
import ipaddress
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoeclassifier_gui.core.collect import connection
from shoeclassifier_gui.core.collect.guard import Limits
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.refusals import Reason, Refused
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control, Stopped
from tests.core.collect.servers import LocalWeb, picture

JPEG = picture(1)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One that this machine made for itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def server(certificate: Path) -> Iterator[LocalWeb]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = LocalWeb(context)
    yield server
    server.end()


def test_an_encrypted_answer_comes_whole(
    server: LocalWeb, web: Web, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(connection, "_trust", lambda: context)
    large = JPEG + bytes(300_000)
    assert web.fetch(server.offer("/a.jpg", large)) == large
    assert server.headers_of["/a.jpg"]["Host"] == f"127.0.0.1:{server.server_address[1]}"


def test_a_certificate_that_nobody_vouches_for_is_refused(server: LocalWeb, web: Web) -> None:
    with pytest.raises(Refused) as refused:
        web.fetch(server.offer("/a.jpg", JPEG))
    assert refused.value.reason is Reason.UNREACHABLE
    assert not server.asked


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_server_that_never_shakes_hands_is_given_up(silent: int) -> None:
    limits = Limits(connect_s=0.4, tries=1)
    web = Web(Control(), limits, Pace(0.0), allow_private=True)
    with pytest.raises(Refused) as refused:
        web.fetch(f"https://127.0.0.1:{silent}/")
    assert refused.value.reason is Reason.SLOW


def test_a_stop_is_heard_during_the_handshake(silent: int) -> None:
    control = Control()
    web = Web(control, Limits(), Pace(0.0), allow_private=True)
    threading.Timer(0.2, control.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        web.fetch(f"https://127.0.0.1:{silent}/")
    assert time.monotonic() - began < 5


def test_a_port_where_nobody_listens_is_unreachable(web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Refused) as refused:
        web.fetch(f"http://127.0.0.1:{port}/")
    assert refused.value.reason is Reason.UNREACHABLE


def test_a_name_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def resolve(*_: object, **__: object) -> list[object]:
        answered.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    web = Web(Control(), Limits(connect_s=0.3, tries=1), Pace(0.0))
    with pytest.raises(Refused) as refused:
        web.fetch("https://example.org/")
    answered.set()
    assert refused.value.reason is Reason.SLOW


def test_importing_and_making_services_opens_no_socket() -> None:
    script = """
import socket

def refuse(*_, **__):
    raise AssertionError("the network was used")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from shoeclassifier_gui.cli.data import collect
from shoeclassifier_gui.core.collect.services import Service, make_collector
from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.services.collect import CollectService
from shoeclassifier_gui.services.library import LibraryService
from pathlib import Path

CollectService(LibraryService())
for service in Service:
    make_collector(service, Web(Control()), urls=Path("x"), key=NaverKey("a", "b"))
print("quiet")
"""
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "quiet"
