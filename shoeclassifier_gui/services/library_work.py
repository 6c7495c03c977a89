"""What the library does beside the window: reading, drawing, editing; each as a job's work."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.above import dataset_above
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.editing import (
    Edited,
    EditWork,
    apply,
    edit,
    redo_next,
    undo_last,
)
from shoeclassifier_gui.core.dataset.emptying import empty_trash
from shoeclassifier_gui.core.dataset.index import (
    DatasetIndexed,
    DatasetRecalled,
    IndexProgress,
    index_project,
)
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.pictures import picture_files
from shoeclassifier_gui.core.sample.writer import PictureDrawn, write_sample
from shoeclassifier_gui.services.job import give_way

Wish = Callable[[Project, Dataset], EditWork]

# From scratch a network needs so many different shoes to know new ones (benchmarks/README.md, "The
# demo"); drawing them takes 15 seconds.
SAMPLE_PER_CLASS = 100


@dataclass(frozen=True, slots=True)
class ProjectEdited:
    """A change was carried out, and what there is now."""

    project: Project
    edited: Edited
    columns: Columns


@dataclass(frozen=True, slots=True)
class Read:
    """A data set was recalled or read, with its columns.

    Attributes:
        event: What was read.
        columns: Its columns.
        above: For a folder without classes, the data set that it seems to be a class of.
    """

    event: DatasetRecalled | DatasetIndexed
    columns: Columns
    above: Path | None = None


def draw_and_index(
    folder: Path, control: Control
) -> Iterator[PictureDrawn | Project | IndexProgress | Read]:
    """Draws the sample, then reads it."""
    with contextlib.closing(write_sample(folder, per_class=SAMPLE_PER_CLASS)) as drawing:
        for event in drawing:
            control.checkpoint()
            yield event
    project = open_project(folder)
    yield project
    yield from _with_columns(index_project(project, control))


def open_and_index(project: Project, control: Control) -> Iterator[IndexProgress | Read]:
    """Reads a project; somebody waits for the first sight of it, and for nothing after that."""
    events = index(project, control)
    yield next(events)
    give_way()
    yield from events


def index(project: Project, control: Control) -> Iterator[IndexProgress | Read]:
    """Reads a project; one that the program itself began may be empty."""
    begun = project.hidden.is_dir() and not project.journal.is_file()
    if begun and next(picture_files(project.folder), None) is None:
        yield from _with_columns(iter([DatasetIndexed(Dataset(project.folder, (), ()))]))
    else:
        yield from _with_columns(index_project(project, control))


def _with_columns(
    events: Iterator[IndexProgress | DatasetRecalled | DatasetIndexed],
) -> Iterator[IndexProgress | Read]:
    """Columns of 100,000 pictures take tenths of a second, too long for the window."""
    columns = None
    for event in events:
        if isinstance(event, IndexProgress):
            yield event
            continue
        # A data set that turned out to be true still is given again, and shown as it is.
        if columns is None or columns.dataset is not event.dataset:
            columns = Columns.of(event.dataset)
        above = None if event.dataset.items else dataset_above(event.dataset.folder)
        yield Read(event, columns, above)
    if columns is not None:
        _ = columns.name  # Before somebody sorts by it, which happens in the window's thread.


def edit_project(
    project: Project, dataset: Dataset, wish: Wish, control: Control
) -> Iterator[ProjectEdited]:
    """Carries out what somebody wants."""
    edited = edit(project, wish(project, dataset), dataset)
    yield ProjectEdited(project, edited, Columns.of(edited.dataset))


def apply_change(make: Callable[[Dataset], Change], project: Project, dataset: Dataset) -> EditWork:
    """A wish: the change that `make` says."""
    return apply(project, make(dataset))


def undo_change(project: Project, _dataset: Dataset) -> EditWork:
    """A wish: the last change taken back."""
    return undo_last(project)


def redo_change(project: Project, _dataset: Dataset) -> EditWork:
    """A wish: what was taken back, done again."""
    return redo_next(project)


def remove_trashed(project: Project, _dataset: Dataset) -> EditWork:
    """A wish: what lies in the trash is removed for good."""
    return empty_trash(project)
