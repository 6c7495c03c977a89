"""A stand-in for the weights of networks, which come when the test says so."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.services.weights import WeightsKnown


class Weights(QObject):
    changed = Signal()
    failed = Signal(Exception)
    ended = Signal()
    progressed = Signal(object)
    busy = False

    def __init__(self) -> None:
        super().__init__()
        sizes = {"large": 500, "small": 5}
        self.known = {
            name: WeightsKnown(name, None, size << 20, 8, 0, 32, "https://example.org")
            for name, size in sizes.items()
        }
        self.fetched: list[str] = []

    def fetch(self, backbone: str, *, dense_layers: bool) -> None:
        assert not dense_layers
        self.fetched.append(backbone)

    def stop(self) -> None:
        """Nothing is under way."""

    def bring(self) -> None:
        self.known["small"] = replace(self.known["small"], path=Path("small.pth"))
        self.ended.emit()
        self.changed.emit()
