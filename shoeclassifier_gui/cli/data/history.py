"""The commands `data undo`, `data redo` and `data rebuild`."""

import argparse

from shoeclassifier_gui.cli.data.change_words import change_words
from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.editing import EditWork, edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.lock import writing
from shoeclassifier_gui.core.dataset.project import Project, open_project


def run_undo(options: argparse.Namespace, output: Output, _control: Control) -> None:
    """Takes the last change back."""
    project = open_project(options.data)
    _step(project, undo_last(project), output, "undone", "There is nothing to undo.")


def run_redo(options: argparse.Namespace, output: Output, _control: Control) -> None:
    """Does the last change that was taken back again."""
    project = open_project(options.data)
    _step(project, redo_next(project), output, "redone", "There is nothing to redo.")


def run_rebuild(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Makes the catalogue anew from the folder and the journal."""
    project = open_project(options.data)
    with writing(project):
        remove_catalogue(project.catalogue)
        dataset = open_dataset(options.data, output, control)
    values = {"items": len(dataset.items), "classes": list(dataset.classes)}
    output.result(values, f"The catalogue is whole again: {len(dataset.items)} pictures.")


def _step(project: Project, work: EditWork, output: Output, word: str, nothing: str) -> None:
    if not project.journal.is_file():  # Nothing was ever done, and looking leaves no trace.
        output.result({word: None, "items": 0}, nothing)
        return
    edited = edit(project, work)
    if edited.done is None:
        output.result({word: None, "items": len(edited.dataset.items)}, nothing)
        return
    change = edited.done.change
    values = {
        word: change.kind.value,
        "words": dict(change.words),
        "missing": [move.source for move in edited.done.missing],
        "items": len(edited.dataset.items),
    }
    output.result(values, f"{word.capitalize()}: {change_words(change)}.")
