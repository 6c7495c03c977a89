"""Carries an import plan out: everything is staged whole, then one change takes it in."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.lock import writing
from shoeclassifier_gui.core.dataset.project import Project, require_writable
from shoeclassifier_gui.core.errors import DatasetError, SourceError
from shoeclassifier_gui.core.files import content_digest, require_space, storage_errors
from shoeclassifier_gui.core.importing.archives import (
    USUAL_LIMITS,
    ArchiveMember,
    Limits,
    read_archive,
)
from shoeclassifier_gui.core.importing.findings import Unreadable
from shoeclassifier_gui.core.importing.frames import StagedFrame, stage_video
from shoeclassifier_gui.core.importing.looking import ImportProgress, Phase
from shoeclassifier_gui.core.importing.plan import ImportPlan, PlannedFile
from shoeclassifier_gui.core.importing.staging import Stage, close_stage, flush, open_stage
from shoeclassifier_gui.core.importing.taking_in import Arrival, take_in
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.core.pictures import GONE

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Imported:
    """An import is over.

    Attributes:
        done: The change that took the pictures in; None when there were none.
        paths: The new files, relative to the project's folder.
        classes: Their classes, in the same order.
        left_out: Pictures that could not be read any more when their turn came, and videos that
            could not be read to their end.
        alike: Pictures of videos that were left out because they show nearly the same.
    """

    done: Done | None
    paths: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    left_out: tuple[Unreadable, ...] = ()
    alike: int = 0


@dataclass(slots=True)
class _Work:
    """One run: what it works with, and what it has gathered."""

    project: Project
    plan: ImportPlan
    stage: Stage
    control: Control
    limits: Limits
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    left_out: list[Unreadable] = field(default_factory=list[Unreadable])
    alike: int = 0
    done: int = 0

    total: int = 0

    def progress(self) -> ImportProgress:
        return ImportProgress(Phase.STAGING, self.done, max(self.done, self.total))


def run_import(
    project: Project, plan: ImportPlan, control: Control, limits: Limits = USUAL_LIMITS
) -> Iterator[ImportProgress | Imported]:
    """Imports what a plan says; the last event tells what came in.

    Stopping, a full disk or a crash leaves the project as it was; what was staged until then is
    used when the same import is run again.

    Args:
        project: Where to.
        plan: What `look` found.
        control: Stops it, within a second; not while the files move, which is one change.
        limits: How much an archive may hold.

    Raises:
        DatasetError: The project cannot be written to, another program is changing it, or a source
            is gone.
        StorageError: The disk is full.
        Stopped: `control` asked for it.
    """
    require_writable(project)
    if not plan.ready and not plan.ready_videos:
        close_stage(project, plan.request)
        yield Imported(None)
        return
    with writing(project):
        stage = open_stage(project, plan.request)
        work = _Work(project, plan, stage, control, limits, total=plan.total)
        _require_room(work)
        if plan.request.link:
            _require_links(stage)
        yield from _stage_all(work)
        yield ImportProgress(Phase.MOVING, plan.total, plan.total)
        yield _finish(work)


def _stage_all(work: _Work) -> Generator[ImportProgress, None, None]:
    yield work.progress()
    packed: dict[int, list[PlannedFile]] = defaultdict(list)
    for number, picture in enumerate(work.plan.ready):
        if picture.path is None:
            packed[picture.source].append(picture)
            continue
        _stage_file(work, picture)
        if number % 8 == 0:
            yield work.progress()
    for source, pictures in packed.items():
        yield from _stage_members(work, work.plan.sources[source].path, pictures)
    for video in work.plan.ready_videos:
        yield from _stage_video(work, video.file)


def _stage_file(work: _Work, picture: PlannedFile) -> None:
    work.control.checkpoint()
    assert picture.path is not None
    target = work.stage.file_for(picture.digest, picture.name)
    if not os.path.lexists(target):
        reason = _link_or_copy(work, picture.path, target, picture.digest)
        if reason is not None:
            _require_there(work.plan.sources[picture.source].path)
            work.left_out.append(Unreadable(picture.name, reason))
            return
    _arrived(work, picture, target)


def _link_or_copy(work: _Work, path: Path, target: Path, digest: str) -> str | None:
    """Stages one file; what stands in its way, or None."""
    # What the program itself keeps for a while is no place to link to.
    link = work.plan.request.link and not path.is_relative_to(user_cache_folder())
    part = target.with_name(f"{target.name}.part")
    try:
        with path.open("rb") as file:
            hasher = hashlib.blake2b(digest_size=16)
            with storage_errors(target), Path(os.devnull if link else part).open("wb") as copy:
                while chunk := file.read(_CHUNK):
                    work.control.checkpoint()
                    hasher.update(chunk)
                    copy.write(chunk)
        if hasher.hexdigest() != digest:
            return "it was changed meanwhile"
        with storage_errors(target):
            if link:
                part.unlink(missing_ok=True)
                part.symlink_to(path.resolve())
            part.replace(target)
    except FileNotFoundError:
        return GONE
    except OSError:
        return "reading it is not possible any more"
    finally:
        part.unlink(missing_ok=True)
    return None


def _stage_members(
    work: _Work, archive: Path, pictures: list[PlannedFile]
) -> Generator[ImportProgress, None, None]:
    _require_there(archive)
    wanted = {picture.digest: picture for picture in pictures}
    staged = work.stage.staged()
    for digest in wanted.keys() & staged:
        picture = wanted.pop(digest)
        _arrived(work, picture, work.stage.file_for(digest, picture.name))
    if wanted:
        for member in read_archive(archive, work.control, work.limits):
            if not isinstance(member, ArchiveMember):
                continue
            found = wanted.pop(content_digest(member.data), None)
            if found is not None:
                _write(work, found, member.data)
                yield work.progress()
            if not wanted:
                break
    work.left_out += [Unreadable(p.name, "it was changed meanwhile") for p in wanted.values()]


def _write(work: _Work, picture: PlannedFile, data: bytes) -> None:
    target = work.stage.file_for(picture.digest, picture.name)
    part = target.with_name(f"{target.name}.part")
    try:
        with storage_errors(target):
            part.write_bytes(data)
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _arrived(work, picture, target)


def _stage_video(work: _Work, video: PlannedFile) -> Generator[ImportProgress, None, None]:
    assert video.path is not None
    _require_there(work.plan.sources[video.source].path)
    try:
        for event in stage_video(work.stage, video.path, work.plan.request.sampling, work.control):
            if isinstance(event, StagedFrame):
                work.arrivals.append(Arrival(event.path, event.digest, event.name, video))
                work.done += 1
                yield work.progress()
            else:
                work.alike += event.alike
                if event.is_cut_off:
                    reason = f"it ends early, after {event.read} pictures"
                    work.left_out.append(Unreadable(video.name, reason))
    except SourceError as error:
        work.left_out.append(Unreadable(video.name, error.sentence))


def _arrived(work: _Work, picture: PlannedFile, staged: Path) -> None:
    name = Path(picture.name).name
    work.arrivals.append(Arrival(staged, picture.digest, name, picture))
    work.done += 1


def _finish(work: _Work) -> Imported:
    flush([arrival.staged for arrival in work.arrivals if not arrival.staged.is_symlink()])
    taken = take_in(work.project, work.plan, work.stage, work.arrivals)
    if taken is None:
        work.stage.close()
        return Imported(None, left_out=tuple(work.left_out), alike=work.alike)
    work.stage.remove()
    paths = tuple(move.target for move in taken.done.change.moves)
    return Imported(taken.done, paths, taken.classes, tuple(work.left_out), work.alike)


def _require_there(source: Path) -> None:
    """A stick that was pulled out is no reason to import half of what is on it.

    Raises:
        DatasetError: The source is gone.
    """
    if not source.exists():
        raise DatasetError(
            f"{source.name} is not there any more.",
            "Connect it again and repeat the import; it goes on where it was.",
        )


def _require_room(work: _Work) -> None:
    """What is staged already needs no more room."""
    staged, ready = work.stage.staged(), work.plan.ready
    missing = sum(picture.digest not in staged for picture in ready)
    share = missing / len(ready) if ready else 1.0
    require_space(work.project.folder, int(work.plan.bytes_needed * share))


def _require_links(stage: Stage) -> None:
    probe = stage.folder / "probe.part"
    try:
        probe.symlink_to(stage.folder)
        probe.unlink()
    except (OSError, AttributeError) as error:
        raise DatasetError(
            "The pictures cannot be left in place: this disk or system allows no links.",
            "Copy them instead.",
        ) from error
