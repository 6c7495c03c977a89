"""The open project as the pages see it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.errors import DatasetError, UserError
from shoeclassifier_gui.core.pictures import write_picture
from shoeclassifier_gui.services import library_work, shutdown
from shoeclassifier_gui.services.job import Job, living_jobs
from shoeclassifier_gui.services.library import DRAWING, READING, LibraryService
from shoeclassifier_gui.services.library_work import Read
from shoeclassifier_gui.services.shutdown import Shutdown

GREY = np.full((24, 32, 3), 128, np.uint8)


@pytest.fixture
def library(qtbot: QtBot) -> LibraryService:
    return LibraryService()


def wait_until_read(qtbot: QtBot, library: LibraryService) -> None:
    qtbot.waitUntil(
        lambda: library.state.dataset is not None and not library.state.busy, timeout=20_000
    )
    qtbot.waitUntil(lambda: not living_jobs())


def photos(folder: Path) -> Path:
    for name in ("boot", "loafer"):
        for number in range(2):
            picture = np.full((24, 32, 3), 40 * number + len(name), np.uint8)
            write_picture(folder / name / f"{number}.png", picture)
    return folder


def test_opening_tells_that_it_reads_and_then_what_is_there(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.open_folder(photos(tmp_path))
    assert library.state.busy == READING
    assert library.state.project == open_project(tmp_path)
    wait_until_read(qtbot, library)
    assert library.state.dataset is not None
    assert library.state.dataset.classes == ("boot", "loafer")
    assert len(library.state.dataset.items) == 4


def test_a_folder_that_cannot_be_opened_leaves_the_open_one(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.open_folder(photos(tmp_path / "photos"))
    wait_until_read(qtbot, library)
    before = library.state
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(library.failed) as failed:
        library.open_folder(tmp_path / "empty")
    assert isinstance(failed.args[0], UserError)
    assert library.state == before
    qtbot.waitUntil(lambda: not living_jobs())


def test_opening_gives_way_when_there_is_something_to_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gave_way: list[bool] = []
    monkeypatch.setattr(library_work, "give_way", lambda: gave_way.append(True))
    project = open_project(photos(tmp_path))
    list(library_work.index(project, Control()))
    events = library_work.open_and_index(project, Control())
    assert isinstance(next(events), library_work.Read)
    assert not gave_way
    *_, last = events
    assert gave_way == [True]
    assert isinstance(last, library_work.Read)


def test_a_missing_folder_is_said_at_once(library: LibraryService, qtbot: QtBot) -> None:
    with qtbot.waitSignal(library.failed) as failed:
        library.open_folder(Path("/no/such/folder"))
    assert "There is no folder" in failed.args[0].sentence
    assert library.state.project is None


def test_reading_again_keeps_the_pictures_on_the_screen(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.open_folder(photos(tmp_path))
    wait_until_read(qtbot, library)
    write_picture(tmp_path / "boot" / "new.png", GREY)
    library.refresh()
    assert library.state.dataset is not None
    qtbot.waitUntil(lambda: not library.state.busy)
    assert len(library.state.dataset.items) == 5
    qtbot.waitUntil(lambda: not living_jobs())


def test_a_project_begun_with_the_camera_is_empty_and_takes_captures(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.begin_project(tmp_path / "My shoes")
    wait_until_read(qtbot, library)
    assert library.state.dataset is not None
    assert library.state.dataset.items == ()
    library.keep_capture(GREY, "sandal", "session", "demo")
    qtbot.waitUntil(lambda: len(library.state.dataset.items) == 1, timeout=10_000)  # type: ignore[union-attr]
    assert library.state.dataset.classes == ("sandal",)
    qtbot.waitUntil(lambda: not living_jobs())


def test_a_begun_project_opens_again_while_it_is_empty(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.begin_project(tmp_path / "My shoes")
    wait_until_read(qtbot, library)
    library.open_folder(tmp_path / "My shoes")
    wait_until_read(qtbot, library)
    assert library.state.dataset is not None


def test_stopping_the_drawing_goes_back_to_what_was_open(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.open_folder(photos(tmp_path / "photos"))
    wait_until_read(qtbot, library)
    library.open_sample(tmp_path / "sample")
    qtbot.waitUntil(lambda: library.state.busy == DRAWING and library.state.done > 0)
    library.stop()
    assert library.state.project == open_project(tmp_path / "photos")
    assert not library.state.busy
    qtbot.waitUntil(lambda: not living_jobs(), timeout=5000)


def test_a_sample_whose_drawing_was_stopped_is_whole_the_next_time(
    library: LibraryService, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_work, "SAMPLE_PER_CLASS", 4)
    folder = tmp_path / "sample"
    library.open_sample(folder)
    qtbot.waitUntil(lambda: library.state.done > 0)
    library.stop()
    qtbot.waitUntil(lambda: not living_jobs())
    library.open_sample(folder)
    wait_until_read(qtbot, library)
    assert library.state.dataset is not None
    assert len(library.state.dataset.items) == 5 * 4


def test_shutdown_ends_running_work_and_says_so_once(
    library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    library.open_sample(tmp_path / "sample")
    ending = Shutdown()
    done: list[bool] = []
    ending.done.connect(lambda: done.append(True))
    with qtbot.waitSignal(ending.done, timeout=5000):
        ending.begin()
    assert living_jobs() == ()
    ending.begin()
    assert done == [True]


def test_shutdown_hears_of_each_job_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def counted() -> tuple[Job, ...]:
        rounds.append(len(living_jobs()))
        return living_jobs()

    monkeypatch.setattr(shutdown, "living_jobs", counted)
    jobs = [Job(wait_for_the_stop) for _ in range(12)]
    for job in jobs:
        job.begin()
    ending = Shutdown()
    with qtbot.waitSignal(ending.done):
        ending.begin()
    assert rounds == list(range(12, -1, -1))


def test_what_was_changed_while_a_reading_fails_stays(
    library: LibraryService, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.open_folder(photos(tmp_path))
    wait_until_read(qtbot, library)
    may_fail = Event()

    def fail_late(*_: object) -> Iterator[Read]:
        may_fail.wait()
        yield from ()
        raise DatasetError("The folder is gone.")

    with monkeypatch.context() as failing:
        failing.setattr("shoeclassifier_gui.services.library.open_and_index", fail_late)
        library.refresh()
    with qtbot.waitSignal(library.edited):
        library.change(lambda dataset: edits.delete(dataset.items[:1]))
    with qtbot.waitSignal(library.failed):
        may_fail.set()
    assert library.state.dataset is not None
    assert len(library.state.dataset.items) == 3
    assert library.state.menu.undo is not None
    wait_until_read(qtbot, library)
    assert len(library.state.dataset.items) == 3


def wait_for_the_stop(control: Control) -> Iterator[object]:
    while True:
        control.checkpoint()
        control.sleep(0.01)
        yield None


def test_an_open_project_is_not_changed_by_another_program(
    library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    library.open_folder(sample)
    wait_until_read(qtbot, library)
    command = [sys.executable, "-m", "shoeclassifier_gui.cli", "data", "undo", str(sample)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert f"(process {os.getpid()})" in refused.stderr
    library.open_folder(sample.parent / "other")  # There is none: the first stays open and held.
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
    (sample.parent / "other" / "boot").mkdir(parents=True)
    shutil.copy(next(sample.glob("boot/*.jpg")), sample.parent / "other" / "boot" / "a.jpg")
    library.open_folder(sample.parent / "other")
    wait_until_read(qtbot, library)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
