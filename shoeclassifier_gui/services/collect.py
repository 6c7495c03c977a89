"""Collecting pictures from the web; the network is used from `start` on and never before."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from shoeclassifier_gui.core.collect.events import (
    ClassBegun,
    ClassEnded,
    Collected,
    CollectEvent,
    Continued,
    PictureKept,
    PictureRefused,
    TakingIn,
)
from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.keys import keep_naver_key, load_naver_key
from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.core.collect.refusals import Reason
from shoeclassifier_gui.core.collect.run import collect
from shoeclassifier_gui.core.collect.services import Service, make_collector
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.services.images import as_image
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService


@dataclass(frozen=True, slots=True)
class CollectOrder:
    """What a person wants to have collected.

    Attributes:
        service: Where.
        requests: For each class.
        urls: The list of addresses, for `Service.URLS`.
        key: The key for Naver; None takes the kept one.
        keep_key: Whether to keep the key in the system's keyring.
        allow_private: Whether private networks may be reached.
    """

    service: Service
    requests: tuple[CollectRequest, ...]
    urls: Path | None = None
    key: NaverKey | None = None
    keep_key: bool = False
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """How far the work is for one class.

    Attributes:
        class_name: The class; empty for a list that says the classes itself.
        kept: Pictures that came.
        wanted: Pictures wanted; 0 until all of a list are counted.
        ended: Whether the search is over.
        problem: Why it ended early.
    """

    class_name: str
    kept: int = 0
    wanted: int = 0
    ended: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CollectState:
    """The collection under way, or the last one, as a snapshot.

    Attributes:
        running: Whether one is under way.
        stopping: Whether it was asked to stop.
        taking_in: Pictures that go into their class folders now.
        continued: Pictures of an earlier collection that are taken along.
        classes: In the order of the requests.
        refused: Pictures not taken, by reason.
    """

    running: bool = False
    stopping: bool = False
    taking_in: int = 0
    continued: int = 0
    classes: tuple[ClassProgress, ...] = ()
    refused: Mapping[Reason, int] = field(default_factory=dict[Reason, int])


@dataclass(frozen=True, slots=True)
class _KeyFound:
    known: bool


class CollectService(QObject):
    """Owns the collection. `changed` follows every change of `state`."""

    changed = Signal()
    arrived = Signal(str, QImage)  # The class, and the picture, small.
    collected = Signal(Collected)
    failed = Signal(Exception)
    key_found = Signal(bool)
    key_failed = Signal(Exception)

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._state = CollectState()
        self._job: Job | None = None

    @property
    def state(self) -> CollectState:
        """How far it is."""
        return self._state

    def look_for_key(self) -> None:
        """Asks the system's keyring; `key_found` or `key_failed` answers."""
        job = Job(_look_for_key, self)
        job.events.connect(self._announce_key)
        job.failed.connect(self.key_failed)
        job.begin()

    def start(self, order: CollectOrder) -> None:
        """Collects into the open project; call it only when the user has asked for it.

        `collected` or `failed` tells the end.
        """
        project = self._library.state.project
        if project is None or self._job is not None:
            return
        classes = tuple(ClassProgress(r.class_name, wanted=r.count or 0) for r in order.requests)
        self._set(CollectState(running=True, classes=classes))
        self._job = Job(partial(_collect, project, order), self)
        self._job.events.connect(self._apply)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def stop(self) -> None:
        """Stops; what came until now is taken in."""
        if self._job is not None:
            self._job.stop()
            self._set(replace(self._state, stopping=True))

    def _announce_key(self, events: list[_KeyFound]) -> None:
        self.key_found.emit(events[-1].known)

    def _apply(self, events: list[CollectEvent]) -> None:
        state = self._state
        for event in events:
            state = _after(state, event)
        self._set(state)
        for event in events:
            if isinstance(event, PictureKept):
                self.arrived.emit(event.class_name, as_image(event.preview))
            elif isinstance(event, Collected):
                self._take_over(event)

    def _take_over(self, result: Collected) -> None:
        if result.edited is not None:
            self._library.refresh()
        self.collected.emit(result)

    def _end(self) -> None:
        self._job = None
        self._set(replace(self._state, running=False, stopping=False, taking_in=0))

    def _set(self, state: CollectState) -> None:
        self._state = state
        self.changed.emit()


def _after(state: CollectState, event: CollectEvent) -> CollectState:
    match event:
        case Continued(count):
            return replace(state, continued=count)
        case PictureRefused(reason=reason):
            refused = Counter(state.refused)
            refused[reason] += 1
            return replace(state, refused=refused)
        case ClassBegun() | PictureKept() | ClassEnded():
            return _with_class(state, event)
        case TakingIn(count):
            return replace(state, taking_in=count)
        case Collected():
            return state


def _with_class(state: CollectState, event: ClassBegun | PictureKept | ClassEnded) -> CollectState:
    """The classes come one after the other: it is the first that has not ended."""
    classes = list(state.classes)
    row = next((row for row, one in enumerate(classes) if not one.ended), None)
    if row is None:
        return state
    match event:
        case ClassBegun(wanted=wanted):
            classes[row] = replace(classes[row], wanted=wanted)
        case PictureKept(kept=kept):
            classes[row] = replace(classes[row], kept=kept)
        case ClassEnded(kept=kept, problem=problem):
            classes[row] = replace(classes[row], kept=kept, problem=problem, ended=True)
    return replace(state, classes=tuple(classes))


def _collect(project: Project, order: CollectOrder, control: Control) -> Iterator[CollectEvent]:
    if order.keep_key and order.key is not None:
        keep_naver_key(order.key)
    web = Web(control, allow_private=order.allow_private)
    collector = make_collector(order.service, web, urls=order.urls, key=order.key)
    yield from collect(project, collector, order.requests, web)


def _look_for_key(control: Control) -> Iterator[_KeyFound]:
    yield _KeyFound(load_naver_key() is not None)
