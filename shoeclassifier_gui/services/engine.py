"""Loads the engine (torch) in the background, once the window is there."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.services.job import Job


@dataclass(frozen=True, slots=True)
class _EngineLoaded:
    device: str
    devices: tuple[str, ...]
    card_bytes: int | None = None


class EngineService(QObject):
    """Says when training and classifying are possible, and on what device.

    Importing torch takes seconds and holds the interpreter lock for parts of them, so it happens
    once, after the first paint, and the window says so.
    """

    ready = Signal()
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._device = ""
        self._devices: tuple[str, ...] = ()
        self._card_bytes: int | None = None
        self._job: Job | None = None

    @property
    def device(self) -> str:
        """The computing device in words; empty until the engine is loaded."""
        return self._device

    @property
    def devices(self) -> tuple[str, ...]:
        """What a run's `device` may be on this machine; empty until the engine is loaded."""
        return self._devices

    @property
    def card_bytes(self) -> int | None:
        """Memory of the graphics card; None without one, or until the engine is loaded."""
        return self._card_bytes

    def load(self) -> None:
        """Starts loading; a second call does nothing."""
        if self._job is None:
            self._job = Job(_load, self)
            self._job.events.connect(self._apply)
            self._job.failed.connect(self.failed)
            self._job.begin()

    def _apply(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, _EngineLoaded):
                self._device = event.device
                self._devices = event.devices
                self._card_bytes = event.card_bytes
                self.ready.emit()


def _load(control: Control) -> Iterator[_EngineLoaded]:
    from shoeclassifier_gui.learn.computing.device import card_bytes, choose_device
    from shoeclassifier_gui.learn.models import evaluation, live  # noqa: F401 - all that is used later
    from shoeclassifier_gui.learn.training import run  # noqa: F401 - all that is used later

    # All that torch brought along stays as long as the program. Whenever Python looked it through
    # for cycles, the window stood still for a third of a second.
    gc.freeze()
    device = choose_device()
    devices = ("auto", "cpu", "cuda") if device.is_cuda else ("auto",)
    yield _EngineLoaded(device.label, devices, card_bytes("auto"))
