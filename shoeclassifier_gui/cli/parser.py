"""The commands and their options."""

import argparse
import sys
from argparse import Namespace
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Never

from shoeclassifier_gui import __version__
from shoeclassifier_gui.cli import classify, evaluate, plan, runs, sample, sweep, train, weights
from shoeclassifier_gui.cli.data.parser import add_data_commands
from shoeclassifier_gui.cli.learning_options import add_knobs
from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.runs.config import (
    TrainConfig,
)

COMMANDS = frozenset(
    (
        "sample",
        "plan",
        "train",
        "sweep",
        "evaluate",
        "classify",
        "weights",
        "runs",
        "data",
        "self-check",
        "demo",
    )
)


_ACTION = "ACTION"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence; options may stand before, between and after the rest."""

    actions: Collection[str] = ()  # Of a group of commands.
    _is_mixing = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        """As `argparse`, which by itself gives `DATA --class boot PICTURE` no picture.

        Commands alone can be mixed, groups of commands cannot; and of what stands after `--`
        mixing would take file names for options.
        """
        given = list(sys.argv[1:] if args is None else args)
        if self._is_mixing or self.get_default("command") is None or "--" in given:
            return super().parse_known_args(given, namespace)
        self._is_mixing = True
        try:
            return self.parse_known_intermixed_args(given, namespace)
        finally:
            self._is_mixing = False

    def error(self, message: str) -> Never:
        sentence = f"{message[:1].upper()}{message[1:].rstrip('.')}."
        if self.actions and message.endswith(_ACTION):
            group = self.prog.split()[-1]
            sentence = f"The command {group} needs an action: {', '.join(self.actions)}."
        raise UserError(sentence, f"See {self.prog} --help.")


def read_arguments(arguments: Sequence[str]) -> Namespace:
    """Reads what was typed; `options.command(options, output, control)` runs what was chosen.

    Raises:
        UserError: It makes no sense.
        SystemExit: It asked for the help or the version, which was printed.
    """
    first = arguments[0] if arguments else ""
    if first and not first.startswith("-") and first not in COMMANDS:
        if Path(first).is_dir():
            raise UserError(
                "A folder alone opens the window; what else is wanted comes before it.",
                f"For example: shoeclassifier plan {first}.",
            )
        raise UserError(
            f"There is no folder and no command {first}.",
            "Check the name; see the commands with: shoeclassifier --help.",
        )
    return build_parser().parse_args(arguments)


def build_parser() -> argparse.ArgumentParser:
    """Builds the parser of all commands."""
    parser = _Parser(
        prog="shoeclassifier",
        description="Learns to tell shoes, or anything else, apart. Without a command the window "
        "opens; with a folder, the window opens that folder.",
    )
    parser.add_argument("--version", action="version", version=f"Shoe Classifier {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_sample(_command(commands, "sample", "draw a sample data set", sample.run))
    plan.add_options(_command(commands, "plan", "recommend how to train on a folder", plan.run))
    _add_train(_command(commands, "train", "train a model on a labelled folder", train.run))
    sweep.add_options(_command(commands, "sweep", "find good settings", sweep.run))
    _add_evaluate(_command(commands, "evaluate", "score a model", evaluate.run))
    _add_classify(_command(commands, "classify", "classify pictures", classify.run))
    _add_weights(commands)
    for group, help_text, add_commands in (
        ("runs", "look back at trainings", runs.add_runs_commands),
        ("data", "look after a data set", add_data_commands),
    ):
        add_commands(partial(_command, _group(commands, group, help_text)))
    # Handled before this parser is built, because they need Qt; named here for the help.
    for name, help_text in (
        ("self-check", "open every page unseen, train a little, classify"),
        ("demo", "show the whole way on the drawn sample"),
    ):
        _command(commands, name, help_text, partial(_refuse, name))
    return parser


def _refuse(name: str, options: Namespace, output: Output, control: Control) -> None:  # noqa: ARG001
    raise UserError(
        f"The command {name} needs the window.",
        f"Start it with shoeclassifier {name}, or python -m shoeclassifier_gui {name}.",
    )


def _group(commands, name: str, help_text: str):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    parser = commands.add_parser(name, help=help_text)
    actions = parser.add_subparsers(title="actions", required=True, metavar=_ACTION)
    parser.actions = actions.choices
    return actions


def _command(commands, name: str, help_text: str, function) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]  # noqa: ANN001
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}."
    )
    parser.add_argument("--json", action="store_true",
        help="answers and errors in JSON: one object, or one a line for long work")  # fmt: skip
    parser.set_defaults(command=function)
    return parser


def _add_sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="a new or empty folder")
    parser.add_argument(
        "--per-class", type=int, default=60, help="pictures of each class (60; most: 20000)"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed draws the same bytes")


def _add_train(parser: argparse.ArgumentParser) -> None:
    knobs = TrainConfig()
    add = parser.add_argument
    add("data", metavar="DATA", type=Path, nargs="?", help="a folder of class folders")
    add("--out", metavar="RUN", type=Path, help="a new folder for the run")
    add("--resume", metavar="RUN", type=Path, help="go on with a stopped run; needs no DATA")
    add("--folds", metavar="K", type=int, default=knobs.folds,
        help="first check with K folds, for small sets: mean, spread and confusion over all "
        "training and validation pictures, each answered by a model that never saw it")  # fmt: skip
    add("--lr-find", action="store_true",
        help="try growing learning rates and suggest one; makes no run")  # fmt: skip
    add_knobs(parser)
    add("--split", metavar="70/15/15",
        help="divide anew in these shares, for this run alone")  # fmt: skip


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", type=Path, help="a model's or run's folder")
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder of class folders")
    parser.add_argument(
        "--split",
        choices=("train", "val", "test", "all"),
        default="val",
        help="the part that the pictures served when the model was trained (default: val)",
    )
    parser.add_argument("--device", default="auto")


def _add_classify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", type=Path, help="a model's or run's folder")
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="pictures or folders")
    parser.add_argument("--top", metavar="K", type=int, default=3, help="answers a picture")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="also write a table")
    parser.add_argument("--threshold", type=float, help="below it the answer is unknown")
    parser.add_argument("--device", default="auto")


def _add_weights(commands) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    actions = _group(commands, "weights", "pretrained weights on this machine")
    _command(actions, "list", "list the networks and their weights", weights.run_list)
    fetch = _command(actions, "fetch", "download torchvision's weights", weights.run_fetch)
    fetch.add_argument("backbone", metavar="BACKBONE", help="for example vgg16")
    fetch.add_argument("--mirror", metavar="URL", help="another address with the same files")
    take = _command(actions, "import", "keep a weights file that you have", weights.run_import)
    take.add_argument("file", metavar="FILE", type=Path, help="a .pth or .safetensors file")
    take.add_argument("--backbone", help="its network; found out by itself otherwise")
    for each in (fetch, take):
        each.add_argument("--half", action="store_true", help="keep 16 bit numbers: half the size")
        each.add_argument(
            "--dense-layers", action="store_true", help="keep what the classic head starts from"
        )
