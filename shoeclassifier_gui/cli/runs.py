"""`shoeclassifier runs`: the history of a project's runs."""

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path

from shoeclassifier_gui.cli.fold_words import result_text
from shoeclassifier_gui.cli.output import Output, loss_text, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import size_words
from shoeclassifier_gui.core.runs.about import About, read_about, write_about
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.deleting import (
    delete_runs,
    deleted_place,
    deleted_runs,
    empty_deleted_runs,
    restore_runs,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.history import (
    Difference,
    RunRecord,
    RunState,
    differences,
    find_run,
    knob_values,
    read_history,
    read_record,
)
from shoeclassifier_gui.core.runs.history_tables import write_curves_table, write_runs_table
from shoeclassifier_gui.core.runs.register import OtherRuns, forget_missing, other_runs

AddCommand = Callable[[str, str, Callable[..., None]], argparse.ArgumentParser]
_EXPLODED = (RunState.FAILED, RunState.DIVERGED)
_DATA_LETTERS = 8


def add_runs_commands(add: AddCommand) -> None:
    """Adds every `runs` command.

    Args:
        add: Makes the parser of one command from its name, its help and the function that runs it.
    """
    parser = _with_folder(add("list", "list the runs of a data set", _list))
    parser.add_argument(
        "--forget-missing", action="store_true",
        help="list no more what was written elsewhere and is there no more",
    )  # fmt: skip
    parser.add_argument("--deleted", action="store_true", help="those that can be restored")
    parser.add_argument(
        "--trials", action="store_true", help="also trials of searches that were not the best"
    )
    parser.add_argument("--csv", metavar="FILE", type=Path, help="also write a table")
    _with_folder(add("show", "tell all about one run", _show), "run")
    parser = _with_folder(add("compare", "tell how runs differ", _compare), "runs")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="also write their curves")
    _with_folder(
        add("delete", "delete runs of the data set's own folder; they can be restored", _delete),
        "runs",
    )
    _with_folder(add("restore", "bring deleted runs back", _restore), "runs")
    parser = _with_folder(add("empty-trash", "remove deleted runs for good", _empty_trash))
    parser.add_argument("--yes", action="store_true", help="do so; without it, only tell")
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
    project = open_project(options.data)
    if options.forget_missing:
        forget_missing(project)
    others = other_runs(project) if not options.deleted else OtherRuns((), ())
    place = deleted_place(project.runs) if options.deleted else project.runs
    found = [*read_history(place, control), *map(read_record, others.there)]
    found.sort(key=attrgetter("begun"), reverse=True)
    records = [r for r in found if options.trials or options.deleted or not r.in_the_way]
    if options.csv is not None:
        write_runs_table(records, options.csv)
    values = {
        "runs": [record.to_dict() for record in records],
        "missing": [str(path) for path in others.missing],
    }
    lines = _list_text(records, len(found) - len(records), others.missing)
    nothing = "There are no deleted runs." if options.deleted else "There are no runs yet."
    output.result(values, lines or nothing)


def _list_text(records: Sequence[RunRecord], trials: int, missing: Sequence[Path]) -> str:
    parts = [_runs_text(records)] if records else []
    if trials:
        many = f"{trials} trials of searches are" if trials > 1 else "1 trial of a search is"
        parts.append(f"{many} left out; see all with --trials.")
    if missing:
        many = f"{len(missing)} runs are" if len(missing) > 1 else "1 run is"
        them = "them" if len(missing) > 1 else "it"
        places = "".join(f"\n  {path}" for path in missing)
        parts.append(
            f"{many} not where training wrote {them}; plug in the disk, or leave {them} out with "
            f"--forget-missing:{places}"
        )
    return "\n\n".join(parts)


def _empty_trash(options: Namespace, output: Output, _control: Control) -> None:
    runs = open_project(options.data).runs
    found = deleted_runs(runs)
    if not found.count:
        output.result({"removed": 0, "bytes": 0}, "There are no deleted runs.")
        return
    size, many = size_words(found.size), "runs" if found.count > 1 else "run"
    if not options.yes:
        raise RunError(
            f"{found.count} deleted {many} would be removed for good, which frees {size}.",
            "Give --yes to do so; see them with: shoeclassifier runs list DATA --deleted.",
        )
    empty_deleted_runs(runs)
    text = f"{found.count} deleted {many} removed for good: {size} are free again."
    output.result({"removed": found.count, "bytes": found.size}, text)


def _show(options: Namespace, output: Output, _control: Control) -> None:
    record = read_record(_meant(options, options.run))
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
    runs = dict.fromkeys(_meant(options, name) for name in options.runs)
    records = [read_record(run) for run in runs]
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
    run = _meant(options, options.run)
    notes = read_about(run.path).notes if options.notes is None else options.notes
    kept = write_about(run.path, About(options.name, notes))
    text = f"{run.path.name} is called {kept.name} now." if kept.name else "It has no name now."
    output.result({"run": run.path.name, "name": kept.name, "notes": kept.notes}, text)


def _meant(options: Namespace, name: str) -> RunFolder:
    """A run of the project, wherever it lies."""
    project = open_project(options.data)
    return find_run(project.runs, name, other_runs(project).there)


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
    places = [_place(record) for record in records]
    if not any(places):
        return table([titles, *map(_row, records)])
    # Paths are long: at the end they push no other column away.
    rows = [(*_row(record), place) for record, place in zip(records, places, strict=True)]
    return table([(*titles, "folder"), *rows])


def _row(record: RunRecord) -> tuple[str, ...]:
    best = record.best
    return (
        record.folder.name,
        record.about.name,
        "loss exploded" if record.state in _EXPLODED else record.state.value,
        record.config.plan if record.config else "?",
        record.backbone or "?",
        f"{best.val_accuracy:.1%}" if best else "-",
        loss_text(best.val_loss) if best else "-",
        str(record.epochs_done),
        f"{record.seconds:.0f} s",
        record.data[:_DATA_LETTERS],
    )


def _place(record: RunRecord) -> str:
    """Where a run lies that lies outside a project's hidden folder; empty for the others."""
    folder = record.folder.absolute()
    return "" if folder.parent.name in {"runs", "deleted-runs"} else str(folder)


def _value_text(value: object) -> str:
    return "-" if value is None else str(value)


def _record_text(record: RunRecord) -> str:
    titles = ("epoch", "training loss", "right", "validation loss", "right", "seconds")
    epochs = [
        (
            f"{point.epoch}{'*' if point.epoch == record.best_epoch else ''}",
            loss_text(point.train_loss), f"{point.train_accuracy:.1%}",
            loss_text(point.val_loss), f"{point.val_accuracy:.1%}", f"{point.seconds:.1f}",
        )
        for point in record.curves
    ]  # fmt: skip
    parts = [_runs_text([record]), record.about.notes]
    if record.cross is not None:
        parts.append(result_text(record.cross))
    if record.config is not None:
        knobs = [(knob, _value_text(value)) for knob, value in knob_values(record.config).items()]
        parts.append(table(knobs))
    if epochs:
        parts.append(table([titles, *epochs]))
    return "\n\n".join(part for part in parts if part)


def _differences_text(records: Sequence[RunRecord], found: Sequence[Difference]) -> str:
    if not found:
        return f"{_runs_text(records)}\n\nTheir settings are the same."
    rows = [(row.knob, *map(_value_text, row.values)) for row in found]
    titles = ("setting", *(record.name for record in records))
    return f"{_runs_text(records)}\n\n{table([titles, *rows])}"
