"""The options of the `data` commands."""

import argparse
from collections.abc import Callable
from pathlib import Path

from shoeclassifier_gui.cli.data import (
    check,
    collect,
    emptying,
    export,
    history,
    import_pictures,
    split,
    stats,
)

AddCommand = Callable[[str, str, Callable[..., None]], argparse.ArgumentParser]


def add_data_commands(add: AddCommand) -> None:
    """Adds every `data` command.

    Args:
        add: Makes the parser of one command from its name, its help and the function that runs it.
    """
    import_pictures.add_options(
        _with_folder(add("import", "bring pictures in", import_pictures.run))
    )
    _with_folder(add("undo", "take the last change back", history.run_undo))
    _with_folder(add("redo", "do again what was taken back last", history.run_redo))
    _with_folder(add("rebuild", "make the catalogue anew", history.run_rebuild))
    emptying.add_options(
        _with_folder(add("empty-trash", "remove deleted pictures for good", emptying.run))
    )
    collect.add_options(
        _with_folder(add("collect", "fetch pictures of a class from the web", collect.run))
    )
    check.add_options(_with_folder(add("check", "look for what may be wrong", check.run)))
    _add_split(_with_folder(add("split", "tell or change how it is divided", split.run_split)))
    _with_folder(add("stats", "what it holds, in numbers", stats.run_stats))
    parser = _with_folder(add("export", "write it into one zip", export.run_export))
    parser.add_argument("file", metavar="FILE.zip", type=Path, help="the archive")


def _add_split(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shares", help="divide anew, for example 70/15/15")
    parser.add_argument("--folds", type=int, help="also deal training and validation into K folds")


def _with_folder(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder of class folders")
    return parser
