"""The import dialog says what will happen, and lets it happen."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.importing.findings import Refused
from shoeclassifier_gui.core.importing.looking import ImportProgress, Phase, look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import Imported, run_import
from shoeclassifier_gui.core.importing.staging import Stage
from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.ui.importing.dialog import ImportDialog
from shoeclassifier_gui.ui.widgets.notice import Notice
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine
from tests.ui.train.desk import find


class StubLibrary(QObject):
    changed = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        dataset = Dataset(project.folder, ("boot", "sandal"), ())
        self.state = LibraryState(project=project, dataset=dataset)


class StubImporter(QObject):
    """Remembers what was asked; the test plays what happens."""

    planned = Signal(object)
    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = False
        self.is_importing = False
        self.asked: list[tuple[str, object]] = []
        self.left: tuple[Stage, ...] = ()

    def look(self, request: ImportRequest) -> None:
        self.is_busy = True
        self.asked.append(("look", request))

    def rearrange(self, plan: ImportPlan, request: ImportRequest) -> None:
        self.asked.append(("rearrange", plan.with_request(request).request))

    def start(self, plan: ImportPlan, request: ImportRequest) -> None:
        self.is_busy = self.is_importing = True
        self.asked.append(("start", plan.with_request(request).request))

    def stop(self) -> None:
        self.asked.append(("stop", None))

    def interrupted(self) -> tuple[Stage, ...]:
        return self.left

    def drop(self, stage: Stage) -> None:
        self.asked.append(("drop", stage))

    def end(self) -> None:
        self.is_busy = self.is_importing = False
        self.ended.emit()

    def tell_plan(self, plan: ImportPlan) -> None:
        self.planned.emit(plan)
        self.end()


class Bench:
    def __init__(self, folder: Path) -> None:
        (folder / "project").mkdir()
        self.project = open_project(folder / "project")
        self.importer = StubImporter()
        self.library = StubLibrary(self.project)
        self.dialog = ImportDialog(self.importer, self.library)  # type: ignore[arg-type]

    def plan(self, *sources: Path) -> ImportPlan:
        *_, plan = look(self.project, None, ImportRequest(sources), Control())
        assert isinstance(plan, ImportPlan)
        return plan

    def text(self, name: str) -> str:
        return find(self.dialog, QLabel, name).text()

    @property
    def button(self) -> QPushButton:
        return find(self.dialog, QPushButton, "import_start")

    def notice(self) -> str:
        notice = find(self.dialog, Notice)
        return notice.accessibleName() if notice.isVisible() else ""


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Bench:
    bench = Bench(tmp_path)
    qtbot.addWidget(bench.dialog)
    return bench


@pytest.fixture
def shoes(tmp_path: Path) -> Path:
    for number, name in enumerate(("boot/1.png", "boot/2.png", "sandal/1.png")):
        write_picture(tmp_path / "shoes" / name, np.full((20, 30, 3), 50 * number, np.uint8))
    (tmp_path / "shoes" / "sandal" / "torn.jpg").write_bytes(b"torn")
    return tmp_path / "shoes"


def test_it_invites_first_and_imports_only_what_was_shown(
    bench: Bench, shoes: Path, qtbot: QtBot
) -> None:
    bench.dialog.open_with([])
    assert not bench.button.isEnabled()
    bench.dialog.open_with([shoes])
    assert bench.importer.asked[-1] == ("look", ImportRequest((shoes,)))
    assert find(bench.dialog, ProgressLine).isVisible()
    assert not bench.button.isEnabled()
    bench.importer.tell_plan(bench.plan(shoes))
    assert bench.text("import_summary") == "3 pictures in 2 classes"
    left_out = find(bench.dialog, QPlainTextEdit, "import_left_out").toPlainText()
    assert left_out == "1 file cannot be read:\n  sandal/torn.jpg: it is not a picture."
    bench.button.click()
    assert bench.importer.asked[-1] == ("start", ImportRequest((shoes,)))
    assert not bench.button.isEnabled()


def test_a_named_class_is_taken_into_the_plan(bench: Bench, shoes: Path, qtbot: QtBot) -> None:
    plan = bench.plan(shoes / "boot" / "1.png")
    bench.dialog.open_with([shoes / "boot" / "1.png"])
    bench.importer.tell_plan(plan)
    assert bench.text("import_summary") == "Nothing will be imported"
    assert not bench.button.isEnabled()
    box = find(bench.dialog, QComboBox, "import_class")
    assert [box.itemText(index) for index in range(box.count())] == ["", "boot", "sandal"]
    box.setEditText("loafer")
    request = ImportRequest((shoes / "boot" / "1.png",), "loafer")
    qtbot.waitUntil(lambda: bench.importer.asked[-1] == ("rearrange", request))
    bench.importer.tell_plan(plan.with_request(request))
    assert bench.text("import_summary") == "1 picture in 1 class"
    assert bench.button.isEnabled()


def test_progress_stop_and_go_on(bench: Bench, shoes: Path) -> None:
    bench.dialog.open_with([shoes])
    bench.importer.tell_plan(bench.plan(shoes))
    bench.button.click()
    bench.importer.progressed.emit(ImportProgress(Phase.STAGING, 1, 3))
    line = find(bench.dialog, ProgressLine)
    assert line.isVisible()
    line.stop_requested.emit()
    assert bench.importer.asked[-1] == ("stop", None)
    bench.importer.end()
    assert bench.notice() == "The import is stopped."
    assert bench.button.isEnabled()


def test_the_result_and_failures_are_said(bench: Bench, shoes: Path) -> None:
    plan = bench.plan(shoes)
    *_, imported = run_import(bench.project, plan, Control())
    assert isinstance(imported, Imported)
    assert isinstance(imported.done, Done)
    bench.dialog.open_with([shoes])
    bench.importer.tell_plan(plan)
    bench.importer.done.emit(imported)
    bench.importer.end()
    assert bench.notice() == "3 pictures are imported."
    bench.importer.failed.emit(DatasetError("The disk is gone.", "Connect it."))
    assert bench.notice() == "The disk is gone."


def test_an_interrupted_import_is_offered(bench: Bench, shoes: Path) -> None:
    request = ImportRequest((shoes,), "boot", link=True)
    bench.importer.left = (Stage(bench.project.hidden, request, "2026"),)
    bench.dialog.open_with([])
    assert bench.notice() == "The import of shoes was interrupted."
    find(bench.dialog, Notice).action_requested.emit()
    assert bench.importer.asked[-1] == ("look", request)
    bench.importer.end()
    bench.dialog.open_with([])
    find(bench.dialog, QPushButton, "import_discard").click()
    assert ("drop", bench.importer.left[0]) in bench.importer.asked


def test_closing_gives_up_a_look_but_not_an_import(bench: Bench, shoes: Path) -> None:
    bench.dialog.open_with([shoes])
    bench.dialog.close()
    assert bench.importer.asked[-1] == ("stop", None)
    bench.importer.tell_plan(bench.plan(shoes))
    bench.dialog.open_with([shoes])
    bench.importer.tell_plan(bench.plan(shoes))
    bench.button.click()
    bench.dialog.close()
    assert "start" in bench.importer.asked[-1]


def test_refused_members_are_listed(bench: Bench, shoes: Path) -> None:
    plan = bench.plan(shoes)
    refused = tuple(Refused(f"{n}", f"../{n}.jpg leads out.") for n in range(2))
    shown = ImportPlan(
        plan.request, plan.sources, plan.places, plan.pictures, (), (), (), refused, 10**12
    )
    bench.dialog.open_with([shoes])
    bench.importer.tell_plan(shown)
    text = find(bench.dialog, QPlainTextEdit, "import_left_out").toPlainText()
    assert text == "2 files are refused:\n  ../0.jpg leads out.\n  ../1.jpg leads out."
