"""`shoeclassifier data collect` against a server on this machine."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import keyring
import pytest
from keyring.errors import NoKeyringError

from shoeclassifier_gui.core.collect import services
from shoeclassifier_gui.core.collect.keys import keep_naver_key
from shoeclassifier_gui.core.collect.naver import Naver, NaverKey
from shoeclassifier_gui.core.collect.openverse import Openverse
from tests.cli.conftest import Shell
from tests.core.collect.servers import LocalWeb


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalWeb]:
    server = LocalWeb()
    pictures = server.offer_pictures(6)
    openverse, naver = server.offer_openverse(pictures), server.offer_naver(pictures)
    monkeypatch.setattr(services, "Openverse", partial(Openverse, base=openverse))
    monkeypatch.setattr(services, "Naver", partial(Naver, base=naver))
    yield server
    server.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shoes"
    folder.mkdir()
    return folder


def test_pictures_of_a_class_are_collected_and_taken_back(
    shell: Shell, server: LocalWeb, folder: Path
) -> None:
    said = shell(
        "data", "collect", folder, "--service", "openverse", "--class", "boot", "--count", 4,
        "--min-side", 100, "--licence", "by-sa", "--allow-private", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    last = said.lines[-1]
    assert (last["event"], last["kept"], last["attributed"]) == ("collected", {"boot": 4}, 4)
    assert [line["class"] for line in said.lines if line["event"] == "kept"] == ["boot"] * 4
    assert server.queries[0][1]["q"] == "boot"
    assert len(list((folder / "boot").iterdir())) == 4
    undone = shell("data", "undo", folder, "--json")
    assert (undone.json["undone"], undone.json["items"]) == ("collect", 0)


def test_private_addresses_are_left_out_unless_allowed(
    shell: Shell, server: LocalWeb, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    rows = [f"{server.url(f'/p/{n}.jpg')},boot" for n in range(2)]
    file.write_text("\n".join(["url,class", *rows]), encoding="utf-8")
    arguments = ("data", "collect", folder, "--service", "urls", "--urls", file)
    said = shell(*arguments)
    assert said.code == 2
    assert "0 pictures collected." in said.out
    assert "private network: 2" in said.out
    assert "--allow-private" in said.err
    said = shell(*arguments, "--allow-private")
    assert "2 pictures collected." in said.out
    said = shell(*arguments, "--allow-private")  # All of them are there already.
    assert (said.code, "0 pictures collected." in said.out) == (0, True)


def test_naver_takes_its_key_from_the_environment(
    shell: Shell, server: LocalWeb, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAVER_CLIENT_ID", "me")
    monkeypatch.setenv("NAVER_CLIENT_SECRET", "secret")
    said = shell(
        "data", "collect", folder, "--service", "naver", "--class", "구두", "--count", 2,
        "--allow-private",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert sorted(path.name for path in (folder / "구두").iterdir()) == [
        "naver-구두-more-2.jpg",
        "naver-구두-more.jpg",
    ]


NAVER = ("--service", "naver", "--class", "boot", "--count", 2, "--allow-private")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Stands in for the system's keyring; no key is in the environment."""
    kept: dict[str, str] = {}

    def give(service: str, name: str) -> str | None:
        return kept.get(name) if "Naver" in service else None

    def keep(_service: str, name: str, value: str) -> None:
        kept[name] = value

    monkeypatch.setattr(keyring, "get_password", give)
    monkeypatch.setattr(keyring, "set_password", keep)
    for name in ("NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return kept


def test_naver_takes_the_key_that_the_window_keeps(
    shell: Shell, server: LocalWeb, folder: Path, store: dict[str, str]
) -> None:
    keep_naver_key(NaverKey("me", "secret"))
    assert len(store) == 2
    said = shell("data", "collect", folder, *NAVER)
    assert said.code == 0, said.err
    assert len(list((folder / "boot").iterdir())) == 2
    assert "secret" not in said.out + said.err


def test_without_a_key_it_says_how_to_give_one(
    shell: Shell,
    server: LocalWeb,
    folder: Path,
    store: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = shell("data", "collect", folder, *NAVER)
    assert said.code == 2
    assert "There is no key for Naver" in said.err
    assert "NAVER_CLIENT_ID" in said.err
    assert not server.asked
    monkeypatch.setenv("NAVER_CLIENT_ID", "me")
    said = shell("data", "collect", folder, *NAVER)
    assert said.code == 2
    assert "NAVER_CLIENT_SECRET is not set" in said.err


def test_a_machine_without_a_keyring_says_the_same(
    shell: Shell,
    server: LocalWeb,
    folder: Path,
    store: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring, "get_password", _refuse)
    said = shell("data", "collect", folder, *NAVER)
    assert said.code == 2
    assert "There is no key for Naver" in said.err


def _refuse(_service: str, _name: str) -> str:
    raise NoKeyringError


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--service", "openverse"), "Add --class NAME"),
        (("--service", "urls", "--class", "boot"), "There is no list of addresses"),
        (("--service", "commons", "--class", "boot", "--licence", "mit"), "no licence mit"),
        (("--service", "commons", "--class", "../x"), "cannot be called"),
        (("--service", "commons", "--class", "boot", "--count", "0"), "at least 1"),
    ],
)
def test_wrong_input_is_explained_before_the_network_is_used(
    shell: Shell, server: LocalWeb, folder: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    said = shell("data", "collect", folder, *arguments)
    assert said.code == 2
    assert sentence in said.err
    assert not server.asked


def test_a_list_of_sites_that_forbid_it_is_refused_with_a_way_out(
    shell: Shell, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text("https://www.google.com/search?q=boot\n", encoding="utf-8")
    said = shell("data", "collect", folder, "--service", "urls", "--urls", file, "--class", "boot")
    assert said.code == 2
    assert "drag it onto a class" in said.err


def test_all_of_a_list_is_fetched_unless_fewer_are_wanted(
    shell: Shell, server: LocalWeb, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text("\n".join(server.offer_pictures(55)), encoding="utf-8")
    arguments = ("data", "collect", folder, "--urls", file, "--class", "boot", "--allow-private")
    said = shell(*arguments, "--service", "urls", "--count", 2)
    assert "2 pictures collected." in said.out
    said = shell(*arguments, "--service", "urls")
    assert "53 pictures collected." in said.out, said.err
    assert len(list((folder / "boot").iterdir())) == 55


def test_what_is_refused_is_told_under_the_class_of_its_row(
    shell: Shell, server: LocalWeb, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    rows = [f"{server.url('/p/1.jpg')},sandal", f"{server.url('/none.jpg')},loafer"]
    file.write_text("\n".join(["url,class", *rows]), encoding="utf-8")
    said = shell(
        "data", "collect", folder, "--service", "urls", "--urls", file, "--class", "boot",
        "--allow-private", "--json",
    )  # fmt: skip
    classes = {line["event"]: line["class"] for line in said.lines if "class" in line}
    assert classes == {"kept": "sandal", "refused": "loafer"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read"),
        ("url,class\nhttps://127.0.0.1/1.jpg,../x\n", "cannot be called"),
        ("url,class\nhttps://127.0.0.1/1.jpg,\n", "does not say of which class"),
        ("url,class\n", "There is no address"),
        (f"url,class\nhttps://127.0.0.1/1.jpg,{'x' * 200_000}\n", "not a readable table"),
    ],
    ids=["missing", "bad class", "no class", "empty", "huge cell"],
)
def test_what_is_wrong_with_a_list_is_said_once(
    shell: Shell, folder: Path, tmp_path: Path, text: str | None, sentence: str
) -> None:
    file = tmp_path / "list.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    said = shell("data", "collect", folder, "--service", "urls", "--urls", file)
    assert said.code == 2
    assert said.err.count("\n") == said.err.count(sentence) == 1
