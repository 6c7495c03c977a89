"""The data set page with many pictures: opening, filtering, sorting, scrolling, memory.

    .venv/bin/python -m benchmarks.browsing --folder FOLDER [--seconds 20] [--rounds 3]

The folder is one that `benchmarks.dataset --folder KEEP` left (KEEP/n100000/shoes), or any that was
indexed before. It is opened when the start of the program is over; the grid is full when it scrolls
and every picture in sight has come. A timer of the window's thread asks to be woken every 16 ms:
the gaps between its ticks while the grid is scrolled are what a user feels. Memory is what is not
backed by files (RssAnon), above that of the empty window.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import numpy as np

from benchmarks.common import use_private_home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox

from benchmarks.smoothness import Pulse
from shoeclassifier_gui.core.dataset.selection import Order
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.walk.driver import Driver

# What the program promises for 100,000 pictures on two cores.
LIMITS = {
    "opening to a full grid (s)": 1.5,
    "sorting, longest of all orders (ms)": 200.0,
    "filtering by class (ms)": 200.0,
    "scrolling, p99 gap (ms)": 34.0,
    "memory above the empty window (MB)": 350.0,
}
_SCROLL_MS = 16
_ROWS_A_TICK = 0.5


@contextmanager
def window() -> Iterator[tuple[Application, Driver]]:
    """A running program without a project."""
    qt = QApplication.instance() or QApplication([])
    assert isinstance(qt, QApplication)
    running = Application.create(qt)
    driver = Driver(running.window)
    running.window.resize(1280, 800)
    # Until its start is over the program computes for itself.
    driver.wait("the engine", lambda: bool(running.services.weights.known), 120)
    closed: list[bool] = []
    running.closed.connect(lambda: closed.append(True))
    yield running, driver
    running.close()
    driver.wait("the end", lambda: bool(closed), 60)


def anonymous_mb() -> float:
    """Memory of this process that is not backed by files; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("RssAnon")), 0.0)


def open_folder(running: Application, driver: Driver, folder: Path) -> float:
    """Seconds until the grid scrolls over all pictures and shows those that are in sight."""
    started = time.perf_counter()
    running.open_folder(folder)
    driver.wait("the pictures", lambda: _is_full(running), 600)
    return time.perf_counter() - started


def sort_all(running: Application, driver: Driver) -> float:
    """The longest time that an order takes, in milliseconds."""
    picker = next(
        box for box in running.window.findChildren(QComboBox) if box.findData(Order.SIZE) >= 0
    )
    longest = 0.0
    for row in range(picker.count()):
        if picker.itemData(row) != Order.LOSS:
            longest = max(longest, _timed(driver, picker, row))
    _timed(driver, picker, 0)
    return longest


def filter_classes(running: Application, driver: Driver) -> float:
    """The longest time that choosing a class takes, in milliseconds."""
    view = running.window.findChild(QAbstractItemView, "class_list")
    assert view is not None
    longest = 0.0
    for row in (*range(view.model().rowCount()), 0):
        started = time.perf_counter()
        view.setCurrentIndex(view.model().index(row, 0))
        QApplication.sendPostedEvents()
        longest = max(longest, (time.perf_counter() - started) * 1000)
        driver.rest(0.2)
    return longest


def scroll(running: Application, driver: Driver, seconds: float) -> np.ndarray:
    """Gaps between ticks in milliseconds while the grid moves half a row every 16 ms."""
    grid = running.window.findChild(QAbstractItemView, "item_grid")
    assert grid is not None
    bar, pulse, timer = grid.verticalScrollBar(), Pulse(), QTimer()
    bar.setValue(0)
    step = max(1, int(bar.singleStep() * _ROWS_A_TICK))

    def move() -> None:
        bar.setValue((bar.value() + step) % max(1, bar.maximum()))

    timer.timeout.connect(move)
    timer.start(_SCROLL_MS)
    gaps = pulse.measure(driver, seconds).gaps
    timer.stop()
    return gaps


def _timed(driver: Driver, picker: QComboBox, row: int) -> float:
    started = time.perf_counter()
    picker.setCurrentIndex(row)
    picker.activated.emit(row)
    QApplication.sendPostedEvents()
    milliseconds = (time.perf_counter() - started) * 1000
    driver.rest(0.2)
    return milliseconds


def _shown(running: Application) -> int:
    grid = running.window.findChild(QAbstractItemView, "item_grid")
    model = grid.model() if grid is not None else None
    return model.rowCount() if model is not None else 0


def _is_full(running: Application) -> bool:
    if not _shown(running):
        return False
    grid = running.window.findChild(QAbstractItemView, "item_grid")
    assert grid is not None
    model, bottom = grid.model(), grid.viewport().height()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    in_sight = takewhile(lambda index: grid.visualRect(index).top() < bottom, rows)
    pictures = (index.data(Qt.ItemDataRole.DecorationRole) for index in in_sight)
    return grid.verticalScrollBar().maximum() > 0 and all(p is not None for p in pictures)


def main() -> None:
    """Measures and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print("| pictures | what | measured | limit | ratio (at most 1) |\n|---|---|---|---|---|")
    with use_private_home(), window() as (running, driver):
        empty = anonymous_mb()
        opening = open_folder(running, driver, given.folder)
        library = running.services.library
        driver.wait("the reading", lambda: not library.state.busy, 600)
        gaps = [scroll(running, driver, given.seconds) for _ in range(given.rounds)]
        measured = {
            "opening to a full grid (s)": opening,
            "sorting, longest of all orders (ms)": sort_all(running, driver),
            "filtering by class (ms)": filter_classes(running, driver),
            "scrolling, p99 gap (ms)": float(np.median([np.percentile(one, 99) for one in gaps])),
            "memory above the empty window (MB)": anonymous_mb() - empty,
        }
        count = _shown(running)
        for name, value in measured.items():
            ratio = value / LIMITS[name]
            print(f"| {count:,} | {name} | {value:.2f} | {LIMITS[name]:g} | {ratio:.2f} |")
        worst = max(one.max() for one in gaps)
        print(f"\nLongest gap of all {given.rounds} rounds: {worst:.1f} ms.")


if __name__ == "__main__":
    main()
