"""How smooth the window stays while VGG16 trains in its own process, on a thread.

    .venv/bin/python -m benchmarks.smoothness [--seconds 30]

A timer of the window's thread asks to be woken every 16 ms; the gaps between its ticks are what a
user feels. The window shows what costs most: the live curves, or the demo camera with answers.
"""

import argparse
import dataclasses
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.common import use_private_home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.page_names import Page
from shoeclassifier_gui.ui.walk.driver import Driver

TICK_MS = 16
LIMIT_P99_MS = 34
LIMIT_WORST_MS = 120


class Pulse:
    """Notes when the window's thread is awake."""

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def gaps_ms(self, driver: Driver, seconds: float) -> np.ndarray:
        """Gaps between ticks over some seconds, in milliseconds."""
        self._beats.clear()
        self._timer.start(TICK_MS)
        driver.rest(seconds)
        self._timer.stop()
        return np.diff(self._beats) * 1000

    def _beat(self) -> None:
        self._beats.append(time.perf_counter())


@contextmanager
def application() -> Iterator[tuple[Application, Driver]]:
    """A running program with the drawn sample open and the engine loaded."""
    qt = QApplication.instance() or QApplication([])
    assert isinstance(qt, QApplication)
    running = Application.create(qt)
    driver = Driver(running.window)
    running.window.resize(1280, 800)
    running.open_sample()
    state = running.services.library
    driver.wait("the sample", lambda: state.state.dataset is not None, 120)
    driver.wait("the engine", lambda: bool(running.services.engine.device), 120)
    driver.wait("the networks", lambda: bool(running.services.weights.known), 60)
    closed: list[bool] = []
    running.closed.connect(lambda: closed.append(True))
    yield running, driver
    running.close()
    driver.wait("the end", lambda: bool(closed), 60)


def random_vgg16(home: Path) -> Path:
    """A weights file with VGG16's real shapes."""
    from safetensors.torch import save_file

    from shoeclassifier_gui.learn.backbones import build_backbone, empty_network

    names = [n for n in empty_network("vgg16").state_dict() if n.startswith("features.")]
    tensors = build_backbone("vgg16").blocks.state_dict().values()
    path = home / "vgg16-random.safetensors"
    save_file(dict(zip(names, tensors, strict=True)), path)
    return path


def measure(running: Application, driver: Driver, seconds: float, home: Path) -> None:
    """Prints one line for each page, idle and while training."""
    pulse = Pulse()
    services = running.services

    def show_train() -> None:
        running.window.show_page(Page.TRAIN)

    def show_camera() -> None:
        running.window.show_page(Page.CAMERA)
        services.camera.choose(SourceChoice(SourceKind.DEMO))

    pages: dict[str, Callable[[], None]] = {"Train": show_train, "Camera": show_camera}
    for name, show in pages.items():
        show()
        driver.rest(2)
        report(name, "idle", pulse.gaps_ms(driver, seconds))
    state = services.library.state
    assert state.project is not None
    assert state.dataset is not None
    config = TrainConfig(weights=str(random_vgg16(home)), epochs=1000, patience=0)
    services.training.start(config, state.project, dataclasses.replace(state.dataset))
    driver.wait("the first step", lambda: services.training.state.steps is not None, 180)
    for name, show in pages.items():
        show()
        driver.rest(2)
        report(name, "VGG16 training", pulse.gaps_ms(driver, seconds))
    steps = services.training.state.steps
    assert steps is not None
    print(f"\nTraining went on at {steps.images_per_second:.1f} pictures/s.")


def report(page: str, state: str, gaps: np.ndarray) -> None:
    p99, worst = np.percentile(gaps, 99), gaps.max()
    good = p99 <= LIMIT_P99_MS and worst <= LIMIT_WORST_MS
    print(
        f"| {page} | {state} | {np.median(gaps):.1f} | {p99:.1f} | {worst:.1f} | "
        f"{worst / LIMIT_WORST_MS:.2f} | {'yes' if good else 'NO'} |",
        flush=True,
    )


def main() -> None:
    """Measures and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    seconds = parser.parse_args().seconds
    print("| page | state | median ms | p99 ms (34) | worst ms (120) | worst / limit | within |")
    print("|---|---|---|---|---|---|---|")
    with use_private_home() as home, application() as (running, driver):
        measure(running, driver, seconds, home)


if __name__ == "__main__":
    main()
