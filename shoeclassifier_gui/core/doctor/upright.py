"""Writes pictures upright that are stored lying, beside the originals; one change swaps the two.

What a file says beside its pixels stays (`turning.py`), and the pixels of PNG, TIFF and WebP files
are the same. A JPEG must be packed once more: at quality 95 without thinning
its colours, 40 photographs turned three ways came back with 45.8 dB (median; the worst 40.1) at
twice their size; with their own tables it was 36.3 dB. Libraries that turn the packed blocks
themselves were looked at: jpeglib takes 78 MB, PyTurboJPEG needs a library of the system,
turbojpeg has had no release since 2023. The original goes to the trash, so that undo brings back
its very bytes.
"""

import secrets
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.changes import (
    INCOMING,
    Change,
    Fact,
    FactName,
    Kind,
    Move,
)
from shoeclassifier_gui.core.dataset.editing import editing
from shoeclassifier_gui.core.dataset.edits import delete
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.findings import FindingKind
from shoeclassifier_gui.core.doctor.turning import turn
from shoeclassifier_gui.core.files import content_digest

_PREFIX = "upright-"


@dataclass(frozen=True, slots=True)
class TurnProgress:
    """How many pictures were looked at."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture that waits to take the place of one that is stored lying.

    Attributes:
        relative: The picture, relative to the data set's folder.
        before: Its content.
        staged: The upright file, relative to the same folder.
        after: The content of that.
    """

    relative: str
    before: str
    staged: str
    after: str

    @property
    def folder(self) -> str:
        """Where it waits, beside the others of its turning."""
        return PurePosixPath(self.staged).parent.as_posix()


@dataclass(frozen=True, slots=True)
class LeftLying:
    """A picture that stays as it is, and why: "it is damaged"."""

    relative: str
    reason: str


@dataclass(frozen=True, slots=True)
class Turned:
    """The end of a turning: the pictures that wait, and those that stay as they are."""

    made: tuple[Upright, ...]
    left: tuple[LeftLying, ...]


def sweep(project: Project, waiting: Collection[str]) -> None:
    """Removes upright pictures whose change was stopped, refused or cut off.

    Args:
        project: Its changes that were cut off are finished first: they may need such pictures.
        waiting: Folders (`Upright.folder`) whose change is still to come.

    Raises:
        DatasetError: Another process is changing the project.
        StorageError: The disk is full or may not be written to.
    """
    with editing(project):
        for folder in (project.folder / INCOMING).glob(f"{_PREFIX}*"):
            if folder.relative_to(project.folder).as_posix() not in waiting:
                shutil.rmtree(folder, ignore_errors=True)


def write_upright(
    dataset: Dataset, items: Sequence[Item], control: Control
) -> Iterator[TurnProgress | Turned]:
    """Writes upright copies into the staging folder; the last event holds those that were made.

    Files of which something would be lost (`turning.py`) are left as they are. Nothing stays
    behind when it is stopped; whoever takes the last event has the files from then on.

    Raises:
        StorageError: The disk is full or may not be written to.
        Stopped: `control` asked for it.
    """
    folder = dataset.folder / INCOMING / f"{_PREFIX}{secrets.token_hex(6)}"
    made: list[Upright] = []
    left: list[LeftLying] = []
    with ExitStack() as cleaning:
        cleaning.callback(shutil.rmtree, folder, ignore_errors=True)
        for done, item in enumerate(items):
            control.checkpoint()
            yield TurnProgress(done, len(items))
            target = folder / f"{done}{item.path.suffix}"
            reason = turn(item.path, target)
            if reason:
                left.append(LeftLying(item.relative, reason))
            else:
                staged = target.relative_to(dataset.folder).as_posix()
                after = content_digest(target.read_bytes())
                made.append(Upright(item.relative, item.digest, staged, after))
        if made:
            cleaning.pop_all()
    yield Turned(tuple(made), tuple(left))


def take_over(dataset: Dataset, made: Sequence[Upright]) -> Change:
    """One change: the originals go to the trash, the upright pictures to their places.

    What is known of the originals (split, recording, origin, ...) is known of them as well.
    Pictures that were changed or moved meanwhile are left as they are.
    """
    items = {item.relative: item for item in dataset.items}
    still = [
        one for one in made if one.relative in items and items[one.relative].digest == one.before
    ]
    leaving = delete([items[one.relative] for one in still], Kind.MEND).moves
    coming = tuple(Move(one.staged, one.relative) for one in still)
    facts = tuple(fact for one in still for fact in _same_facts(dataset, one))
    words: dict[str, str | int] = {"count": len(still), "kinds": FindingKind.EXIF_TURNED.value}
    return Change(Kind.MEND, (*leaving, *coming), facts, words=words)


def drop_unused(dataset: Dataset, made: Sequence[Upright], change: Change) -> None:
    """Removes the upright pictures that a change of `take_over` does not take."""
    taken = {move.source for move in change.moves}
    for one in made:
        if one.staged not in taken:
            (dataset.folder / one.staged).unlink(missing_ok=True)
    for folder in {dataset.folder / one.folder for one in made}:
        with suppress(OSError):  # The others wait in it for the change.
            folder.rmdir()


def _same_facts(dataset: Dataset, one: Upright) -> Iterator[Fact]:
    known = dataset.facts.get(one.before, NO_FACTS)
    own = dataset.facts.get(one.after, NO_FACTS)
    for name in FactName:
        value = getattr(known, name.value)
        if value is not None and getattr(own, name.value) is None:
            yield Fact(one.after, name, None, value)
