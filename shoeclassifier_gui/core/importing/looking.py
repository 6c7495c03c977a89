"""Looks at what could be imported, without changing anything."""

import os
import shutil
import tempfile
from collections.abc import Container, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError, SourceError
from shoeclassifier_gui.core.importing.archives import (
    USUAL_LIMITS,
    ArchiveRefused,
    Limits,
    read_archive,
)
from shoeclassifier_gui.core.importing.beside import Told, is_table, tables_in
from shoeclassifier_gui.core.importing.checking import Candidate, Checked, check, handfuls
from shoeclassifier_gui.core.importing.findings import Duplicate, Refused, Unreadable
from shoeclassifier_gui.core.importing.names import shown_name
from shoeclassifier_gui.core.importing.plan import (
    ImportPlan,
    PlannedFile,
    PlannedVideo,
    arranged,
    read_places,
)
from shoeclassifier_gui.core.importing.request import (
    VIDEO_SUFFIXES,
    ImportRequest,
    Source,
    SourceKind,
    find_source,
)
from shoeclassifier_gui.core.importing.staging import staged_digests
from shoeclassifier_gui.core.importing.video import look_at_video
from shoeclassifier_gui.core.pictures import picture_files


class Phase(StrEnum):
    """What an import is doing."""

    LOOKING = "looking"
    STAGING = "staging"
    MOVING = "moving"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is.

    Attributes:
        phase: What it is doing.
        done: Pictures so far.
        total: Pictures in all; 0 when that is not known.
    """

    phase: Phase
    done: int
    total: int


@dataclass(slots=True)
class _Findings:
    """What is gathered while looking; one a look."""

    known: Mapping[str, str]
    pictures: dict[str, PlannedFile] = field(default_factory=dict[str, PlannedFile])
    videos: list[PlannedVideo] = field(default_factory=list[PlannedVideo])
    duplicates: list[Duplicate] = field(default_factory=list[Duplicate])
    unreadable: list[Unreadable] = field(default_factory=list[Unreadable])
    refused: list[Refused] = field(default_factory=list[Refused])
    names: dict[int, list[str]] = field(default_factory=dict[int, list[str]])


def look(
    project: Project,
    dataset: Dataset | None,
    request: ImportRequest,
    control: Control,
    limits: Limits = USUAL_LIMITS,
) -> Iterator[ImportProgress | ImportPlan]:
    """Looks at all sources; the last event is the plan.

    Args:
        project: Where the pictures would go.
        dataset: What is in it, if anything.
        request: What to import.
        control: Stops it.
        limits: How much an archive may hold.

    Raises:
        DatasetError: A source is missing, lies in the project, or is nothing to import from.
        Stopped: `control` asked for it.
    """
    if not request.sources:
        raise DatasetError("There is nothing to import.", "Name a folder, archive or file.")
    sources = tuple(find_source(path) for path in request.sources)
    for source in sources:
        _require_outside(project, source)
    items = dataset.items if dataset is not None else ()
    findings = _Findings({item.digest: item.relative for item in items})
    staged = staged_digests(project, request)
    yield ImportProgress(Phase.LOOKING, 0, 0)
    how = _Looking(control, limits, staged)
    loose = [
        Candidate(index, shown_name(source.path.name), source.path)
        for index, source in enumerate(sources)
        if source.kind is SourceKind.PICTURE
    ]
    yield from _check(loose, len(loose), findings, how)
    for index, source in enumerate(sources):
        if source.kind is not SourceKind.PICTURE:
            yield from _look_at(index, source, request, findings, how)
    yield _plan(project, request, sources, findings)


@dataclass(frozen=True, slots=True)
class _Looking:
    """How to look."""

    control: Control
    limits: Limits
    staged: Container[str]


def _look_at(
    index: int, source: Source, request: ImportRequest, findings: _Findings, how: _Looking
) -> Generator[ImportProgress, None, None]:
    if source.kind is SourceKind.ARCHIVE:
        try:
            yield from _look_into_archive(index, source, findings, how)
        except ArchiveRefused as error:
            _forget(findings, index)
            findings.refused.append(Refused(source.path.name, str(error)))
        return
    pictures, videos = _files(source)
    below = source.path if source.kind is SourceKind.FOLDER else source.path.parent
    candidates = [Candidate(index, _name(path, below), path) for path in pictures]
    yield from _check(candidates, len(candidates), findings, how)
    told = Told()
    for table in tables_in(source.path):
        _read_table(told, table.name, table.read_bytes(), findings)
    _believe(told, index, findings)
    for path in videos:
        how.control.checkpoint()
        file = PlannedFile(index, _name(path, below), path.stat().st_size, path=path)
        findings.names.setdefault(index, []).append(file.name)
        try:
            facts = look_at_video(path, request.sampling)
        except SourceError as error:
            findings.unreadable.append(Unreadable(file.name, error.sentence))
        else:
            findings.videos.append(PlannedVideo(file, facts.about, facts.bytes_about))


def _plan(
    project: Project, request: ImportRequest, sources: tuple[Source, ...], findings: _Findings
) -> ImportPlan:
    places = tuple(read_places(s, findings.names.get(i, [])) for i, s in enumerate(sources))
    return arranged(
        ImportPlan(
            request,
            sources,
            places,
            tuple(findings.pictures.values()),
            tuple(findings.videos),
            tuple(findings.duplicates),
            tuple(findings.unreadable),
            tuple(findings.refused),
            _free_bytes(project.folder),
        )
    )


def _look_into_archive(
    index: int, source: Source, findings: _Findings, how: _Looking
) -> Generator[ImportProgress, None, None]:
    told = Told()

    def candidates() -> Iterator[Candidate]:
        for member in read_archive(source.path, how.control, how.limits):
            if isinstance(member, Refused):
                findings.refused.append(member)
            elif is_table(member.name):
                _read_table(told, member.name, member.data, findings)
            else:
                yield Candidate(index, member.name, data=member.data)

    yield from _check(candidates(), 0, findings, how)
    _believe(told, index, findings)  # The tables may come after the pictures.


def _believe(told: Told, index: int, findings: _Findings) -> None:
    for digest, file in findings.pictures.items():
        if file.source == index:
            findings.pictures[digest] = told.of(file)


def _read_table(told: Told, name: str, data: bytes, findings: _Findings) -> None:
    try:
        told.read(name, data)
    except DatasetError as error:
        findings.refused.append(Refused(name, str(error)))


def _check(
    candidates: Iterable[Candidate],
    total: int,
    findings: _Findings,
    how: _Looking,
) -> Generator[ImportProgress, None, None]:
    with (
        tempfile.TemporaryDirectory(prefix="shoeclassifier-") as scratch,
        ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool,
    ):
        seen = set(findings.known) | set(findings.pictures)
        look_at = partial(check, Path(scratch), seen, how.staged)
        done = 0
        for chunk in handfuls(candidates):
            how.control.checkpoint()
            for candidate, result in zip(chunk, pool.map(look_at, chunk), strict=True):
                _sort_in(candidate, result, findings)
            done += len(chunk)
            yield ImportProgress(Phase.LOOKING, done, total)


def _sort_in(candidate: Candidate, result: Checked, findings: _Findings) -> None:
    known = findings.known.get(result.digest)
    twin = findings.pictures.get(result.digest)
    name = candidate.name
    findings.names.setdefault(candidate.source, []).append(name)
    if result.broken is not None:
        findings.unreadable.append(Unreadable(name, result.broken))
    elif known is not None:
        findings.duplicates.append(Duplicate(name, known, in_project=True))
    elif twin is not None:
        findings.duplicates.append(Duplicate(name, twin.name, in_project=False))
    else:
        findings.pictures[result.digest] = PlannedFile(
            candidate.source, name, result.size, result.digest, candidate.path
        )


def _files(source: Source) -> tuple[Sequence[Path], Sequence[Path]]:
    if source.kind is SourceKind.VIDEO:
        return (), (source.path,)
    return list(picture_files(source.path)), sorted(_videos(source.path))


def _videos(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            is_video = path.suffix.lower() in VIDEO_SUFFIXES and not name.startswith(".")
            if is_video and path.is_file():
                yield path


def _forget(findings: _Findings, index: int) -> None:
    kept = {d: file for d, file in findings.pictures.items() if file.source != index}
    findings.pictures.clear()
    findings.pictures.update(kept)


def _name(path: Path, below: Path) -> str:
    return shown_name(path.relative_to(below).as_posix())


def _require_outside(project: Project, source: Source) -> None:
    if source.path.resolve().is_relative_to(project.folder.resolve()):
        raise DatasetError(
            f"{source.path.name} lies in the project already.",
            "Read the folder again to see new pictures, or move them by hand.",
        )


def _free_bytes(folder: Path) -> int:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(existing).free
