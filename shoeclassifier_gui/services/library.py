"""The data set that is open: reads folders, makes the sample, keeps captured pictures."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.history import Menu
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, DatasetRecalled, IndexProgress
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.lock import Hold
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.sample.writer import PictureDrawn
from shoeclassifier_gui.services.job import Job, Work
from shoeclassifier_gui.services.library_work import (
    ProjectEdited,
    Read,
    Wish,
    apply_change,
    draw_and_index,
    edit_project,
    index,
    open_and_index,
    redo_change,
    remove_trashed,
    undo_change,
)


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What is open, as a snapshot.

    Attributes:
        project: The open project, or None.
        dataset: What is in it; None until it was read for the first time.
        busy: What is going on, in words of the log; empty when nothing is.
        done: Pictures handled so far.
        total: Pictures to handle.
        read_only: Whether another program is changing the project, or its folder is read-only.
        menu: What can be undone and redone.
        columns: The data set's columns, for filters and orders; made beside the window.
        above: The data set that the open folder, when it has no classes, seems to be a class of.
    """

    project: Project | None = None
    dataset: Dataset | None = None
    busy: str = ""
    done: int = 0
    total: int = 0
    read_only: bool = False
    menu: Menu = field(default_factory=Menu)
    columns: Columns | None = None
    above: Path | None = None


@dataclass(frozen=True, slots=True)
class _CaptureKept:
    project: Project
    class_name: str
    path: Path


READING = "reading"
DRAWING = "drawing"


