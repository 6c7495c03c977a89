"""`shoeclassifier runs`: the history of a project's runs."""

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from shoeclassifier_gui.cli.fold_words import result_text
from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.about import About, read_about, write_about
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.deleting import delete_runs, deleted_place, restore_runs
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.history import (
    Difference,
    RunRecord,
    differences,
    find_run,
    knob_values,
    read_history,
    read_record,
)
from shoeclassifier_gui.core.runs.history_tables import write_curves_table, write_runs_table

AddCommand = Callable[[str, str, Callable[..., None]], argparse.ArgumentParser]
_DATA_LETTERS = 8


def add_runs_commands(add: AddCommand) -> None:
    """Adds every `runs` command.

    Args:
        add: Makes the parser of one command from its name, its help and the function that runs it.
    """
    parser = _with_folder(add("list", "list the runs of a data set", _list))
    parser.add_argument("--deleted", action="store_true", help="those that can be restored")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="also write a table")
    _with_folder(add("show", "tell all about one run", _show), "run")
    parser = _with_folder(add("compare", "tell how runs differ", _compare), "runs")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="also write their curves")
    _with_folder(add("delete", "delete runs; they can be restored", _delete), "runs")
    _with_folder(add("restore", "bring deleted runs back", _restore), "runs")
    parser = _with_folder(add("rename", "give a run a name", _rename), "run")
    parser.add_argument("name", metavar="NAME", help="for people; '' for none")
    parser.add_argument("--notes", metavar="TEXT", help="what is worth remembering of it")


def _with_folder(parser: argparse.ArgumentParser, runs: str = "") -> argparse.ArgumentParser:
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder of class folders")
    if runs == "run":
        parser.add_argument("run", metavar="RUN", help="its name, or how its folder begins")
    elif runs == "runs":
        parser.add_argument("runs", metavar="RUN", nargs="+", help="names, or how folders begin")
    return parser


def _list(options: Namespace, output: Output, control: Control) -> None:
    runs = _folder(options)
    records = list(read_history(deleted_place(runs) if options.deleted else runs, control))
    if options.csv is not None:
        write_runs_table(records, options.csv)
    rows = [record.to_dict() for record in records]
    nothing = "There are no deleted runs." if options.deleted else "There are no runs yet."
    output.result({"runs": rows}, _runs_text(records) if records else nothing)


def _show(options: Namespace, output: Output, _control: Control) -> None:
    record = read_record(find_run(_folder(options), options.run))
    config = record.config.to_dict() if record.config else None
    values = {
        **record.to_dict(),
        "config": config,
        "curves": [asdict(point) for point in record.curves],
        "cross_validation": record.cross.to_dict() if record.cross else None,
    }
    output.result(values, _record_text(record))


def _compare(options: Namespace, output: Output, _control: Control) -> None:
    if len(options.runs) < 2:
        raise RunError("To compare takes two runs or more.", "Name another run.")
    records = [read_record(run) for run in _chosen(_folder(options), options.runs)]
    found = differences([_config(record) for record in records])
    if options.csv is not None:
        write_curves_table(records, options.csv)
    values = {
        "runs": [record.to_dict() for record in records],
        "differences": [{"knob": row.knob, "values": list(row.values)} for row in found],
    }
    output.result(values, _differences_text(records, found))


def _delete(options: Namespace, output: Output, _control: Control) -> None:
    runs = _folder(options)
    moved = delete_runs(runs, _chosen(runs, options.runs))
    names = [run.path.name for run in moved]
    text = f"Deleted: {', '.join(names)}. Bring back with: shoeclassifier runs restore."
    output.result({"deleted": names}, text)


def _restore(options: Namespace, output: Output, _control: Control) -> None:
    runs = _folder(options)
    moved = restore_runs(runs, _chosen(deleted_place(runs), options.runs))
    names = [run.path.name for run in moved]
    output.result({"restored": names}, f"Restored: {', '.join(names)}.")


def _rename(options: Namespace, output: Output, _control: Control) -> None:
    run = find_run(_folder(options), options.run)
    notes = read_about(run.path).notes if options.notes is None else options.notes
    kept = write_about(run.path, About(options.name, notes))
    text = f"{run.path.name} is called {kept.name} now." if kept.name else "It has no name now."
    output.result({"run": run.path.name, "name": kept.name, "notes": kept.notes}, text)


def _folder(options: Namespace) -> Path:
    return open_project(options.data).runs


def _chosen(runs: Path, names: Iterable[str]) -> list[RunFolder]:
    """The named runs, each once."""
    return list(dict.fromkeys(find_run(runs, name) for name in names))


def _config(record: RunRecord) -> TrainConfig:
    if record.config is None:
        raise RunError(
            f"The settings of the run {record.folder.name} cannot be read.", "Leave it out."
        )
    return record.config


def _runs_text(records: Sequence[RunRecord]) -> str:
    titles = ("run", "name", "state", "plan", "network", "right", "loss", "epochs", "time", "data")
    return table([titles, *(_row(record) for record in records)])


def _row(record: RunRecord) -> tuple[str, ...]:
    best = record.best
    return (
        record.folder.name,
        record.about.name,
        record.state.value,
        record.config.plan if record.config else "?",
        record.backbone or "?",
        f"{best.val_accuracy:.1%}" if best else "-",
        f"{best.val_loss:.3f}" if best else "-",
        str(record.epochs_done),
        f"{record.seconds:.0f} s",
        record.data[:_DATA_LETTERS],
    )


def _record_text(record: RunRecord) -> str:
    titles = ("epoch", "training loss", "right", "validation loss", "right", "seconds")
    epochs = [
        (
            f"{point.epoch}{'*' if point.epoch == record.best_epoch else ''}",
            f"{point.train_loss:.3f}", f"{point.train_accuracy:.1%}",
            f"{point.val_loss:.3f}", f"{point.val_accuracy:.1%}", f"{point.seconds:.1f}",
        )
        for point in record.curves
    ]  # fmt: skip
    parts = [_runs_text([record]), record.about.notes]
    if record.cross is not None:
        parts.append(result_text(record.cross))
    if record.config is not None:
        knobs = [(knob, str(value)) for knob, value in knob_values(record.config).items()]
        parts.append(table(knobs))
    if epochs:
        parts.append(table([titles, *epochs]))
    return "\n\n".join(part for part in parts if part)


def _differences_text(records: Sequence[RunRecord], found: Sequence[Difference]) -> str:
    if not found:
        return f"{_runs_text(records)}\n\nTheir settings are the same."
    rows = [(row.knob, *(str(value) for value in row.values)) for row in found]
    titles = ("setting", *(record.name for record in records))
    return f"{_runs_text(records)}\n\n{table([titles, *rows])}"
