"""The project's trash: what lies in it, and the way back.

Deleted pictures lie there, and those whose import, recording or collection was undone: whatever is
done next, they can be put back.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shoeclassifier_gui.core.dataset.changes import INCOMING, TRASH, Change, Fact, Kind, Move
from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts
from shoeclassifier_gui.core.dataset.file_moves import free_name
from shoeclassifier_gui.core.dataset.journal import Journal
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.files import content_digest, storage_errors
from shoeclassifier_gui.core.pictures import picture_files

_UNDONE = "-undone"


@dataclass(frozen=True, slots=True)
class Trashed:
    """A picture in the trash.

    Attributes:
        path: Where it lies in the trash.
        relative: Where it lay, relative to the project's folder.
    """

    path: Path
    relative: str


def new_trash_folder() -> str:
    """A place in the trash, relative to the project's folder, that nothing else has."""
    # Random letters too: clocks are set back, and then the time comes twice.
    return f"{TRASH}/{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"


def taken_back(change: Change) -> Change:
    """The inverse of a change, but what it brought goes into the trash.

    In the staging folder, where it came from, nobody would find it again.
    """
    inverse = change.inverse()
    folder = f"{new_trash_folder()}{_UNDONE}"
    moves = tuple(
        Move(move.source, f"{folder}/{move.source}") if _is_staged(move.target) else move
        for move in inverse.moves
    )
    return replace(inverse, moves=moves)


def trashed(project: Project) -> list[Trashed]:
    """The pictures in the project's trash, the latest first."""
    folder = project.folder / TRASH
    times = sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []
    return [
        Trashed(path, path.relative_to(time).as_posix())
        for time in times
        for path in picture_files(time)
    ]


def restore(project: Project, pictures: Sequence[Trashed], known: Mapping[str, Facts]) -> Change:
    """Puts pictures back into their classes; where their name was taken meanwhile, under another.

    A class that was renamed meanwhile is still their class.

    Args:
        project: The project.
        pictures: Some of its trash.
        known: What is known of contents. With a change that was undone, what it told of its
            pictures (their recording, author, part) was forgotten; it comes back with them.

    Raises:
        StorageError: One of the pictures may not be read.
    """
    taken: set[str] = set()
    moves = []
    places = _present_places(project, pictures)
    for picture in pictures:
        source = _in_project(project, picture)
        target = free_name(taken, project.folder, places.get(source, picture.relative))
        taken.add(target)
        moves.append(Move(source, target))
    facts = _forgotten(project, pictures, known)
    return Change(Kind.RESTORE, tuple(moves), facts, words={"count": len(moves)})


def _present_places(project: Project, pictures: Sequence[Trashed]) -> dict[str, str]:
    """Where pictures belong now, by their place in the trash; those that no change tells of lack.

    Classes go by their ids: what was called otherwise when a picture was deleted has its name of
    today.
    """
    wanted = {_in_project(project, picture): picture.relative for picture in pictures}
    entries = list(Journal(project.journal).entries())
    cancelled = {entry.number for entry in entries if entry.cancelled}
    ids: dict[str, str] = {}
    found: dict[str, tuple[int, str]] = {}
    for change in (entry.change for entry in entries if entry.number not in cancelled):
        if change is None:
            continue
        for move in change.moves:
            place = _class_place(wanted.get(move.target, ""), ids)
            if place is not None:
                found[move.target] = place
        for name in change.classes:
            ids = {known: key for known, key in ids.items() if key != name.class_id}
            if name.after is not None:
                ids[name.after] = name.class_id
    names = {key: name for name, key in ids.items()}
    return {
        target: _of_class(wanted[target], position, names[class_id])
        for target, (position, class_id) in found.items()
        if class_id in names
    }


def _class_place(relative: str, ids: Mapping[str, str]) -> tuple[int, str] | None:
    """Which of the folders above a picture is its class, and the id of that."""
    folders = relative.split("/")[:-1]
    return next(((at, ids[name]) for at, name in enumerate(folders) if name in ids), None)


def _of_class(relative: str, position: int, name: str) -> str:
    parts = relative.split("/")
    return "/".join((*parts[:position], name, *parts[position + 1 :]))


def _in_project(project: Project, picture: Trashed) -> str:
    return picture.path.relative_to(project.folder).as_posix()


def _forgotten(
    project: Project, pictures: Sequence[Trashed], known: Mapping[str, Facts]
) -> tuple[Fact, ...]:
    """What was told of contents by the changes whose undoing brought them into the trash."""
    undone = {
        _in_project(project, picture): picture.path
        for picture in pictures
        if _place_in_trash(project, picture).endswith(_UNDONE)
    }
    if not undone:
        return ()
    digests = {name: _digest(path) for name, path in undone.items() if path.exists()}
    facts: dict[tuple[str, str], Fact] = {}
    for entry in Journal(project.journal).entries():
        change = entry.change
        if change is None or change.undoes is None:
            continue
        here = {digests[move.target] for move in change.moves if move.target in digests}
        facts |= {
            (fact.digest, fact.name): Fact(fact.digest, fact.name, None, fact.before)
            for fact in change.facts
            if fact.digest in here
            and getattr(known.get(fact.digest, NO_FACTS), fact.name.value) is None
        }
    return tuple(fact for fact in facts.values() if fact.after is not None)


def _place_in_trash(project: Project, picture: Trashed) -> str:
    return picture.path.relative_to(project.folder / TRASH).parts[0]


def _digest(path: Path) -> str:
    with storage_errors(path):
        return content_digest(path.read_bytes())


def _is_staged(relative: str) -> bool:
    return relative.startswith(f"{INCOMING}/")
