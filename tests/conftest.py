"""House fixtures: a private home for each test, small data, and nothing left behind."""

import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from benchmarks.common import TEST_DATA_VARIABLE, real_data

# Before anything imports Qt: without a platform the process would abort on a machine without one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Before anything imports torch: tests share the processor with others (see learn/__init__.py).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


_PATIENCE_MS = 60_000
_NAP_MS = 20
_told: set[object] = set()
# No times in tests: a busy machine is slow, not wrong.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own folders, empty, for one test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SHOECLASSIFIER_HOME", str(folder))
    monkeypatch.setenv("TORCH_HOME", str(folder / "torch"))
    return folder


@pytest.fixture(scope="session", autouse=True)
def _patient_waits() -> Iterator[None]:
    """Waits end as soon as they may; a busy machine gets a minute, not five seconds."""
    from pytestqt.qtbot import QtBot

    patch = pytest.MonkeyPatch()
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        patch.setattr(QtBot, name, _patient(getattr(QtBot, name)))
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _no_unexpected_log_lines(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A WARNING that the test did not take out of `caplog` itself fails it."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, f"unexpected log lines: {[record.getMessage() for record in loud]}"


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread, a job or a window behind."""
    threads = set(threading.enumerate())
    windows = _windows()
    yield
    left = [t for t in threading.enumerate() if t not in threads and not t.daemon]
    assert not left, f"threads left running: {left}"
    assert not _jobs_that_do_not_end(), "jobs left running"
    assert _windows() <= windows, "windows left open"


@pytest.fixture
def qtbot(qtbot: Any) -> Iterator[Any]:  # noqa: ANN401 - machines without Qt read this file, too
    """Holds widgets until they are closed.

    pytest-qt holds them weakly: a page that nothing else names any more could be taken apart by a
    garbage collection in the middle of its own painting, which crashed in pyqtgraph.
    """
    held, add = [], qtbot.addWidget

    def hold(widget: object, **options: object) -> None:
        held.append(widget)
        add(widget, **options)

    qtbot.addWidget = hold
    yield qtbot
    held.clear()


@pytest.fixture(scope="session")
def sample_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small drawn sample: 5 classes of 24 pictures each, in recordings. Do not change it."""
    from shoeclassifier_gui.core.sample.writer import write_sample

    folder = tmp_path_factory.mktemp("sample") / "shoes"
    for _ in write_sample(folder, per_class=24):
        pass
    return folder


@pytest.fixture
def sample(sample_master: Path, tmp_path: Path) -> Path:
    """A copy of the small sample that a test may change."""
    folder = tmp_path / "shoes"
    shutil.copytree(sample_master, folder)
    return folder


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Real photographs and weights, where the machine has them."""
    folder = real_data()
    if folder is None:
        pytest.skip(f"no real test data: set {TEST_DATA_VARIABLE} to a folder that has `data`")
    return folder


def _nap() -> None:
    """Lets events and threads work; `QTest.qWait` would keep the interpreter's lock meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(_NAP_MS, loop.quit)
    loop.exec()


def _jobs_that_do_not_end() -> set[object]:
    """Jobs that are still there after their ends had time to be heard; each is told of once."""
    jobs = sys.modules.get("shoeclassifier_gui.services.job")
    if jobs is None:
        return set()
    for _ in range(_PATIENCE_MS // _NAP_MS):
        if jobs.Job._living <= _told:
            break
        _nap()
    stray = set(jobs.Job._living) - _told
    _told.update(stray)
    return stray


def _patient(wait: Callable[..., Any]) -> Callable[..., Any]:
    def patient_wait(self: object, *arguments: Any, timeout: int = 0, **options: Any) -> Any:  # noqa: ANN401
        # A wait that may end in silence waits for the silence: it is not made longer.
        least = _PATIENCE_MS if options.get("raising", True) else 0
        return wait(self, *arguments, timeout=max(timeout, least), **options)

    return patient_wait


def _windows() -> set[int]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    return {id(w) for w in widgets.QApplication.topLevelWidgets() if w.isVisible()}
