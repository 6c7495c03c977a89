"""How smooth the window stays while VGG16 trains in its own process, on a thread.

    .venv/bin/python -m benchmarks.smoothness [--seconds 20] [--rounds 3]

A timer of the window's thread asks to be woken every 16 ms; the gaps between its ticks are what a
user feels. The window shows what costs most: the live curves, or the demo camera with answers.
Each line is the median over the rounds; beside it stands how much of the processor the host of a
virtual machine took away meanwhile, for that alone makes gaps of 50 ms.
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


@dataclasses.dataclass(frozen=True)
class Round:
    """What one measurement showed.

    Attributes:
        gaps: Gaps between ticks in milliseconds.
        stolen: Share of the processor's time that the host took away (Linux; else 0).
    """

    gaps: np.ndarray
    stolen: float


def processor_ticks() -> tuple[int, int]:
    """All ticks of the processor so far and those that the host took away."""
    statistics = Path("/proc/stat")
    if not statistics.exists():
        return 1, 0
    ticks = [int(field) for field in statistics.read_text("utf-8").splitlines()[0].split()[1:9]]
    return sum(ticks), ticks[7]


class Pulse:
    """Notes when the window's thread is awake."""

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def measure(self, driver: Driver, seconds: float) -> Round:
        """Takes the gaps between ticks over some seconds."""
        self._beats.clear()
        before = processor_ticks()
        self._timer.start(TICK_MS)
        driver.rest(seconds)
        self._timer.stop()
        ticks, stolen = (b - a for a, b in zip(before, processor_ticks(), strict=True))
        return Round(np.diff(self._beats) * 1000, stolen / max(1, ticks))

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
    driver.wait("the sample", lambda: bool(state.state.dataset) and not state.state.busy, 120)
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

    from shoeclassifier_gui.learn.networks.backbones import build_backbone, empty_network

    names = [n for n in empty_network("vgg16").state_dict() if n.startswith("features.")]
    tensors = build_backbone("vgg16").blocks.state_dict().values()
    path = home / "vgg16-random.safetensors"
    save_file(dict(zip(names, tensors, strict=True)), path)
    return path


def measure(running: Application, driver: Driver, seconds: float, rounds: int, home: Path) -> None:
    """Prints one line for each page, idle and while training."""
    services = running.services

    def show_train() -> None:
        running.window.show_page(Page.TRAIN)

    def show_camera() -> None:
        running.window.show_page(Page.CAMERA)
        services.camera.choose(SourceChoice(SourceKind.DEMO))

    pages: dict[str, Callable[[], None]] = {"Train": show_train, "Camera": show_camera}
    measure_pages(pages, "idle", driver, seconds, rounds)
    state = services.library.state
    assert state.project is not None
    assert state.dataset is not None
    config = TrainConfig(weights=str(random_vgg16(home)), epochs=1000, patience=0)
    services.training.start(config, state.project, dataclasses.replace(state.dataset))
    driver.wait("the first step", lambda: services.training.state.steps is not None, 180)
    measure_pages(pages, "VGG16 training", driver, seconds, rounds)
    steps = services.training.state.steps
    assert steps is not None
    print(f"\nTraining went on at {steps.images_per_second:.1f} pictures/s.")


def measure_pages(
    pages: dict[str, Callable[[], None]], state: str, driver: Driver, seconds: float, rounds: int
) -> None:
    """Measures the pages in turn, several times, and prints a line for each."""
    pulse = Pulse()
    measured: dict[str, list[Round]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, show in pages.items():
            show()
            driver.rest(2)
            measured[name].append(pulse.measure(driver, seconds))
    for name, found in measured.items():
        report(name, state, found)


def report(page: str, state: str, rounds: list[Round]) -> None:
    """Prints the medians over the rounds, and the worst gap of all."""
    middle = np.median([np.median(one.gaps) for one in rounds])
    p99 = np.median([np.percentile(one.gaps, 99) for one in rounds])
    worst = np.median([one.gaps.max() for one in rounds])
    longest = max(one.gaps.max() for one in rounds)
    stolen = np.median([one.stolen for one in rounds])
    good = p99 <= LIMIT_P99_MS and worst <= LIMIT_WORST_MS
    print(
        f"| {page} | {state} | {middle:.1f} | {p99:.1f} | {worst:.1f} | {longest:.1f} | "
        f"{worst / LIMIT_WORST_MS:.2f} | {stolen:.1%} | {'yes' if good else 'NO'} |",
        flush=True,
    )


def main() -> None:
    """Measures and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(
        "| page | state | median ms | p99 ms (34) | worst ms (120) | longest of all rounds "
        "| worst / limit | taken by the host | within |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with use_private_home() as home, application() as (running, driver):
        measure(running, driver, given.seconds, given.rounds, home)


if __name__ == "__main__":
    main()
