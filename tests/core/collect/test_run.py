"""A collection from its first question to the pictures in their class folders."""

import csv
from pathlib import Path

import pytest

from shoeclassifier_gui.core.collect.events import (
    ClassEnded,
    PictureKept,
    PictureRefused,
)
from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.refusals import CollectError, Reason
from shoeclassifier_gui.core.collect.run import collect
from shoeclassifier_gui.core.collect.url_list import UrlList
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.attribution import (
    ATTRIBUTION,
    Attribution,
    attribution_table,
    write_attribution,
)
from shoeclassifier_gui.core.dataset.changes import Kind
from shoeclassifier_gui.core.dataset.editing import apply, edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.edits import delete, move_to_class
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError, StorageError
from tests.core.collect.runs import boots, end, files, read, run, waiting
from tests.core.collect.servers import LocalWeb, picture


def test_pictures_of_two_classes_come_as_one_change_that_can_be_undone(
    project: Project, server: LocalWeb, web: Web
) -> None:
    service = Openverse(web, server.offer_openverse(server.offer_pictures(30)))
    sandals = CollectRequest("sandal", "sandal", 5, 100)
    events = run(project, service, web, boots(8), sandals)
    last = end(events)
    assert last.kept == {"boot": 8, "sandal": 5}
    assert last.refused[Reason.DUPLICATE] >= 8  # The same search again: those are there already.
    assert last.edited is not None
    assert last.edited.done is not None
    assert last.edited.done.change.kind is Kind.COLLECT
    assert last.edited.dataset.count_by_class() == (8, 5)
    kept = [event for event in events if isinstance(event, PictureKept)]
    assert max(kept[0].preview.shape[:2]) == 96
    assert [event.kept for event in kept if event.class_name == "boot"] == list(range(1, 9))
    names = files(project)
    assert len([name for name in names if name.startswith("boot/openverse-a-shoe-no-")]) == 8
    assert not waiting(project)
    after = edit(project, undo_last(project))
    assert after.dataset.items == ()
    assert files(project) == []
    again = edit(project, redo_next(project))
    assert again.dataset.count_by_class() == (8, 5)


def test_each_picture_tells_where_it_came_from_and_the_table_names_all(
    project: Project, server: LocalWeb, web: Web
) -> None:
    service = Openverse(web, server.offer_openverse(server.offer_pictures(3)))
    last = end(run(project, service, web, boots(3)))
    assert last.edited is not None
    dataset = last.edited.dataset
    origins = {Origin.from_text(dataset.facts_of(item).origin) for item in dataset.items}
    assert None not in origins
    origin = min((one for one in origins if one), key=lambda one: one.url)
    assert (origin.kind, origin.source, origin.author) == ("web", "Openverse", "Ann Ø")
    assert origin.licence == "CC BY-SA 2.0"
    assert origin.url == server.url("/p/0.jpg")
    assert origin.page == "https://example.org/0"
    with (project.folder / ATTRIBUTION).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["path"] for row in rows] == [item.relative for item in dataset.items]
    assert rows[0]["title"].startswith("A shoe")
    assert read(project).facts == dataset.facts


def test_the_table_follows_moves_the_trash_undo_and_redo(
    project: Project, server: LocalWeb, web: Web
) -> None:
    service = Openverse(web, server.offer_openverse(server.offer_pictures(3)))
    last = end(run(project, service, web, boots(3)))
    assert last.edited is not None
    collected = last.edited.dataset
    first, second, third = collected.items
    moving = apply(project, move_to_class(collected, [first], "sandal"))
    moved = edit(project, moving, collected).dataset
    assert listed(project) == sorted(item.relative for item in moved.items)
    assert any(path.startswith("sandal/") for path in listed(project))
    deleted = edit(project, apply(project, delete([second, third])), moved).dataset
    assert listed(project) == [item.relative for item in deleted.items]
    back = edit(project, undo_last(project), deleted).dataset
    assert listed(project) == sorted(item.relative for item in back.items)
    edit(project, undo_last(project))
    edit(project, undo_last(project))
    assert not (project.folder / ATTRIBUTION).exists()
    edit(project, redo_next(project))
    assert listed(project) == [item.relative for item in collected.items]


