"""Thumbnails for grids: loaded beside the window, kept in memory, stale requests dropped."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Condition

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.thumbnails import thumbnail_path
from shoeclassifier_gui.services.job import Job

# A thumbnail takes up to 150 kB, so these take 75 MB: some screens forth and back.
_KEPT = 500
# More requests than fit on a large screen: the oldest are out of sight by now.
_WAITING = 400


@dataclass(frozen=True, slots=True)
class _Loaded:
    digest: str
    image: QImage


class ThumbnailService(QObject):
    """Gives thumbnails by content. `loaded(digest)` tells when one that was missing has come."""

    loaded = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self._kept = _KEPT
        self._requests = _Requests()
        self._folder: Path | None = None
        self._job: Job | None = None

    def use_folder(self, folder: Path | None) -> None:
        """Serves another project's thumbnails from now on."""
        if folder == self._folder:
            return
        self.stop()
        self._images.clear()
        self._folder = folder
        self._requests = _Requests()
        if folder is not None:
            # Somebody looks at the places where they are missing.
            self._job = Job(_Loader(folder, self._requests), self, background=False)
            self._job.events.connect(self._apply)
            self._job.begin()

    def image(self, digest: str) -> QImage | None:
        """The thumbnail, or None while it is being loaded."""
        found = self._images.get(digest)
        if found is None:
            self._requests.add(digest)
        else:
            self._images.move_to_end(digest)
        return found

    def expect(self, in_sight: int) -> None:
        """Keeps enough for a view that shows so many at once."""
        self._kept = max(_KEPT, in_sight + in_sight // 2)

    def stop(self) -> None:
        """Ends loading."""
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _apply(self, events: list[_Loaded]) -> None:
        for event in events:
            self._images[event.digest] = event.image
            self.loaded.emit(event.digest)
        while len(self._images) > self._kept:
            self._images.popitem(last=False)


class _Requests:
    """The newest wanted thumbnails first."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._wanted: deque[str] = deque(maxlen=_WAITING)

    def add(self, digest: str) -> None:
        with self._changed:
            if digest not in self._wanted:
                self._wanted.append(digest)
                self._changed.notify()

    def take(self, timeout: float) -> str | None:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._wanted), timeout)
            return self._wanted.pop() if self._wanted else None


@dataclass(frozen=True, slots=True)
class _Loader:
    folder: Path
    requests: _Requests

    def __call__(self, control: Control) -> Iterator[_Loaded]:
        while True:
            control.checkpoint()
            digest = self.requests.take(0.1)
            if digest is not None:
                yield _Loaded(digest, QImage(str(thumbnail_path(self.folder, digest))))
