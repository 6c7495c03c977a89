"""Each service's answers are read as they are, page after page."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.collect import keys
from shoeclassifier_gui.core.collect.commons import Commons
from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.naver import Naver, NaverKey
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.refusals import CollectError
from shoeclassifier_gui.core.collect.services import Service, make_collector
from shoeclassifier_gui.core.collect.terms import Wish, code_of, codes_for, parse_codes
from shoeclassifier_gui.core.collect.url_list import UrlList
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.collect.servers import LocalWeb

ANY: frozenset[str] = frozenset()
KEY = NaverKey("me", "secret")


def urls(count: int) -> list[str]:
    return [f"https://example.org/{number}.jpg" for number in range(count)]


def test_openverse_is_asked_page_by_page(server: LocalWeb, web: Web) -> None:
    base = server.offer_openverse(urls(45))
    search = Openverse(web, base).search("winter boot", 40, 100, frozenset(("by-sa", "cc0")))
    first = next(search)
    assert len(server.queries) == 1
    assert server.queries[0][1] == {
        "q": "winter boot", "page": "1", "page_size": "20", "license": "by-sa,cc0",
    }  # fmt: skip
    assert first == Found(
        "https://example.org/0.jpg",
        "https://example.org/0",
        "A shoe/../no 0",
        "Ann Ø",
        "CC BY-SA 2.0",
        180,
        160,
    )
    assert len(list(search)) == 44
    assert [query["page"] for _, query in server.queries] == ["1", "2", "3"]


def test_pictures_that_are_said_to_be_small_are_not_fetched(server: LocalWeb, web: Web) -> None:
    base = server.offer_openverse(urls(3))
    assert not list(Openverse(web, base).search("boot", 3, 200, ANY))


def test_commons_is_asked_until_it_has_no_more(server: LocalWeb, web: Web) -> None:
    base = server.offer_commons(urls(7))
    found = list(Commons(web, base).search("boot", 7, 100, ANY))
    assert [one.url for one in found] == [f"{url}?width=1280" for url in urls(7)]
    assert found[0].author == "B & C"
    assert found[0].licence == "CC BY 4.0"
    assert found[0].title == "Shoe 0.jpg"
    assert found[0].page.startswith("https://commons.wikimedia.org/wiki/File:")
    assert (found[0].width, found[0].height) == (1280, 960)
    assert server.queries[0][1]["gsrsearch"] == "filetype:bitmap boot"
    assert len(server.queries) == 3


def test_commons_gives_the_original_where_the_smaller_one_is_too_small(
    server: LocalWeb, web: Web
) -> None:
    base = server.offer_commons(urls(1))
    (found,) = Commons(web, base).search("boot", 7, 1000, ANY)
    assert (found.url, found.height) == (urls(1)[0], 3000)


def test_licences_are_filtered(server: LocalWeb, web: Web) -> None:
    base = server.offer_commons(urls(6))
    wanted = codes_for(Wish.COMMERCIAL)
    found = list(Commons(web, base).search("boot", 6, 1, wanted))
    assert {one.licence for one in found} == {"CC BY 4.0"}
    assert len(found) == 3


def test_naver_is_asked_with_the_users_key(server: LocalWeb, web: Web) -> None:
    base = server.offer_naver(urls(25))
    found = list(Naver(web, KEY, base).search("구두", 20, 100, ANY))
    assert [one.url for one in found] == urls(25)
    assert found[0].title == "구두 & more"
    assert found[0].licence == ""
    assert [query["start"] for _, query in server.queries] == ["1", "21"]


def test_a_wrong_key_is_said_to_be_wrong(server: LocalWeb, web: Web) -> None:
    base = server.offer_naver(urls(1))
    with pytest.raises(CollectError, match="does not accept this key"):
        list(Naver(web, NaverKey("me", "guess"), base).search("boot", 1, 1, ANY))
    assert "secret" not in repr(KEY)


def test_naver_cannot_be_asked_for_a_licence(web: Web) -> None:
    with pytest.raises(CollectError, match="does not say under which licence"):
        list(Naver(web, KEY).search("boot", 1, 1, frozenset(("by",))))


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'{"results": 3}',
        b'{"results": [1, null, {}], "page_count": "x"}',
        b'{"query": {"pages": [{"imageinfo": [null]}]}, "continue": 7}',
        b'{"items": {}}',
    ],
)
def test_answers_of_another_shape_give_nothing_that_breaks(
    server: LocalWeb, web: Web, body: bytes
) -> None:
    for path in ("/images/", ""):
        server.offer(path, body)
    server.offer("/", body)
    base = server.url("")
    for service in (Openverse(web, base), Commons(web, f"{base}/"), Naver(web, KEY, f"{base}/")):
        assert all(not found.url for found in service.search("boot", 3, 1, ANY))


def test_a_service_that_does_not_answer_is_named(server: LocalWeb, web: Web) -> None:
    with pytest.raises(CollectError, match="Openverse does not answer"):
        list(Openverse(web, server.url("/v1")).search("boot", 1, 1, ANY))
    server.offer("/w", b"<html>")
    with pytest.raises(CollectError, match="Wikimedia Commons does not answer"):
        list(Commons(web, server.url("/w")).search("boot", 1, 1, ANY))
    server.fail_first("/v1/images/", 9, 429, b"", Retry_After="86400")
    with pytest.raises(CollectError, match="enough questions"):
        list(Openverse(web, server.url("/v1")).search("boot", 1, 1, ANY))


def test_a_text_list_gives_each_address_once(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(
        "\ufeff# my list\nhttps://a.org/1.jpg\r\n\n https://a.org/2.jpg \nhttps://a.org/1.jpg\n",
        encoding="utf-8",
    )
    found = list(UrlList(file).search("", 9, 1, ANY))
    assert [one.url for one in found] == ["https://a.org/1.jpg", "https://a.org/2.jpg"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_may_say_class_author_and_licence(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "list.csv"
    rows = [
        ("URL", "class", "author", "license", "odd"),
        ("https://a.org/1.jpg", "boot", "Ann", "CC BY 4.0", ""),
        ("", "boot", "", "", ""),
        ("https://a.org/2.jpg", "", "", "", "", "more"),
    ]
    file.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8")
    one, two = UrlList(file).search("", 9, 1, ANY)
    assert (one.class_name, one.author, one.licence) == ("boot", "Ann", "CC BY 4.0")
    assert two.url == "https://a.org/2.jpg"
    assert len(list(UrlList(file).search("", 9, 1, frozenset(("by",))))) == 1


def test_lists_that_cannot_be_used_are_explained(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    with pytest.raises(CollectError, match="cannot be read"):
        UrlList(file).read()
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CollectError, match="cannot be read"):
        UrlList(file).read()
    file.write_text("# nothing\n")
    with pytest.raises(CollectError, match="no address"):
        UrlList(file).read()
    file.write_text("https://www.google.com/search?q=a\nhttps://pin.pinterest.com/1\n")
    with pytest.raises(CollectError, match="do not allow") as error:
        list(UrlList(file).search("", 1, 1, ANY))
    assert "drag it" in error.value.hint
    table = tmp_path / "list.csv"
    table.write_text("url,class\nhttps://a.org/1.jpg,../up\n")
    with pytest.raises(DatasetError, match="cannot be called"):
        UrlList(table).read()


def test_without_a_list_or_a_key_nothing_is_asked(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shoeclassifier_gui.core.collect.services.load_naver_key", lambda: None)
    with pytest.raises(CollectError, match="no list"):
        make_collector(Service.URLS, web)
    with pytest.raises(CollectError, match="key of your own"):
        make_collector(Service.NAVER, web)
    for service in (Service.OPENVERSE, Service.COMMONS):
        assert not make_collector(service, web).needs_key
    assert make_collector(Service.NAVER, web, key=KEY).needs_key


def test_the_key_lies_where_the_system_keeps_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    kept: dict[tuple[str, str], str] = {}

    def keep(service: str, name: str, value: str) -> None:
        kept[service, name] = value

    def give(service: str, name: str) -> str | None:
        return kept.get((service, name))

    monkeypatch.setattr(keyring, "set_password", keep)
    monkeypatch.setattr(keyring, "get_password", give)
    assert keys.load_naver_key() is None
    keys.keep_naver_key(KEY)
    assert keys.load_naver_key() == KEY


def test_a_machine_without_a_keyring_is_told_so() -> None:
    import keyring
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
    try:
        with pytest.raises(CollectError, match="no open store for passwords"):
            keys.load_naver_key()
        with pytest.raises(CollectError, match="no open store for passwords"):
            keys.keep_naver_key(KEY)
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CC BY-SA 4.0", "by-sa"),
        ("cc-by-nc-sa-2.5", "by-nc-sa"),
        ("CC BY 2.0 de", "by"),
        ("CC0", "cc0"),
        ("cc-zero", "cc0"),
        ("Public domain", "pdm"),
        ("pd", "pdm"),
        ("CC BY-NC-ND 3.0", "by-nc-nd"),
        ("GFDL", ""),
        ("all rights reserved by me", ""),
        ("by-nc", "by-nc"),
        ("CC BY", "by"),
        ("", ""),
    ],
)
def test_licences_are_known_however_they_are_written(written: str, code: str) -> None:
    assert code_of(written) == code


def test_wishes_and_codes_are_understood() -> None:
    assert parse_codes("any") == ANY
    assert parse_codes("commercial") == {"cc0", "pdm", "by", "by-sa", "by-nd"}
    assert parse_codes("public-domain") == {"cc0", "pdm"}
    assert "by-nd" not in parse_codes("change")
    assert parse_codes("by, CC0") == {"by", "cc0"}
    with pytest.raises(CollectError, match="no licence gpl"):
        parse_codes("by,gpl")
