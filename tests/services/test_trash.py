"""The trash is listed whole, also what nothing can be seen of."""

from pathlib import Path
from typing import NoReturn

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.emptying import TrashRoom
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.trash import TrashedPicture, TrashReader
from tests.core.dataset.tiny import do, make_project, read


def test_a_link_that_leads_nowhere_is_listed(qtbot: QtBot, tmp_path: Path) -> None:
    project = make_project(tmp_path / "shoes")
    stored = (tmp_path / "shoes" / "boot" / "boot-0.png").rename(tmp_path / "store.png")
    (project.folder / "boot" / "boot-0.png").symlink_to(stored)
    dataset = read(project)
    do(project, edits.delete(dataset.items[:2]))
    stored.unlink()
    reader, found = TrashReader(), list[TrashedPicture]()
    reader.found.connect(found.extend)
    with qtbot.waitSignal(reader.ended):
        reader.begin(project)
    qtbot.waitUntil(lambda: not living_jobs())
    assert [one.trashed.relative for one in found] == ["boot/boot-0.png", "boot/boot-1.png"]
    assert found[0].digest != found[1].digest == dataset.items[1].digest
    assert found[0].digest == content_digest(b"boot/boot-0.png")


def test_the_room_is_told_before_the_pictures(qtbot: QtBot, tmp_path: Path) -> None:
    project = make_project(tmp_path / "shoes")
    chosen = read(project).items[:2]
    size = sum(item.path.stat().st_size for item in chosen)
    do(project, edits.delete(chosen))
    reader, told = TrashReader(), list[object]()
    reader.measured.connect(told.append)
    reader.found.connect(told.extend)
    with qtbot.waitSignal(reader.ended):
        reader.begin(project)
    assert told[0] == TrashRoom(2, size)
    assert [type(one) for one in told[1:]] == [TrashedPicture, TrashedPicture]
    qtbot.waitUntil(lambda: not living_jobs())


def test_why_it_cannot_be_listed_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "shoes")
    monkeypatch.setattr("shoeclassifier_gui.services.trash.trashed", _refuse)
    reader, told = TrashReader(), list[Exception]()
    reader.failed.connect(told.append)
    with qtbot.waitSignal(reader.ended):
        reader.begin(project)
    assert [type(error) for error in told] == [StorageError]
    qtbot.waitUntil(lambda: not living_jobs())


def _refuse(project: Project) -> NoReturn:
    raise PermissionError(13, "Permission denied", str(project.folder))
