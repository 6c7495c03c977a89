"""Opens a project's catalogue for changes: the one door for everything that changes it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.dataset.attribution import (
    Attribution,
    touches_web,
    write_attribution,
)
from shoeclassifier_gui.core.dataset.build import build_dataset
from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.catalogue_file import open_catalogue
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.history import (
    Done,
    Menu,
    carry_out,
    menu,
    recover,
    redo,
    undo,
)
from shoeclassifier_gui.core.dataset.index import settle
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.lock import writing
from shoeclassifier_gui.core.dataset.project import HIDDEN, Project
from shoeclassifier_gui.core.dataset.reading import read_file
from shoeclassifier_gui.core.dataset.update import updated
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.pictures import is_picture_file, picture_files

_log = logging.getLogger(__name__)
EditWork = Callable[[Catalogue], Done | None]


@contextmanager
def editing(project: Project) -> Iterator[Catalogue]:
    """The catalogue of a project that may be changed now, complete up to the last change.

    Raises:
        DatasetError: Another process is changing the project.
        StorageError: The disk is full or may not be written to.
    """
    with writing(project), open_catalogue(project.catalogue) as catalogue:
        recover(project, catalogue)
        yield catalogue


@dataclass(frozen=True, slots=True)
class Edited:
    """The project after a change.

    Attributes:
        done: What was done; None when there was nothing to do.
        dataset: What the project holds now.
        menu: What can be undone and redone now.
    """

    done: Done | None
    dataset: Dataset
    menu: Menu


def edit(project: Project, work: EditWork, before: Dataset | None = None) -> Edited:
    """Changes a project and reads in what the change brought.

    Args:
        project: The project.
        work: Carries the change out, for example `apply(project, change)`, `undo_last(project)`.
        before: The last snapshot; when it is still true, only what changes is made anew.

    Raises:
        DatasetError: The change is not possible, or another process is changing the project.
        StorageError: The disk is full or may not be written to.
    """
    with editing(project) as catalogue:
        is_true = before is not None and before.revision == catalogue.revision()
        done = work(catalogue)
        after = None
        if before is not None and is_true:
            after = before if done is None else updated(project, catalogue, before, done)
        if after is None:
            if done is not None:
                _read_in(project, catalogue, done.change)
            after = build_dataset(project, catalogue)
        if done is not None:
            name_authors(project, catalogue, done.change, after)
        return Edited(done, after, menu(project, catalogue))


def apply(project: Project, change: Change) -> EditWork:
    """For `edit`: carries a change out, unless it changes nothing."""
    return lambda catalogue: None if change.is_empty else carry_out(project, catalogue, change)


def undo_last(project: Project) -> EditWork:
    """For `edit`: takes the last change back."""
    return lambda catalogue: undo(project, catalogue)


def redo_next(project: Project) -> EditWork:
    """For `edit`: does again what was taken back last."""
    return lambda catalogue: redo(project, catalogue)


def name_authors(
    project: Project,
    catalogue: Catalogue,
    change: Change,
    dataset: Dataset,
    arrived: Iterable[Attribution] = (),
) -> None:
    """Lets the table of authors follow the pictures from the web.

    Args:
        project: The project.
        catalogue: Its catalogue, after the change.
        change: What was done.
        dataset: What the project holds.
        arrived: What is owed for pictures that came with the change and are not in `dataset` yet.
    """
    if not project.writable or not touches_web(change, catalogue):
        return
    try:
        write_attribution(dataset, arrived)
    except StorageError as error:  # The change is done; the next one writes the table.
        _log.warning("the table of authors could not be written: %s", error)


def _read_in(project: Project, catalogue: Catalogue, change: Change) -> None:
    """Reads files that came out of the trash or the staging folder."""
    outside = (move for move in change.moves if move.source.startswith(f"{HIDDEN}/"))
    arrived = [
        path.relative_to(project.folder).as_posix()
        for move in outside
        for path in _pictures(project.folder / move.target)
    ]
    measured = catalogue.measured_digests() if arrived else set()
    pairs = [read_file(project, measured, relative) for relative in arrived]
    catalogue.remember(pairs)
    # Nothing before: what the program moves is no renaming and no edit by somebody else.
    settle(project, catalogue, {}, [record for record, _ in pairs])


def _pictures(path: Path) -> list[Path]:
    if path.is_dir():
        return list(picture_files(path))
    return [path] if is_picture_file(path) else []
