"""The trash: what lies in it, the small pictures that come later, and when it cannot be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QListView, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
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
def library() -> Library:
    return Library()


@pytest.fixture
def opened(
    library: Library, project: Project, thumbnails: SlowThumbnails, qtbot: QtBot
) -> Iterator[TrashDialog]:
    dialog = TrashDialog(library, thumbnails, project)  # type: ignore[arg-type]
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
    project: Project, library: Library, thumbnails: SlowThumbnails, qtbot: QtBot
) -> None:
    dialog = open_dialog(project, library, thumbnails, qtbot)
    said = " ".join(words(dialog))
    assert str(project.folder) in said
    assert "empty" not in said
    assert "Looking" not in said
    dialog.close()


def test_the_trash_is_emptied_after_a_question_that_names_number_and_size(
    opened: TrashDialog, library: Library, qtbot: QtBot
) -> None:
    button = find(opened, QPushButton, "empty_trash")
    qtbot.waitUntil(button.isEnabled)
    assert button.text() == "Empty the trash: 2 pictures, 1 MB…"
    for answer, calls in (("no", []), ("yes", ["empty the trash"])):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        box = find(opened, QDialog, "empty_trash_question")
        said = " ".join(label.text() for label in box.findChildren(QLabel))
        assert "Remove 2 deleted pictures for good?" in said
        assert "1 MB become free. This cannot be undone" in said
        assert find(box, QPushButton, "empty_trash_no").isDefault()
        clicked = find(box, QPushButton, f"empty_trash_{answer}")
        QTest.mouseClick(clicked, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not opened.findChild(QDialog, "empty_trash_question"))
        assert library.calls == calls
        assert opened.isVisible() is (answer == "no")


def test_one_picture_is_asked_for_as_one(
    project: Project, library: Library, thumbnails: SlowThumbnails, qtbot: QtBot
) -> None:
    do(project, restore(project, trashed(project)[:1], {}))
    dialog = open_dialog(project, library, thumbnails, qtbot)
    button = find(dialog, QPushButton, "empty_trash")
    qtbot.waitUntil(button.isEnabled)
    assert button.text() == "Empty the trash: 1 picture, 1 MB…"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    box = find(dialog, QDialog, "empty_trash_question")
    said = [label.text() for label in box.findChildren(QLabel)]
    assert "Remove 1 deleted picture for good?" in said
    box.reject()
    dialog.close()


@pytest.mark.parametrize("why", ["empty", "read only"])
def test_an_empty_trash_or_one_that_is_only_looked_at_is_not_emptied(
    project: Project, library: Library, thumbnails: SlowThumbnails, qtbot: QtBot, why: str
) -> None:
    if why == "empty":
        do(project, restore(project, trashed(project), {}))
    else:
        library.state = replace(library.state, read_only=True)
    dialog = open_dialog(project, library, thumbnails, qtbot)
    button = find(dialog, QPushButton, "empty_trash")
    wanted = "Empty the trash…" if why == "empty" else "Empty the trash: 2 pictures, 1 MB…"
    assert button.text() == wanted
    assert not button.isEnabled()
    dialog.close()


def open_dialog(
    project: Project, library: Library, thumbnails: SlowThumbnails, qtbot: QtBot
) -> TrashDialog:
    dialog = TrashDialog(library, thumbnails, project)  # type: ignore[arg-type]
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: not living_jobs())
    return dialog
