"""Fetching: what is refused, what is tried again, and that it ends."""

import socket
import threading
import time

import pytest

from shoeclassifier_gui.core.collect import addresses
from shoeclassifier_gui.core.collect.addresses import is_forbidden, is_public
from shoeclassifier_gui.core.collect.guard import Limits
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.refusals import Reason, Refused
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control, Stopped
from tests.core.collect.servers import Handler, LocalWeb, Query, picture

JPEG = picture(1)


def refusal(web: Web, url: str) -> Reason:
    with pytest.raises(Refused) as refused:
        web.fetch(url)
    return refused.value.reason


def test_a_file_comes_whole_and_the_program_says_who_it_is(server: LocalWeb, web: Web) -> None:
    url = server.offer("/a.jpg", JPEG)
    assert web.fetch(url) == JPEG
    headers = server.headers_of["/a.jpg"]
    assert headers["User-Agent"].startswith("ShoeClassifier/")
    assert "Cookie" not in headers


def test_cookies_are_not_kept(server: LocalWeb, web: Web) -> None:
    def give(handler: Handler, _: Query) -> None:
        handler.give(200, JPEG, Set_Cookie="id=1; Path=/")

    server.answers["/a.jpg"] = give
    web.fetch(server.url("/a.jpg"))
    web.fetch(server.url("/a.jpg"))
    assert "Cookie" not in server.headers_of["/a.jpg"]


def test_a_busy_server_is_asked_again_when_it_says(server: LocalWeb, web: Web) -> None:
    url = server.fail_first("/a.jpg", 1, 429, JPEG, Retry_After="1")
    began = time.monotonic()
    assert web.fetch(url) == JPEG
    assert time.monotonic() - began >= 1
    assert server.asked["/a.jpg"] == 2


def test_a_date_to_come_back_in_the_past_is_now(server: LocalWeb, web: Web) -> None:
    url = server.fail_first("/a.jpg", 1, 503, JPEG, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")
    assert web.fetch(url) == JPEG


def test_a_server_that_wants_an_hour_is_left_alone(server: LocalWeb, web: Web) -> None:
    url = server.fail_first("/a.jpg", 9, 429, JPEG, Retry_After="3600")
    assert refusal(web, url) is Reason.BUSY
    assert server.asked["/a.jpg"] == 1


def test_a_fault_passes(server: LocalWeb, web: Web) -> None:
    assert web.fetch(server.fail_first("/a.jpg", 2, 500, JPEG)) == JPEG
    assert refusal(web, server.fail_first("/b.jpg", 9, 500, JPEG)) is Reason.FAULT
    assert server.asked["/b.jpg"] == 3


def test_what_is_missing_is_not_asked_for_again(server: LocalWeb, web: Web) -> None:
    assert refusal(web, server.url("/none.jpg")) is Reason.MISSING
    assert server.asked["/none.jpg"] == 1


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\n", HEAD, HEAD + JPEG[:500]])
def test_a_silent_server_is_not_waited_for(server: LocalWeb, web: Web, first: bytes) -> None:
    assert refusal(web, server.hang("/slow.jpg", first)) is Reason.SLOW


def test_a_server_that_drips_is_given_up_in_time(server: LocalWeb) -> None:
    def drip(handler: Handler, _: Query) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not server.closing.wait(0.05):
            handler.wfile.write(b"x")

    server.answers["/drip.jpg"] = drip
    limits = Limits(silence_s=5, total_s=0.6, tries=1)
    web = Web(Control(), limits, Pace(0.0), allow_private=True)
    assert refusal(web, server.url("/drip.jpg")) is Reason.SLOW


def test_a_body_without_an_end_is_cut(server: LocalWeb, web: Web) -> None:
    assert refusal(web, server.flood("/flood.jpg")) is Reason.TOO_LARGE
    assert server.asked["/flood.jpg"] == 1


def test_a_body_that_is_said_to_be_too_large_is_not_read(server: LocalWeb, web: Web) -> None:
    first = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"
    assert refusal(web, server.hang("/large.jpg", first)) is Reason.TOO_LARGE


def test_an_answer_that_is_cut_off_is_refused(server: LocalWeb, web: Web) -> None:
    def cut(handler: Handler, _: Query) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(JPEG[:100])

    server.answers["/cut.jpg"] = cut
    assert refusal(web, server.url("/cut.jpg")) is Reason.CUT_OFF


def test_what_is_no_http_is_refused(web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            for _ in range(3):
                line, _ = listening.accept()
                line.sendall(b"SSH-2.0-OpenSSH\r\n")
                line.close()

        thread = threading.Thread(target=answer)
        thread.start()
        assert refusal(web, f"http://127.0.0.1:{listening.getsockname()[1]}/") in {
            Reason.UNREACHABLE,
            Reason.CUT_OFF,
        }
        thread.join()


def test_redirects_are_followed_up_to_a_limit(server: LocalWeb, web: Web) -> None:
    server.offer("/end.jpg", JPEG)
    assert web.fetch(server.redirect("/one.jpg", "end.jpg")) == JPEG
    assert refusal(web, server.redirect("/loop.jpg", "/loop.jpg")) is Reason.REDIRECTS
    assert server.asked["/loop.jpg"] == 6


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.2/secret.jpg", Reason.PRIVATE),
        ("http://[::1]/secret.jpg", Reason.PRIVATE),
        ("http://localhost/secret.jpg", Reason.PRIVATE),
        ("http://169.254.169.254/latest/meta-data/", Reason.PRIVATE),
        ("file:///etc/passwd", Reason.ADDRESS),
        ("ftp://example.org/a.jpg", Reason.ADDRESS),
        ("https://www.pinterest.com/pin/1", Reason.FORBIDDEN),
    ],
)
def test_every_hop_is_checked(
    server: LocalWeb, monkeypatch: pytest.MonkeyPatch, target: str, reason: Reason
) -> None:
    served = str(server.server_address[0])

    def is_public_here(text: str) -> bool:
        return (text == served and "localhost" not in target) or is_public(text)

    monkeypatch.setattr(addresses, "is_public", is_public_here)
    if "localhost" in target:  # The first hop must pass, the second one must not.
        passes = iter((True, False, False, False))
        monkeypatch.setattr(addresses, "is_public", lambda _: next(passes))
    web = Web(Control(), pace=Pace(0.0))
    assert refusal(web, server.redirect("/a.jpg", target)) is reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "2130706433"])
