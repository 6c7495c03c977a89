"""Lists the pictures in a project's trash, beside the window."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.emptying import TrashRoom, trash_room
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import Trashed, trashed
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.services.job import Job


@dataclass(frozen=True, slots=True)
class TrashedPicture:
    """A deleted picture and its content, by which its thumbnail is found."""

    trashed: Trashed
    digest: str


class TrashReader(QObject):
    """`measured(TrashRoom)` tells how much there is, then `found` brings it, then `ended`.

    Pictures (`TrashedPicture`) come by the handful, the latest first. `failed` tells why some or
    all are missing.
    """

    measured = Signal(object)
    found = Signal(list)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    def begin(self, project: Project) -> None:
        """Starts to list."""
        # Without a parent: a dialog that is destroyed must not take a running thread with it.
        self._job = Job(partial(_list, project))
        self._job.events.connect(self._tell)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def stop(self) -> None:
        """Stops listing."""
        if self._job is not None:
            self._job.stop()

    def _tell(self, events: list[TrashRoom | TrashedPicture]) -> None:
        for event in events:
            if isinstance(event, TrashRoom):
                self.measured.emit(event)
        pictures = [event for event in events if isinstance(event, TrashedPicture)]
        if pictures:
            self.found.emit(pictures)

    def _end(self) -> None:
        self._job = None
        self.ended.emit()


def _list(project: Project, control: Control) -> Iterator[TrashRoom | TrashedPicture]:
    yield trash_room(project)
    for picture in trashed(project):
        control.checkpoint()
        try:
            data = picture.path.read_bytes()
        except OSError:
            if not os.path.lexists(picture.path):  # Put back, or taken by another program.
                continue
            data = os.fsencode(picture.relative)  # What cannot be read can be put back.
        yield TrashedPicture(picture, content_digest(data))
