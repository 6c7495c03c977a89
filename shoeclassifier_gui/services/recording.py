"""Holding the record button: keeps good frames of the live source in a class."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.camera.gates import Verdict
from shoeclassifier_gui.core.dataset.capture import Recording
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.record import FrameJudged, RecordPlace, record
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService


@dataclass(frozen=True, slots=True)
class RecordWish:
    """Where frames go.

    Attributes:
        class_name: The class.
        split: The part that they are for; None lets the program decide.
        side: Which side of the shoe they show, if that was said.
    """

    class_name: str
    split: Split | None = None
    side: str | None = None


class RecordingService(QObject):
    """Records while it is told to. `judged` brings what became of the frames so far."""

    started = Signal()
    judged = Signal(object)  # dict[Verdict, int]; the last verdict is `last`.
    failed = Signal(Exception)
    ended = Signal(int)  # How many frames were kept.

    def __init__(
        self, camera: CameraService, library: LibraryService, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._camera = camera
        self._library = library
        self._job: Job | None = None
        self._counts: Counter[Verdict] = Counter()
        self.last: Verdict | None = None
        camera.choice_changed.connect(self.stop)

    @property
    def recording(self) -> bool:
        """Whether frames are being kept."""
        return self._job is not None

    def start(self, wish: RecordWish) -> None:
        """Begins a recording; does nothing without a project or a source, or while one runs."""
        project, choice = self._library.state.project, self._camera.choice
        if self._job is not None or project is None or choice is None:
            return
        now = datetime.now().astimezone()
        session = f"{choice.kind} {now:%Y-%m-%d %H:%M:%S.%f}"[:-3]
        recording = Recording(session, choice.name, wish.split, wish.side)
        place = RecordPlace(project, wish.class_name, self._library.state.dataset)
        work = partial(record, place, self._camera.mailbox, recording)
        self._counts.clear()
        self.last = None
        self._job = Job(work, self, background=False)
        self._job.events.connect(self._count)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()
        self.started.emit()

    def stop(self) -> None:
        """Ends the recording; `ended` tells when the last frame is on the disk."""
        if self._job is not None:
            self._job.stop()

    def _count(self, events: list[FrameJudged]) -> None:
        for event in events:
            self._counts[event.verdict] += 1
            self.last = event.verdict
        self.judged.emit(dict(self._counts))

    def _end(self) -> None:
        self._job = None
        kept = self._counts[Verdict.KEPT]
        if kept:
            self._library.read_again()
        self.ended.emit(kept)