class LibraryService(QObject):
    """Owns the open project. `changed` follows every change of `state`."""

    changed = Signal()
    failed = Signal(Exception)
    edited = Signal(object)  # The `Done` of a change, undo or redo.
    capture_kept = Signal(str, Path)
    capture_failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = LibraryState()
        # What is shown again when another folder cannot be opened.
        self._settled = LibraryState()
        self._hold = Hold()
        self._job: Job | None = None
        self._wishes: deque[Wish] = deque()
        self._edit: Job | None = None
        self._reading_is_stale = False

    @property
    def state(self) -> LibraryState:
        """What is open now."""
        return self._state

    def open_folder(self, folder: Path) -> None:
        """Opens a labelled folder; `changed` tells the progress, `failed` why not."""
        try:
            project = open_project(folder)
        except UserError as error:
            self.failed.emit(error)
            return
        self._stop_job()
        known = self._state if project == self._state.project else LibraryState(project=project)
        self._set(replace(known, busy=READING, done=0, total=0))
        self._start(partial(open_and_index, project), background=False)

    def begin_project(self, folder: Path) -> None:
        """Opens a folder that may have no picture yet, ready for captures; makes it if needed."""
        try:
            with storage_errors(folder):
                folder.mkdir(parents=True, exist_ok=True)
                open_project(folder).hidden.mkdir(parents=True, exist_ok=True)
        except UserError as error:
            self.failed.emit(error)
            return
        self.open_folder(folder)

    def open_sample(self, folder: Path) -> None:
        """Opens the drawn sample in `folder`, drawing it first if it is not there."""
        if (folder / "sessions.csv").is_file():
            self.open_folder(folder)
            return
        self._stop_job()
        self._set(LibraryState(busy=DRAWING))
        self._start(partial(draw_and_index, folder))

    def refresh(self) -> None:
        """Reads the open folder again."""
        if self._state.project is not None:
            self.open_folder(self._state.project.folder)

    def stop(self) -> None:
        """Stops reading; what was read so far is remembered for the next time."""
        self._stop_job()
        if self._state.project is None:
            self._set(self._settled)
        else:
            self._set(replace(self._state, busy="", done=0, total=0))

    def change(self, make: Callable[[Dataset], Change]) -> None:
        """Changes pictures or classes; one change after the other.

        `edited` and `changed` tell that it was done, `failed` why not.

        Args:
            make: Says what to change (`core/dataset/edits.py`), given what is in the project when
                its turn comes.
        """
        self._wish(partial(apply_change, make))

    def undo(self) -> None:
        """Takes the last change back."""
        self._wish(undo_change)

    def redo(self) -> None:
        """Does again what was taken back last."""
        self._wish(redo_change)

    def empty_trash(self) -> None:
        """Removes the deleted pictures for good."""
        self._wish(remove_trashed)

    def _wish(self, wish: Wish) -> None:
        self._wishes.append(wish)
        self._edit_next()

    def _edit_next(self) -> None:
        state = self._state
        if self._edit is not None or not self._wishes:
            return
        if state.project is None or state.dataset is None:
            self._wishes.clear()
            return
        work = partial(edit_project, state.project, state.dataset, self._wishes.popleft())
        self._edit = Job(work, self)
        self._edit.events.connect(self._show_edit)
        self._edit.failed.connect(self.failed)
        self._edit.ended.connect(self._end_edit)
        self._edit.begin()

    def _show_edit(self, events: list[ProjectEdited]) -> None:
        for event in events:
            if event.project != self._state.project:
                continue
            # What is being read now may be older than this change.
            self._reading_is_stale = self._reading_is_stale or self._job is not None
            edited = event.edited
            self._set(
                replace(
                    self._state,
                    dataset=edited.dataset,
                    columns=event.columns,
                    menu=edited.menu,
                    read_only=False,
                )
            )
            if event.edited.done is not None:
                self.edited.emit(event.edited.done)

    def _end_edit(self) -> None:
        self._edit = None
        self._edit_next()

    def keep_capture(self, picture: Picture, class_name: str, session: str, source: str) -> None:
        """Saves a captured picture into a class of the open project, then reads it in.

        `capture_kept` tells that it was saved, `capture_failed` why not.

        Args:
            picture: RGB uint8, as the camera gave it.
            class_name: An existing or a new class.
            session: The recording that it belongs to.
            source: Name of the camera.
        """
        project, dataset = self._state.project, self._state.dataset
        if project is None:
            return
        # Packing a picture takes tenths of a second, too long for the window.
        job = Job(partial(_keep, project, dataset, picture, class_name, session, source), self)
        job.events.connect(self._announce_kept)
        job.failed.connect(self.capture_failed)
        job.begin()

    def read_again(self) -> None:
        """Reads the folder once more, after what is being read now."""
        self._reading_is_stale = True
        self._read_again_if_stale()

    def _announce_kept(self, events: list[_CaptureKept]) -> None:
        for event in events:
            self.capture_kept.emit(event.class_name, event.path)
            if event.project == self._state.project:
                self._reading_is_stale = True
        self._read_again_if_stale()

    def _read_again_if_stale(self) -> None:
        """Reads captures in; those that come while it is reading, after that."""
        project = self._state.project
        if self._reading_is_stale and project is not None and self._job is None:
            self._reading_is_stale = False
            self._set(replace(self._state, busy=READING))
            self._start(partial(index, project))

    def _start(self, work: Work, *, background: bool = True) -> None:
        job = Job(work, self, background=background)
        self._job = job
        job.events.connect(self._apply)
        job.failed.connect(self._fail)
        job.ended.connect(self._end)
        job.begin()

    def _stop_job(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _apply(self, events: list[object]) -> None:
        state = self._state
        for event in events:
            match event:
                case PictureDrawn(done, total):
                    state = replace(state, busy=DRAWING, done=done, total=total)
                case Project():
                    state = LibraryState(project=event, busy=READING)
                case IndexProgress(done, total):
                    state = replace(state, busy=READING, done=done, total=total)
                case Read(DatasetRecalled(dataset, read_only, menu), columns, above):
                    state = replace(
                        state,
                        dataset=dataset,
                        read_only=read_only,
                        menu=menu,
                        columns=columns,
                        above=above,
                    )
                case Read(DatasetIndexed(dataset, read_only, menu), columns, above):
                    state = LibraryState(
                        state.project,
                        dataset,
                        read_only=read_only,
                        menu=menu,
                        columns=columns,
                        above=above,
                    )
        self._set(state)

    def _fail(self, error: Exception) -> None:
        if self._state.project == self._settled.project:
            # Pictures may have been changed meanwhile.
            self._set(replace(self._state, busy="", done=0, total=0))
        else:
            self._set(self._settled)
        self.failed.emit(error)

    def _end(self) -> None:
        self._job = None
        if self._state.busy:
            self._set(replace(self._state, busy="", done=0, total=0))
        self._read_again_if_stale()

    def _set(self, state: LibraryState) -> None:
        self._state = state
        if state.dataset is not None and not state.busy:
            self._settled = state
            # Other programs may look at the project, not change it, as long as it is open here.
            self._hold.keep(None if state.read_only else state.project)
        self.changed.emit()


def _keep(  # noqa: PLR0913, PLR0917 - the parts of one job
    project: Project,
    dataset: Dataset | None,
    picture: Picture,
    class_name: str,
    session: str,
    source: str,
    control: Control,
) -> Iterator[_CaptureKept]:
    kept = keep_capture(project, picture, class_name, Recording(session, source), dataset)
    yield _CaptureKept(project, class_name, kept.path)
