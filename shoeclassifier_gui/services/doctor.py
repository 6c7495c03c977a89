"""Looks the open data set over, and mends what is found."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.balance import wants_balance
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.thumbnails import read_thumbnail
from shoeclassifier_gui.core.doctor.examination import FeatureProgress, examine
from shoeclassifier_gui.core.doctor.findings import Diagnosis, Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.keeping import Keeping, followed, wholes
from shoeclassifier_gui.core.doctor.mends import dismiss, mend
from shoeclassifier_gui.core.doctor.upright import (
    LeftLying,
    Turned,
    TurnProgress,
    Upright,
    drop_unused,
    sweep,
    take_over,
    write_upright,
)
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.services.asked_mends import AskedMends
from shoeclassifier_gui.services.job import Job, Work
from shoeclassifier_gui.services.library import LibraryService

_Event = FeatureProgress | Diagnosis | TurnProgress | Turned
_Revision = Callable[[Diagnosis], Diagnosis]
_NAMED = 3
ENGINE_LOADING = "The engine is still being loaded."


class DoctorService(QObject):
    """Owns the last diagnosis of the open data set.

    `changed` follows every change of `diagnosis`, `progress` and `busy`; `failed(error)` tells why
    a check ended early. The checks that need a network wait for nothing: whoever builds the
    services connects `EngineService.ready` to `set_engine_ready`.
    """

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._engine_ready = False
        self._model: Path | None = None
        self._diagnosis: Diagnosis | None = None
        self._keeping = Keeping()
        self._progress = FeatureProgress(0, 0)
        self._turning: TurnProgress | None = None
        # Folders of upright pictures whose change was asked for and has not come yet.
        self._waiting: set[str] = set()
        self._folder = self._open_folder()
        self._dataset: Dataset | None = library.state.dataset
        # Changes of the data set are told before what was done is: pictures that took other names
        # would seem to be gone.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._look_at_dataset)
        self._job: Job | None = None
        # A check looks at what was there when it began: what was mended since comes after it.
        self._since: list[_Revision] = []
        # Before the mends: what the wish for balance settles is set aside, not taken out.
        library.edited.connect(self._follow_balance)
        self._mends = AskedMends(library, self)
        self._mends.settled.connect(self._take_out)
        self._mends.returned.connect(self._bring_back)
        library.changed.connect(self._follow_project)
        library.edited.connect(self._note_edit)
        library.failed.connect(self._forget_waiting)

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What was found last and is still true; None before the first check of the data set."""
        return self._keeping.of(self._diagnosis, self._dataset)

    @property
    def progress(self) -> FeatureProgress:
        """Pictures that the network has looked at; a total of 0 means: other checks."""
        return self._progress

    @property
    def busy(self) -> bool:
        """Whether a check is under way, or pictures are being written upright."""
        return self._job is not None

    @property
    def turning(self) -> TurnProgress | None:
        """Pictures that are being written upright; None during a check."""
        return self._turning

    def set_engine_ready(self) -> None:
        """Tells that the engine is loaded."""
        self._engine_ready = True

    def use_model(self, model: Path | None) -> None:
        """Judges labels with this model's features; None takes any pretrained weights."""
        self._model = model

    def check(self) -> None:
        """Looks the open data set over from the start."""
        state = self._library.state
        if state.project is None or state.dataset is None:
            return
        model = self._model if self._engine_ready else None
        work = partial(_examine, state.project, state.dataset, model, self._engine_ready)
        self._begin(work, None)

    def stop(self) -> None:
        """Ends the check, the last diagnosis stays; or the turning, nothing is changed then."""
        if self._job is not None:
            self._drop_job()
            self.changed.emit()

    def mend(self, findings: Sequence[Finding]) -> None:
        """Mends findings in one change that can be undone; pictures are turned before it."""
        lying = {path for f in findings if f.suggestion is Suggestion.UPRIGHT for path in f.items}
        rest = self._wholes([f for f in findings if f.suggestion is not Suggestion.UPRIGHT])
        project, dataset = self._library.state.project, self._library.state.dataset
        if lying and project is not None and dataset is not None:
            items = [item for item in dataset.items if item.relative in lying]
            work = partial(_turn, project, dataset, items, frozenset(self._waiting))
            self._begin(work, TurnProgress(0, len(items)))
        if rest:
            self._mends.ask(partial(_mend, rest), rest)

    def dismiss(self, findings: Sequence[Finding]) -> None:
        """Remembers that findings are no problem; can be undone."""
        meant = self._wholes(findings)
        self._mends.ask(partial(_dismiss, meant), meant)

    def _wholes(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        found = self._diagnosis
        return tuple(findings) if found is None else tuple(wholes(found, findings))

    def _take_out(self, findings: Sequence[Finding]) -> None:
        self._revise(lambda diagnosis: diagnosis.without(findings))

    def _bring_back(self, findings: Sequence[Finding]) -> None:
        self._revise(lambda diagnosis: diagnosis.with_again(findings))

    def _revise(self, revision: _Revision) -> None:
        if self._job is not None:
            self._since.append(revision)
        if self._diagnosis is not None:
            self._diagnosis = revision(self._diagnosis)
            self.changed.emit()

    def _brought_up_to_date(self, diagnosis: Diagnosis) -> Diagnosis:
        for revise in self._since:
            diagnosis = revise(diagnosis)
        return diagnosis

    def _take_over(self, made: tuple[Upright, ...]) -> None:
        if not made:
            return
        self._waiting.update(one.folder for one in made)
        turned = {one.relative for one in made}
        found = self._diagnosis.of_kind(FindingKind.EXIF_TURNED) if self._diagnosis else ()
        upright = tuple(finding.narrowed(turned) for finding in found)
        self._mends.ask(partial(_replace_lying, made), upright)

    def _follow_balance(self, done: Done) -> None:
        dataset = self._library.state.dataset
        if done.change.settings and dataset is not None:
            wanted = wants_balance(dataset)
            self._revise(lambda diagnosis: diagnosis.with_balance(wanted=wanted))

    def _note_edit(self, done: Done) -> None:
        self._dataset = self._library.state.dataset
        self._revise(partial(followed, change=done.change))
        if self._waiting:
            came = {move.source.rpartition("/")[0] for move in done.change.moves}
            self._waiting -= came

    def _forget_waiting(self) -> None:
        self._waiting.clear()

    def _begin(self, work: Work, turning: TurnProgress | None) -> None:
        self._drop_job()
        self._progress, self._turning = FeatureProgress(0, 0), turning
        self._since.clear()
        self._job = Job(work, self)
        self._job.events.connect(self._apply)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()
        self.changed.emit()

    def _follow_project(self) -> None:
        folder = self._open_folder()
        if folder != self._folder:
            self._folder = folder
            self._drop_job()
            self._diagnosis = None
            self._waiting.clear()
            self._mends.forget()
            self.changed.emit()
        self._later.start()

    def _look_at_dataset(self) -> None:
        before, self._dataset = self.diagnosis, self._library.state.dataset
        if self.diagnosis is not before:
            self.changed.emit()

    def _open_folder(self) -> Path | None:
        project = self._library.state.project
        return project.folder if project is not None else None

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = self._turning = None

    def _apply(self, events: list[_Event]) -> None:
        for event in events:
            match event:
                case Diagnosis():
                    self._diagnosis = self._brought_up_to_date(event)
                    self._dataset = self._library.state.dataset
                case FeatureProgress():
                    self._progress = event
                case TurnProgress():
                    self._turning = event
                case Turned(made, left):
                    self._take_over(made)
                    if left:
                        self.failed.emit(_left_lying(left))
        self.changed.emit()

    def _end(self) -> None:
        self._job = self._turning = None
        self.changed.emit()


def _examine(
    project: Project, dataset: Dataset, model: Path | None, engine_ready: bool, control: Control
) -> Iterator[FeatureProgress | Diagnosis]:
    look = read_thumbnail(project.thumbnails)
    if not engine_ready:
        return examine(dataset, control, look, None, ENGINE_LOADING)
    from shoeclassifier_gui.learn.models.features import feature_function

    return examine(dataset, control, look, feature_function(project, model))


def _mend(findings: Sequence[Finding], dataset: Dataset) -> Change:
    return mend(dataset, findings)


def _dismiss(findings: Sequence[Finding], dataset: Dataset) -> Change:
    return dismiss(dataset, findings)


def _turn(
    project: Project,
    dataset: Dataset,
    items: Sequence[Item],
    waiting: frozenset[str],
    control: Control,
) -> Iterator[TurnProgress | Turned]:
    sweep(project, waiting)
    return write_upright(dataset, items, control)


def _left_lying(left: Sequence[LeftLying]) -> DatasetError:
    """Which pictures stay as they are, each with its reason."""
    count = len(left)
    what = "1 picture was" if count == 1 else f"{count} pictures were"
    named = [f"{one.relative}: {one.reason}." for one in left[:_NAMED]]
    more = [f"And {count - _NAMED} more."] if count > _NAMED else []
    return DatasetError(f"{what} left lying, so that nothing is lost.", " ".join(named + more))


def _replace_lying(made: Sequence[Upright], dataset: Dataset) -> Change:
    change = take_over(dataset, made)
    drop_unused(dataset, made, change)
    return change
