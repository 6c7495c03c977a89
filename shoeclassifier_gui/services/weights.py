"""Pretrained weights: which are here, fetching and importing them when the user asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.download import DownloadProgress
from shoeclassifier_gui.core.errors import OtherNetworkError, WeightsError
from shoeclassifier_gui.services.job import Job, Work


@dataclass(frozen=True, slots=True)
class WeightsKnown:
    """What is known of one network's pretrained weights.

    Attributes:
        backbone: torchvision's name.
        path: Where they are on this machine, or None.
        size: Bytes of the published file.
        convolutions: Convolution layers of the network.
        default_freeze: How many of them are frozen by default.
        smallest_size: Side of the smallest picture that it takes.
        url: Where they are published.
        dense_layers: Whether there are some that the classic head can start from.
        block_ends: Layers, counted from 1, after which the frozen part may end; where none are
            named, each is one.
    """

    backbone: str
    path: Path | None
    size: int
    convolutions: int
    default_freeze: int
    smallest_size: int
    url: str = ""
    dense_layers: bool = False
    block_ends: tuple[int, ...] = ()

    @property
    def ends(self) -> tuple[int, ...]:
        """How many layers may be frozen, rising from 0."""
        return (0, *(self.block_ends or range(1, self.convolutions + 1)))

    def whole_blocks(self, layers: int) -> int:
        """As many of the first layers as end with a block, as a run takes them."""
        return max(end for end in self.ends if end <= layers)


@dataclass(frozen=True, slots=True)
class WeightsChecked:
    """A weights file was looked into.

    Attributes:
        file: Its path.
        backbone: torchvision's name of the network that shall start from it.
        problem: Why that cannot be, in sentences; empty when it can.
        owner: The network that the file belongs to, where that is known to be another one.
    """

    file: str
    backbone: str
    problem: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    known: tuple[WeightsKnown, ...]


class WeightsService(QObject):
    """Owns what is known of pretrained weights. `changed` follows every change of `known`."""

    changed = Signal()
    progressed = Signal(DownloadProgress)
    checked = Signal(WeightsChecked)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, WeightsKnown] = {}
        self._job: Job | None = None

    @property
    def known(self) -> dict[str, WeightsKnown]:
        """By network; empty until the engine is loaded and `refresh` has answered."""
        return self._known

    @property
    def busy(self) -> bool:
        """Whether a download or an import is under way."""
        return self._job is not None

    def refresh(self) -> None:
        """Looks again which weights are here. Needs a loaded engine."""
        self._look(_list)

    def check(self, file: str, backbone: str) -> None:
        """Looks whether a network can start from a file; `checked` brings what was found."""
        self._look(partial(_check, file, backbone))

    def fetch(self, backbone: str, *, dense_layers: bool = False) -> None:
        """Downloads a network's weights; call it only after the user has agreed.

        Args:
            backbone: torchvision's name.
            dense_layers: Keep the dense layers for the classic head, too.
        """
        self._start(partial(_fetch, backbone, dense_layers))

    def import_file(self, file: Path, backbone: str, *, dense_layers: bool = False) -> None:
        """Keeps a weights file that the user has; see `fetch`."""
        self._start(partial(_import, file, backbone, dense_layers))

    def stop(self) -> None:
        """Stops a download; what came is kept for the next try."""
        if self._job is not None:
            self._job.stop()

    def _look(self, work: Work) -> Job:
        job = Job(work, self)
        job.events.connect(self._apply)
        job.failed.connect(self.failed)
        job.begin()
        return job

    def _start(self, work: Work) -> None:
        if self._job is None:
            self._job = self._look(work)
            self._job.ended.connect(self._end)

    def _apply(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, _Listed):
                self._known = {known.backbone: known for known in event.known}
                self.changed.emit()
            elif isinstance(event, WeightsChecked):
                self.checked.emit(event)
            elif isinstance(event, DownloadProgress):
                self.progressed.emit(event)

    def _end(self) -> None:
        self._job = None
        self.refresh()
        self.ended.emit()


def _list(control: Control) -> Iterator[_Listed]:
    from shoeclassifier_gui.learn.networks.backbones import layer_counts, smallest_size
    from shoeclassifier_gui.learn.networks.block_ends import block_ends
    from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

    known = []
    for entry in WeightsStore().entries():
        control.checkpoint()
        known.append(
            WeightsKnown(
                entry.backbone,
                entry.path,
                entry.size,
                *layer_counts(entry.backbone),
                smallest_size(entry.backbone),
                entry.url,
                entry.dense_layers,
                block_ends(entry.backbone),
            )
        )
    yield _Listed(tuple(known))


def _check(file: str, backbone: str, control: Control) -> Iterator[WeightsChecked]:
    from shoeclassifier_gui.learn.weights.weights_files import require_weights_of

    try:
        require_weights_of(Path(file), backbone)
    except OtherNetworkError as error:
        yield WeightsChecked(file, backbone, str(error), error.owner)
    except WeightsError as error:
        yield WeightsChecked(file, backbone, str(error))
    else:
        yield WeightsChecked(file, backbone)


def _fetch(backbone: str, dense_layers: bool, control: Control) -> Iterator[object]:
    from shoeclassifier_gui.learn.weights.weights_store import fetch_weights

    return fetch_weights(backbone, control, dense_layers=dense_layers)


def _import(file: Path, backbone: str, dense_layers: bool, control: Control) -> Iterator[object]:
    from shoeclassifier_gui.learn.weights.weights_store import import_weights

    yield import_weights(file, backbone, dense_layers=dense_layers)
