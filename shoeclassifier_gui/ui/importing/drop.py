"""Takes what is dragged or pasted from file managers, browsers and picture programs."""

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import write_atomically
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.services.item_model import PICTURES_TYPE
from shoeclassifier_gui.services.job import Job

_WEB = ("http", "https")
_KEEP_S = 24 * 3600
_DRAGS = {QEvent.Type.DragEnter, QEvent.Type.DragMove}


class DropTarget(QObject):
    """Makes a widget accept files, folders, pictures and addresses.

    `paths_dropped(list of Path)` brings files and folders; a picture without a file is written as
    a PNG first. `urls_dropped(list of str)` brings web addresses: nothing is fetched here.
    `hovered(bool)` tells whether something that could be dropped is above the widget.
    """

    paths_dropped = Signal(list)
    urls_dropped = Signal(list)
    hovered = Signal(bool)
    failed = Signal(Exception)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 (Qt's)
        """Qt's entry: everything that happens to the widget comes by."""
        if event.type() == QEvent.Type.DragLeave:
            self.hovered.emit(False)
        if not isinstance(event, QDropEvent) or not is_usable(event.mimeData()):
            return False
        # Never a move: the file manager would delete what was dragged.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.hovered.emit(event.type() in _DRAGS)
        if event.type() == QEvent.Type.Drop:
            self.take(event.mimeData())
        return True

    def paste(self) -> bool:
        """Takes what is on the clipboard; False when there is nothing to take."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> bool:
        """Takes files, else a picture, else addresses; False when there is none of them."""
        paths, addresses = _paths(data), _addresses(data)
        if paths:
            self.paths_dropped.emit(paths)
        elif data.hasImage():
            self._keep(QImage(data.imageData()))
        elif addresses:
            self.urls_dropped.emit(addresses)
        else:
            return False
        return True

    def _keep(self, image: QImage) -> None:
        # Packing a large picture takes a second, too long for the window.
        job = Job(partial(_write, image), self)
        job.events.connect(self._announce)
        job.failed.connect(self.failed)
        job.begin()

    def _announce(self, paths: list[Path]) -> None:
        self.paths_dropped.emit(paths)


def is_usable(data: QMimeData) -> bool:
    """Whether there is something that can be imported."""
    if data.hasFormat(PICTURES_TYPE):  # Pictures of the project itself.
        return False
    return data.hasImage() or bool(_paths(data) or _addresses(data))


def _paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _addresses(data: QMimeData) -> list[str]:
    return [url.toString() for url in data.urls() if url.scheme() in _WEB]


def _write(image: QImage, control: Control) -> Iterator[Path]:
    """Writes a pasted picture where the program keeps things for a while."""
    control.checkpoint()
    folder = user_cache_folder() / "pasted"
    _clear_old(folder)
    path = folder / f"pasted-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000:06d}.png"
    with write_atomically(path) as temporary:
        if not image.save(str(temporary), "PNG"):  # type: ignore[call-overload]
            raise StorageError("The pasted picture could not be saved.", "Save it as a file first.")
    yield path


def _clear_old(folder: Path) -> None:
    """An import that was interrupted may still need what was pasted today."""
    with suppress(OSError):
        for path in folder.glob("pasted-*.png"):
            if time.time() - path.stat().st_mtime > _KEEP_S:
                path.unlink()
