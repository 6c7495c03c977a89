"""Collecting as the window sees it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.collect import services
from shoeclassifier_gui.core.collect.events import Collected
from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.refusals import CollectError, Reason
from shoeclassifier_gui.core.collect.services import Service
from shoeclassifier_gui.core.dataset.changes import Kind
from shoeclassifier_gui.services import collect as module
from shoeclassifier_gui.services.collect import CollectOrder, CollectService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService
from tests.core.collect.servers import LocalWeb


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalWeb]:
    server = LocalWeb()
    base = server.offer_openverse(server.offer_pictures(6))
    monkeypatch.setattr(services, "Openverse", partial(Openverse, base=base))
    yield server
    server.end()


@pytest.fixture
def library(tmp_path: Path, qtbot: QtBot) -> Iterator[LibraryService]:
    library = LibraryService()
    library.begin_project(tmp_path / "shoes")
    qtbot.waitUntil(lambda: library.state.dataset is not None and not living_jobs())
    yield library
    qtbot.waitUntil(lambda: not living_jobs())


def order(count: int = 4, **options: object) -> CollectOrder:
    request = CollectRequest("boot", "boot", count, 100)
    return CollectOrder(Service.OPENVERSE, (request,), allow_private=True, **options)  # type: ignore[arg-type]


def test_pictures_arrive_one_by_one_and_are_then_in_the_project(
    server: LocalWeb, library: LibraryService, qtbot: QtBot
) -> None:
    service = CollectService(library)
    arrived: list[tuple[str, QImage]] = []
    service.arrived.connect(lambda name, image: arrived.append((name, image)))
    with qtbot.waitSignal(service.collected) as collected:
        service.start(order())
        assert service.state.running
        assert service.state.classes[0].wanted == 4
    result = collected.args[0]
    assert isinstance(result, Collected)
    assert result.kept == {"boot": 4}
    assert [name for name, _ in arrived] == ["boot"] * 4
    assert arrived[0][1].width() == 96
    qtbot.waitUntil(lambda: not service.state.running and not library.state.busy)
    assert service.state.classes[0].kept == 4
    assert library.state.dataset is not None
    qtbot.waitUntil(lambda: len(library.state.dataset.items) == 4)  # type: ignore[union-attr]
    assert library.state.menu.undo is not None
    assert library.state.menu.undo.kind is Kind.COLLECT
    library.undo()
    qtbot.waitUntil(lambda: not library.state.dataset.items)  # type: ignore[union-attr]


def test_nothing_is_asked_before_start(
    server: LocalWeb, library: LibraryService, qtbot: QtBot
) -> None:
    CollectService(library)
    assert not server.asked
    CollectService(LibraryService()).start(order())  # No project is open.
    assert not living_jobs()
    assert not server.asked


def test_a_stop_keeps_what_came_and_says_so(
    server: LocalWeb, library: LibraryService, qtbot: QtBot
) -> None:
    slow = [server.hang(f"/slow/{number}") for number in range(6)]
    server.offer_openverse([*server.offer_pictures(2), *slow])
    service = CollectService(library)
    service.start(order(8))
    qtbot.waitUntil(lambda: service.state.classes[0].kept == 2)
    with qtbot.waitSignal(service.collected) as collected:
        service.stop()
        assert service.state.stopping
    assert collected.args[0].stopped
    assert collected.args[0].kept == {"boot": 2}
    qtbot.waitUntil(lambda: not service.state.running)
    assert not service.state.stopping


def test_what_is_left_out_is_counted(
    server: LocalWeb, library: LibraryService, qtbot: QtBot
) -> None:
    server.offer_openverse([server.url("/none.jpg"), *server.offer_pictures(1)])
    service = CollectService(library)
    with qtbot.waitSignal(service.collected):
        service.start(order())
    assert service.state.refused == {Reason.MISSING: 1}
    assert service.state.classes[0].ended


def test_a_service_that_fails_is_reported(
    server: LocalWeb, library: LibraryService, qtbot: QtBot
) -> None:
    server.answers.clear()
    service = CollectService(library)
    with qtbot.waitSignal(service.failed) as failed:
        service.start(order())
    assert isinstance(failed.args[0], CollectError)
    qtbot.waitUntil(lambda: not service.state.running)


def test_the_keyring_is_asked_beside_the_window(
    library: LibraryService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = CollectService(library)
    monkeypatch.setattr(module, "load_naver_key", lambda: NaverKey("a", "b"))
    with qtbot.waitSignal(service.key_found) as found:
        service.look_for_key()
    assert found.args == [True]

    def fail() -> None:
        raise CollectError("There is no keyring.")

    monkeypatch.setattr(module, "load_naver_key", fail)
    with qtbot.waitSignal(service.key_failed):
        service.look_for_key()


def test_a_key_is_kept_only_when_wished(
    server: LocalWeb, library: LibraryService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[NaverKey] = []
    monkeypatch.setattr(module, "keep_naver_key", kept.append)
    service = CollectService(library)
    key = NaverKey("a", "b")
    for keep in (False, True):
        with qtbot.waitSignal(service.collected):
            service.start(order(1, key=key, keep_key=keep))
        qtbot.waitUntil(lambda: not service.state.running)
    assert kept == [key]
