"""The command `data empty-trash`."""

import argparse

from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.editing import edit
from shoeclassifier_gui.core.dataset.emptying import empty_trash, trash_room
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.errors import DatasetError, StorageError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of the command."""
    parser.add_argument("--yes", action="store_true", help="do so; without it, only tell")


def run(options: argparse.Namespace, output: Output, _control: Control) -> None:
    """Removes what lies in the trash for good, after a yes."""
    project = open_project(options.data)
    found = trash_room(project)
    if not found.count:
        output.result({"removed": 0, "bytes": 0}, "There are no deleted pictures.")
        return
    if not options.yes:
        raise DatasetError(
            f"{_pictures(found.count)} would be removed for good, which frees {_size(found.size)}.",
            "Give --yes to do so; it cannot be undone.",
        )
    done = edit(project, empty_trash(project)).done
    words = done.change.words if done is not None else {}
    removed, size, left = (int(words.get(name, 0)) for name in ("count", "size", "left"))
    if left:
        raise StorageError(
            f"{_pictures(removed)} removed for good; {left} could not be removed.",
            f"Ask for the rights to {project.hidden}.",
        )
    text = f"{_pictures(removed)} removed for good: {_size(size)} are free again."
    output.result({"removed": removed, "bytes": size}, text)


def _pictures(count: int) -> str:
    return f"{count} deleted {'pictures' if count != 1 else 'picture'}"


def _size(size: int) -> str:
    return f"{max(1, round(size / 1e6))} MB"