def test_a_table_that_came_with_the_pictures_stays(project: Project) -> None:
    """As in a copy of somebody's folder: who the authors are stands in the table alone."""
    for name in ("a.jpg", "b.jpg"):
        (project.folder / "boot").mkdir(exist_ok=True)
        (project.folder / "boot" / name).write_bytes(picture(ord(name[0])))
    theirs = attribution_table([Attribution("boot/a.jpg", "A", "Ann", "CC BY", "", "")])
    (project.folder / ATTRIBUTION).write_text(theirs, encoding="utf-8")
    dataset = read(project)
    edit(project, apply(project, delete(dataset.items[:1])), dataset)
    edit(project, undo_last(project))
    assert (project.folder / ATTRIBUTION).read_text(encoding="utf-8") == theirs


def test_a_table_that_cannot_be_written_does_not_hold_the_change_up(
    project: Project,
    server: LocalWeb,
    web: Web,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Openverse(web, server.offer_openverse(server.offer_pictures(2)))
    last = end(run(project, service, web, boots(2)))
    assert last.edited is not None
    dataset = last.edited.dataset

    def full(_dataset: Dataset, _arrived: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("shoeclassifier_gui.core.dataset.editing.write_attribution", full)
        after = edit(project, apply(project, delete(dataset.items[:1])), dataset)
    assert after.dataset.items == dataset.items[1:]
    assert "the table of authors could not be written" in caplog.text
    caplog.clear()
    edit(project, undo_last(project))
    assert listed(project) == [item.relative for item in dataset.items]


def listed(project: Project) -> list[str]:
    with (project.folder / ATTRIBUTION).open(encoding="utf-8", newline="") as file:
        return [row["path"] for row in csv.DictReader(file)]


def test_a_table_of_somebody_else_stays(project: Project, server: LocalWeb, web: Web) -> None:
    theirs = project.folder / ATTRIBUTION
    theirs.write_text("file;owner\n", encoding="utf-8")
    service = Openverse(web, server.offer_openverse(server.offer_pictures(1)))
    last = end(run(project, service, web, boots(1)))
    assert theirs.read_text(encoding="utf-8") == "file;owner\n"
    assert last.edited is not None
    assert write_attribution(last.edited.dataset) == project.folder / "ATTRIBUTION-2.csv"


def test_a_cell_is_no_formula(project: Project, server: LocalWeb, web: Web) -> None:
    file = project.folder / "list.csv"
    (url,) = server.offer_pictures(1)
    file.write_text(f'url,class,author\n{url},boot,"=HYPERLINK(1)"\n', encoding="utf-8")
    run(project, UrlList(file), web, CollectRequest("", "", 1, 1))
    assert "'=HYPERLINK(1)" in (project.folder / ATTRIBUTION).read_text(encoding="utf-8")


def test_what_the_project_has_already_is_left_out(
    project: Project, server: LocalWeb, web: Web
) -> None:
    urls = server.offer_pictures(6)
    for number in range(2):
        (project.folder / "boot").mkdir(exist_ok=True)
        (project.folder / "boot" / f"own-{number}.jpg").write_bytes(picture(number))
    read(project)
    service = Openverse(web, server.offer_openverse([*urls, *urls]))
    last = end(run(project, service, web, boots(6)))
    assert last.kept == {"boot": 4}
    assert last.refused[Reason.DUPLICATE] >= 2
    assert last.edited is not None
    assert len(last.edited.dataset.items) == 6


def test_everything_that_is_no_good_picture_is_left_out_with_its_reason(
    project: Project, server: LocalWeb, web: Web, tmp_path: Path
) -> None:
    whole = picture(50)
    addresses = {
        server.offer("/page.jpg", b"\n<!DOCTYPE html><html>..."): Reason.WEB_PAGE,
        server.offer("/text.jpg", b"hello"): Reason.NO_PICTURE,
        server.offer("/empty.jpg", b""): Reason.NO_PICTURE,
        server.offer("/svg.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"): Reason.WEB_PAGE,
        server.offer("/cut.jpg", whole[: len(whole) // 2]): Reason.DAMAGED,
        server.offer("/head.png", b"\x89PNG\r\n\x1a\nxxxx"): Reason.DAMAGED,
        server.offer("/small.jpg", picture(51, 64)): Reason.TOO_SMALL,
        server.flood("/flood.jpg"): Reason.TOO_LARGE,
        server.url("/none.jpg"): Reason.MISSING,
        server.redirect("/loop.jpg", "/loop.jpg"): Reason.REDIRECTS,
        server.hang("/slow.jpg"): Reason.SLOW,
        "https://www.instagram.com/p/1.jpg": Reason.FORBIDDEN,
        "not an address": Reason.ADDRESS,
    }
    good = [server.offer("/good.jpg", whole), server.offer("/good", picture(52, kind="PNG"))]
    good.append(server.offer("/anim.jpg", picture(53, kind="GIF")))
    good.append(server.offer("/w.png", picture(54, kind="WEBP")))
    file = tmp_path / "list.txt"
    file.write_text("\n".join([*addresses, *good]), encoding="utf-8")
    events = run(project, UrlList(file), web, boots(99))
    refused = {e.url: e.reason for e in events if isinstance(e, PictureRefused)}
    assert refused == addresses
    assert end(events).kept == {"boot": 4}
    assert {Path(name).suffix for name in files(project)} == {
        ".jpg",
        ".png",
        ".gif",
        ".webp",
        ".csv",
    }
    assert not waiting(project)


def test_nothing_private_is_fetched_unless_allowed(
    project: Project, server: LocalWeb, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text("\n".join(server.offer_pictures(2)), encoding="utf-8")
    web = Web(Control(), pace=Pace(0.0))
    last = end(run(project, UrlList(file), web, boots(2)))
    assert last.refused == {Reason.PRIVATE: 2}
    assert last.edited is None
    assert not server.asked


def test_a_list_brings_its_own_classes(
    project: Project, server: LocalWeb, web: Web, tmp_path: Path
) -> None:
    one, two, three = server.offer_pictures(3)
    file = tmp_path / "list.csv"
    file.write_text(f"url,class\n{one},boot\n{two},Boot\n{three},sandal\n", encoding="utf-8")
    last = end(run(project, UrlList(file), web, CollectRequest("", "", 9, 1)))
    assert last.edited is not None
    assert sum(last.kept.values()) == 3
    assert "sandal" in last.edited.dataset.classes
    file.write_text(f"url,class\n{one},\n", encoding="utf-8")
    with pytest.raises(CollectError, match="of which class"):
        run(project, UrlList(file), web, CollectRequest("", "", 9, 1))


def test_a_class_that_no_folder_can_have_is_refused_before_anything_is_asked(
    project: Project, server: LocalWeb, web: Web
) -> None:
    service = Openverse(web, server.offer_openverse([]))
    with pytest.raises(DatasetError, match="cannot be called"):
        run(project, service, web, CollectRequest("../up", "x", 1, 1))
    assert not server.queries


def test_a_search_that_fails_does_not_lose_what_came_before(
    project: Project, server: LocalWeb, web: Web
) -> None:
    service = Openverse(web, server.offer_openverse(server.offer_pictures(4)))
    events = collect(project, service, (boots(4), CollectRequest("sandal", "x", 3, 1)), web)
    seen = []
    for event in events:
        seen.append(event)
        if isinstance(event, ClassEnded) and event.class_name == "boot":
            server.answers.clear()
    last = end(seen)
    assert last.kept == {"boot": 4}
    assert "Openverse does not answer" in last.problems["sandal"]


def test_a_service_that_gives_nothing_at_all_is_an_error(
    project: Project, server: LocalWeb, web: Web
) -> None:
    with pytest.raises(CollectError, match="does not answer"):
        run(project, Openverse(web, server.url("/v1")), web, boots(1))
    assert not waiting(project)