def test_the_own_machine_is_refused(server: LocalWeb, host: str) -> None:
    server.offer("/a.jpg", JPEG)
    url = f"http://{host}:{server.server_address[1]}/a.jpg"
    assert refusal(Web(Control(), pace=Pace(0.0)), url) is Reason.PRIVATE
    assert not server.asked


def test_a_public_name_of_a_private_address_is_refused(
    server: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        assert host == "shoes.example.org"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    server.offer("/a.jpg", JPEG)
    url = f"http://shoes.example.org:{server.server_address[1]}/a.jpg"
    assert refusal(Web(Control(), pace=Pace(0.0)), url) is Reason.PRIVATE
    assert not server.asked


def test_a_name_is_looked_up_once_so_it_cannot_change_after_the_check(
    server: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookups: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        lookups.append(host)
        address = "127.0.0.1" if len(lookups) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(addresses, "is_public", lambda text: text == "127.0.0.1")
    server.offer("/a.jpg", JPEG)
    url = f"http://shoes.example.org:{server.server_address[1]}/a.jpg"
    assert Web(Control(), pace=Pace(0.0)).fetch(url) == JPEG
    assert lookups == ["shoes.example.org"]


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert refusal(Web(Control()), "https://nowhere.example.org/") is Reason.UNKNOWN_HOST


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::",
        "ff02::1",
        "::",
        "nonsense",
    ],
)
def test_addresses_that_are_not_of_the_internet(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize(
    ("url", "forbidden"),
    [
        ("https://www.google.com/search?q=boot&udm=2", True),
        ("https://www.google.co.kr/imgres?imgurl=x", True),
        ("https://images.google.de/", True),
        ("https://encrypted-tbn0.gstatic.com/images?q=tbn:x", True),
        ("https://i.pinimg.com/originals/a.jpg", True),
        ("https://www.pinterest.co.uk/pin/1/", True),
        ("https://scontent.cdninstagram.com/a.jpg", True),
        ("https://th.bing.com/th/id/x", True),
        ("https://tse1.mm.bing.net/th?id=x", True),
        ("https://storage.googleapis.com/set/a.jpg", False),
        ("https://notpinterest.com.example.org/a.jpg", False),
        ("https://bingo.example.org/bing.com/a.jpg", False),
        ("not an address", False),
    ],
)
def test_sites_that_forbid_it_are_known(url: str, forbidden: bool) -> None:
    assert is_forbidden(url) is forbidden


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "http://",
        "http:///a",
        "http://a:0/",
        "http://u:p@example.org/a.jpg",
        "http://a:99999/",
        "javascript:alert(1)",
        "http://[::1",
        "data:image/png;base64,AA",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert refusal(Web(Control()), url) is Reason.ADDRESS


def test_addresses_with_spaces_and_other_letters_are_asked_for(server: LocalWeb, web: Web) -> None:
    server.offer("/%EA%B5%AC%EB%91%90%20a.jpg", JPEG)
    assert web.fetch(server.url("/구두 a.jpg")) == JPEG


def test_a_key_is_not_told_to_another_server(server: LocalWeb, web: Web) -> None:
    other = LocalWeb()
    try:
        other.offer("/end", b"{}")
        server.redirect("/begin", other.url("/end"))
        web.fetch(server.url("/begin"), {"X-Secret": "1"})
        assert server.headers_of["/begin"]["X-Secret"] == "1"
        assert "X-Secret" not in other.headers_of["/end"]
    finally:
        other.end()


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
def test_a_stop_is_heard_within_a_second(server: LocalWeb, first: bytes) -> None:
    control = Control()
    url = server.hang("/slow.jpg", first)
    web = Web(control, Limits(), Pace(0.0), allow_private=True)
    threading.Timer(0.3, control.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        web.fetch(url)
    assert time.monotonic() - began < 5  # A second, on a machine that has nothing else to do.


def test_a_host_is_asked_at_its_pace() -> None:
    pace = Pace(5.0)
    assert pace.take_turn("a") == 0
    assert 4 < pace.take_turn("a") <= 5
    assert pace.take_turn("b") == 0
    pace.hold("b", 60)
    assert 59 < pace.take_turn("b") <= 60
