"""Imports pictures into the open project: looks first, then brings in what was agreed to."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.importing.looking import ImportProgress, look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import Imported, run_import
from shoeclassifier_gui.core.importing.staging import Stage, unfinished
from shoeclassifier_gui.services.job import Job, Work
from shoeclassifier_gui.services.library import LibraryService


class ImportService(QObject):
    """One look or import at a time.

    `planned(ImportPlan)` follows a look, `done(Imported)` an import that came in, after which the
    library reads the new pictures; `failed` tells why not; `ended` comes last, also after a stop.
    """

    planned = Signal(object)
    progressed = Signal(object)  # ImportProgress
    done = Signal(object)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._job: Job | None = None
        self._importing = False

    @property
    def is_busy(self) -> bool:
        """Whether it is looking or importing."""
        return self._job is not None

    @property
    def is_importing(self) -> bool:
        """Whether pictures are being brought in."""
        return self._importing

    def look(self, request: ImportRequest) -> None:
        """Finds out what an import would do; an earlier look that is under way is given up."""
        state = self._library.state
        if self._importing:
            return
        if state.project is None:
            self.failed.emit(
                DatasetError("No data set is open.", "Open a folder first, or begin a new one.")
            )
            return
        self._begin(partial(look, state.project, state.dataset, request))

    def rearrange(self, plan: ImportPlan, request: ImportRequest) -> None:
        """Applies another class, or leaving in place, to what a look has found."""
        if not self._importing:
            self._begin(partial(_rearrange, plan, request))

    def start(self, plan: ImportPlan, request: ImportRequest) -> None:
        """Imports what a look has found, as asked for in the end."""
        project = self._library.state.project
        if self._importing or project is None:
            return
        self._begin(partial(_run, project, plan, request))
        self._importing = True

    def stop(self) -> None:
        """Ends what is under way; what was staged is used when the same is imported again."""
        if self._job is not None:
            self._job.stop()

    def interrupted(self) -> tuple[Stage, ...]:
        """The imports into the open project that can be continued or dropped."""
        project = self._library.state.project
        return unfinished(project) if project is not None and not self._importing else ()

    def drop(self, stage: Stage) -> None:
        """Throws away what an interrupted import has staged."""
        if not self._importing:
            self._begin(partial(_drop, stage))

    def _begin(self, work: Work) -> None:
        if self._job is not None:
            self._job.abandon()
        self._job = Job(work, self)
        self._job.events.connect(self._tell)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _tell(self, events: list[object]) -> None:
        last = next((e for e in reversed(events) if isinstance(e, ImportProgress)), None)
        if last is not None:
            self.progressed.emit(last)
        for event in events:
            if isinstance(event, ImportPlan):
                self.planned.emit(event)
            elif isinstance(event, Imported):
                self._finish(event)

    def _finish(self, imported: Imported) -> None:
        if imported.done is not None:
            self._library.refresh()
        self.done.emit(imported)

    def _end(self) -> None:
        self._job = None
        self._importing = False
        self.ended.emit()


def _rearrange(plan: ImportPlan, request: ImportRequest, control: Control) -> Iterator[ImportPlan]:
    yield plan.with_request(request)


def _run(
    project: Project, plan: ImportPlan, request: ImportRequest, control: Control
) -> Iterator[ImportProgress | Imported]:
    yield from run_import(project, plan.with_request(request), control)


def _drop(stage: Stage, control: Control) -> Iterator[object]:
    stage.remove()
    yield from ()
