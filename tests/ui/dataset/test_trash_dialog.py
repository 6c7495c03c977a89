"""The trash: what lies in it, the small pictures that come later, and when it cannot be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.ui.dataset.trash_dialog import TrashDialog
from tests.core.dataset.tiny import do, make_project, read
from tests.ui.dataset.bench import Library, find, words


class SlowThumbnails(QObject):
    """They come when the test says so."""

    loaded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.known: dict[str, QImage] = {}

    def image(self, digest: str) -> QImage | None:
        self.asked.append(digest)
        return self.known.get(digest)

    def bring(self, digest: str) -> None:
        self.known[digest] = QImage(8, 6, QImage.Format.Format_RGB32)
        self.loaded.emit(digest)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two copies of one picture lie in its trash."""
    project = make_project(tmp_path / "shoes")
    boots = project.folder / "boot"
    (boots / "boot-1.png").write_bytes((boots / "boot-0.png").read_bytes())
    do(project, edits.delete(read(project).items[:2]))
    return project


@pytest.fixture
def thumbnails() -> SlowThumbnails:
    return SlowThumbnails()


@pytest.fixture
def opened(project: Project, thumbnails: SlowThumbnails, qtbot: QtBot) -> Iterator[TrashDialog]:
    dialog = TrashDialog(Library(), thumbnails, project)  # type: ignore[arg-type]
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    yield dialog
    qtbot.waitUntil(lambda: not living_jobs())
    dialog.close()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(project: Project) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(project.folder))

    monkeypatch.setattr("shoeclassifier_gui.services.trash.trashed", refuse)


def test_copies_get_their_small_picture_alike(
    opened: TrashDialog, thumbnails: SlowThumbnails, qtbot: QtBot
) -> None:
    rows = find(opened, QListView, "trash_list").model()
    qtbot.waitUntil(lambda: rows.rowCount() == 2)
    places = [rows.index(row, 0) for row in range(2)]
    assert all(place.data(Qt.ItemDataRole.DecorationRole).isNull() for place in places)
    painted: list[int] = []
    rows.dataChanged.connect(lambda first, _: painted.append(first.row()))
    thumbnails.bring(thumbnails.asked[-1])
    assert sorted(painted) == [0, 1]
    size = QSize(8, 6)
    for place in places:
        assert place.data(Qt.ItemDataRole.DecorationRole).actualSize(size) == size


@pytest.mark.usefixtures("refused")
def test_a_trash_that_cannot_be_read_is_not_called_empty(
    project: Project, thumbnails: SlowThumbnails, qtbot: QtBot
) -> None:
    dialog = TrashDialog(Library(), thumbnails, project)  # type: ignore[arg-type]
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: not living_jobs())
    said = " ".join(words(dialog))
    assert str(project.folder) in said
    assert "empty" not in said
    assert "Looking" not in said
    dialog.close()
