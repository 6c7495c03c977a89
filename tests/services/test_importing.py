"""The import service looks, imports, stops, and has the library read what came."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.services.importing import ImportService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService


@pytest.fixture
def library(qtbot: QtBot, tmp_path: Path) -> LibraryService:
    library = LibraryService()
    library.begin_project(tmp_path / "project")
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    return library


@pytest.fixture
def request_(tmp_path: Path) -> ImportRequest:
    for number in range(4):
        picture = np.full((20, 30, 3), 40 * number, np.uint8)
        write_picture(tmp_path / "new" / ("boot", "sandal")[number % 2] / f"{number}.png", picture)
    return ImportRequest((tmp_path / "new",))


def look(importer: ImportService, request: ImportRequest, qtbot: QtBot) -> ImportPlan:
    signals = [importer.planned, importer.ended]
    plans: list[ImportPlan] = []
    importer.planned.connect(plans.append)
    with qtbot.waitSignals(signals, order="strict"):
        importer.look(request)
    importer.planned.disconnect(plans.append)
    return plans[0]


def test_what_was_planned_comes_into_the_library(
    library: LibraryService, request_: ImportRequest, qtbot: QtBot
) -> None:
    importer = ImportService(library)
    plan = look(importer, request_, qtbot)
    assert plan.counts == {"boot": 2, "sandal": 2}
    with qtbot.waitSignals([importer.done, importer.ended], order="strict"):
        importer.start(plan, request_)
        assert importer.is_importing
    qtbot.waitUntil(lambda: not library.state.busy and not living_jobs())
    assert library.state.dataset is not None
    assert len(library.state.dataset.items) == 4
    assert library.state.menu.undo is not None
    library.undo()
    qtbot.waitUntil(lambda: not living_jobs())
    assert len(library.state.dataset.items) == 0


def test_another_class_is_applied_to_the_plan(
    library: LibraryService, request_: ImportRequest, qtbot: QtBot
) -> None:
    importer = ImportService(library)
    plan = look(importer, request_, qtbot)
    with qtbot.waitSignal(importer.planned) as planned:
        importer.rearrange(plan, ImportRequest(request_.sources, "loafer"))
    assert planned.args[0].counts == {"loafer": 4}
    qtbot.waitUntil(lambda: not living_jobs())


def test_a_stopped_import_leaves_the_library_and_can_be_dropped(
    library: LibraryService, request_: ImportRequest, qtbot: QtBot
) -> None:
    importer = ImportService(library)
    plan = look(importer, request_, qtbot)
    with qtbot.waitSignal(importer.ended):
        importer.start(plan, request_)
        importer.stop()
    assert library.state.dataset is not None
    for stage in importer.interrupted():
        with qtbot.waitSignal(importer.ended):
            importer.drop(stage)
    assert importer.interrupted() == ()


def test_failures_are_told(library: LibraryService, tmp_path: Path, qtbot: QtBot) -> None:
    importer = ImportService(library)
    with qtbot.waitSignals([importer.failed, importer.ended], order="strict"):
        importer.look(ImportRequest((tmp_path / "nowhere",)))
    without = ImportService(LibraryService())
    with qtbot.waitSignal(without.failed) as failed:
        without.look(ImportRequest((tmp_path,)))
    assert failed.args[0].sentence == "No data set is open."
