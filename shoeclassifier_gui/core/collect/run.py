"""Collects pictures for classes: a generator of events, and one change at its end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from shoeclassifier_gui.core.collect.download import (
    Downloaded,
    Errand,
    Known,
    download_picture,
)
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
from shoeclassifier_gui.core.collect.found import Collector, CollectRequest, Found
from shoeclassifier_gui.core.collect.guard import GLANCE_S
from shoeclassifier_gui.core.collect.refusals import CollectError, Reason, Refused
from shoeclassifier_gui.core.collect.staging import (
    Staged,
    drop,
    forget_notes,
    left_behind,
    staging_folder,
    waiting_in,
)
from shoeclassifier_gui.core.collect.taking_in import take_in
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Stopped
from shoeclassifier_gui.core.dataset.class_folders import require_class_name
from shoeclassifier_gui.core.dataset.editing import Edited, edit, editing
from shoeclassifier_gui.core.dataset.project import Project, require_writable
from shoeclassifier_gui.core.errors import DatasetError, UserError

_THREADS = 6


@dataclass(slots=True)
class _Gathering:
    """What one collection has so far."""

    web: Web
    collector: Collector
    folder: Path
    known: Known
    staged: list[Staged] = field(default_factory=list)
    refused: Counter[Reason] = field(default_factory=Counter)
    problems: dict[str, str] = field(default_factory=dict)
    stopped: bool = False


def collect(
    project: Project, collector: Collector, requests: Sequence[CollectRequest], web: Web
) -> Iterator[CollectEvent]:
    """Finds, downloads and takes in pictures; the last event is `Collected`.

    What came is taken in as one change that can be undone, also after a stop. What a crash cut off
    is taken in by the next collection.

    Args:
        project: A project that was read.
        collector: The service.
        requests: What to collect, class by class.
        web: The way to the network; its control stops the work.

    Raises:
        DatasetError: A class cannot be called so, or the project may not be changed now.
        CollectError: The service gave nothing at all, with the reason.
        StorageError: The disk is full or may not be written to.
    """
    require_writable(project)
    requests = [replace(r, class_name=_checked(r.class_name)) for r in requests]
    with ExitStack() as stack:
        # Under the project's lock: nobody may take a folder for left behind that is just begun.
        with editing(project) as catalogue:
            known = Known(record.digest for record in catalogue.files())
            old = stack.enter_context(left_behind(project))
            folder = stack.enter_context(staging_folder(project))
        gathering = _Gathering(web, collector, folder, known)
        yield from _take_along(old, gathering)
        yield from _gather_until_stopped(requests, gathering)
        if gathering.staged:
            yield TakingIn(len(gathering.staged))
        edited = _finish(project, gathering.staged)
    yield _summary(gathering, edited)


def _checked(class_name: str) -> str:
    """A list may say the class of each picture itself."""
    return require_class_name(class_name) if class_name else ""


def _take_along(old: list[Staged], gathering: _Gathering) -> Iterator[CollectEvent]:
    for staged in old:
        if gathering.known.claim(staged.digest):
            gathering.staged.append(staged)
        else:
            drop(staged)
    if gathering.staged:
        yield Continued(len(gathering.staged))


def _gather_until_stopped(
    requests: Sequence[CollectRequest], gathering: _Gathering
) -> Iterator[CollectEvent]:
    try:
        yield from _gather_all(requests, gathering)
    except Stopped:
        gathering.stopped = True
        # Threads may have finished one more each after the last look.
        seen = {staged.digest for staged in gathering.staged}
        late = waiting_in(gathering.folder)
        gathering.staged += (staged for staged in late if staged.digest not in seen)


def _gather_all(
    requests: Sequence[CollectRequest], gathering: _Gathering
) -> Iterator[CollectEvent]:
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="collect")
    try:
        for request in requests:
            yield from _gather(request, gathering, pool)
    finally:
        gathering.web.hang_up()
        pool.shutdown(cancel_futures=True)


def _gather(
    request: CollectRequest, gathering: _Gathering, pool: ThreadPoolExecutor
) -> Iterator[CollectEvent]:
    """Keeps some downloads under way until there are enough, or nothing more is found."""
    source = _Source(gathering.collector, request)
    wanted = source.count_all() if request.count is None else request.count
    yield ClassBegun(request.class_name, wanted)
    service = gathering.collector.name
    errand = Errand(
        request.class_name, service, request.minimal_side, gathering.folder, gathering.known
    )
    under_way: dict[Future[Downloaded], Found] = {}
    kept = 0
    while True:
        room = min(_THREADS, wanted - kept) - len(under_way)
        for found in source.next(room):
            under_way[pool.submit(download_picture, gathering.web, found, errand)] = found
        if not under_way:
            break
        for future in _finished(under_way, gathering.web):
            found = under_way.pop(future)
            came = _judge(future, found, request, gathering)
            if isinstance(came, PictureRefused):
                yield came
                continue
            kept += 1
            yield PictureKept(came.staged.class_name, found, kept, wanted, came.preview)
    if source.problem:
        gathering.problems[request.class_name] = source.problem
    yield ClassEnded(request.class_name, kept, wanted, source.problem)


class _Source:
    """The pictures that a service finds, some at a time; remembers why there are no more."""

    def __init__(self, collector: Collector, request: CollectRequest) -> None:
        self._found = iter(
            collector.search(request.query, request.count, request.minimal_side, request.licences)
        )
        self._class_name = request.class_name
        self.problem = ""

    def next(self, count: int) -> Iterator[Found]:
        """Up to so many more."""
        for _ in range(count):
            try:
                found = next(self._found)
                self._require_class(found)
            except StopIteration:
                return
            except (CollectError, DatasetError) as error:
                self._end(error)
                return
            yield found

    def count_all(self) -> int:
        """How many there are; looks for all of them."""
        try:
            found = list(self._found)
        except (CollectError, DatasetError) as error:
            self._end(error)
            return 0
        self._found = iter(found)
        return len(found)

    def _end(self, error: UserError) -> None:
        self.problem = f"{error.sentence} {error.hint}".strip()
        self._found = iter(())

    def _require_class(self, found: Found) -> None:
        if not (found.class_name or self._class_name):
            raise CollectError(
                "The list does not say of which class all of its pictures are.",
                "Name a class, or fill in the column called class.",
            )


def _finished(under_way: dict[Future[Downloaded], Found], web: Web) -> list[Future[Downloaded]]:
    while True:
        web.control.checkpoint()
        done = wait(under_way, GLANCE_S, FIRST_COMPLETED).done
        if done:
            return list(done)


def _judge(
    future: Future[Downloaded], found: Found, request: CollectRequest, gathering: _Gathering
) -> Downloaded | PictureRefused:
    try:
        downloaded = future.result()
    except Refused as refused:
        gathering.refused[refused.reason] += 1
        class_name = found.class_name or request.class_name
        return PictureRefused(class_name, found.url, refused.reason)
    gathering.staged.append(downloaded.staged)
    return downloaded


def _finish(project: Project, staged: list[Staged]) -> Edited | None:
    if not staged:
        return None
    edited = edit(project, take_in(project, staged))
    forget_notes(staged)
    return edited


def _summary(gathering: _Gathering, edited: Edited | None) -> Collected:
    if edited is None and gathering.problems and not gathering.stopped:
        raise CollectError(next(iter(gathering.problems.values())))
    kept = Counter(staged.class_name for staged in gathering.staged)
    return Collected(
        dict(kept), dict(gathering.refused), gathering.problems, gathering.stopped, edited
    )
