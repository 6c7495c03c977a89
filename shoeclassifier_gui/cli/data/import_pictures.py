"""The command `data import`."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.editing import editing
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import HIDDEN, Project, open_project
from shoeclassifier_gui.core.errors import DatasetError, UserError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.importing.looking import Phase, look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest, Sampling
from shoeclassifier_gui.core.importing.run import Imported, run_import
from shoeclassifier_gui.core.importing.staging import unfinished
from shoeclassifier_gui.core.pictures import picture_files

_LABELS = {Phase.LOOKING: "Looking", Phase.STAGING: "Importing", Phase.MOVING: "Importing"}
_SHOWN = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options beside the data set's folder."""
    add = parser.add_argument
    add("sources", metavar="SOURCE", type=Path, nargs="*",
        help="a folder, zip, tar, picture or video")  # fmt: skip
    add("--class", dest="class_name", metavar="NAME",
        help="the class of all pictures (default: read from their folders)")  # fmt: skip
    frames = parser.add_mutually_exclusive_group()
    frames.add_argument("--every", metavar="N", type=int, help="of videos, each n-th picture")
    frames.add_argument(
        "--sharpest", action="store_true", help="of videos, the sharpest of each second (default)"
    )
    add("--link", action="store_true", help="leave the pictures in place and keep links to them")
    add("--discard-interrupted", action="store_true",
        help="first throw away what stopped imports have fetched; needs no SOURCE")  # fmt: skip
    add("--dry-run", action="store_true", help="say what would be imported, and do nothing")


def run(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Looks at the sources, then imports them unless it is only asked what would happen."""
    if options.every is not None and options.every < 1:
        raise UserError("--every must be at least 1.")
    if not options.sources and not options.discard_interrupted:
        raise UserError("Nothing to import was named.", "Name a folder, archive, picture or video.")
    if options.discard_interrupted and options.dry_run:
        raise UserError("--dry-run changes nothing, so nothing can be discarded with it.")
    discarded = _discard(options.data) if options.discard_interrupted else 0
    if not options.sources:
        output.result({"discarded": discarded}, _discarded_text(discarded))
        return
    project = _project(options.data, dry=options.dry_run)
    sources = tuple(source.expanduser().absolute() for source in options.sources)
    sampling = Sampling(options.every)
    request = ImportRequest(sources, options.class_name, options.link, sampling)
    plan = _look(project, _known(project, output, control), request, output, control)
    imported = None if options.dry_run else _import(project, plan, output, control)
    values = {"discarded": discarded, **_values(plan, imported)}
    problem = None
    if not plan.total and not plan.duplicates:
        problem = DatasetError(
            "Nothing could be imported.",
            "Name the class with --class." if plan.classless else "The reasons are listed above.",
        )
    output.result(values, _text(plan, imported), problem)
    if problem is not None:
        raise problem


def _discard(folder: Path) -> int:
    """Throws away what interrupted imports have staged; how many there were."""
    project = open_project(folder)
    if not unfinished(project):
        return 0
    # An import that is under way now is no interrupted one; one whose pictures were just coming in
    # when it was cut off is finished first.
    with editing(project):
        stages = unfinished(project)
        for stage in stages:
            stage.remove()
    return len(stages)


def _discarded_text(count: int) -> str:
    if not count:
        return "There is no interrupted import."
    return "1 interrupted import discarded." if count == 1 else f"{count} imports discarded."


def _project(folder: Path, *, dry: bool) -> Project:
    folder = folder.expanduser().absolute()
    if not folder.exists():
        if dry:
            return Project(folder, folder / HIDDEN)
        with storage_errors(folder):
            folder.mkdir(parents=True)
    return open_project(folder)


def _known(project: Project, output: Output, control: Control) -> Dataset | None:
    if next(picture_files(project.folder), None) is None and not project.journal.is_file():
        return None
    return open_dataset(project.folder, output, control)


def _look(
    project: Project,
    dataset: Dataset | None,
    request: ImportRequest,
    output: Output,
    control: Control,
) -> ImportPlan:
    for event in look(project, dataset, request, control):
        if isinstance(event, ImportPlan):
            return event
        output.progress(_LABELS[event.phase], event.done, event.total)
    raise AssertionError("looking ends with a plan")


def _import(project: Project, plan: ImportPlan, output: Output, control: Control) -> Imported:
    try:
        imported = _carry_out(project, plan, output, control)
    except Stopped:
        output.tell(
            "Stopped: nothing came in yet. The same command goes on where it was; "
            "--discard-interrupted throws away what is there."
        )
        raise
    if imported.done is not None:
        open_dataset(project.folder, output, Control())  # Gives the new pictures their parts.
    return imported


def _carry_out(project: Project, plan: ImportPlan, output: Output, control: Control) -> Imported:
    for event in run_import(project, plan, control):
        if isinstance(event, Imported):
            return event
        output.progress(_LABELS[event.phase], event.done, event.total)
    raise AssertionError("an import ends with its result")


def _values(plan: ImportPlan, imported: Imported | None) -> dict[str, Any]:
    left_out = imported.left_out if imported else ()
    unreadable = [*plan.unreadable, *left_out]
    return {
        "planned": plan.total,
        "imported": len(imported.paths) if imported else 0,
        "duplicates": len(plan.duplicates),
        "unreadable": len(unreadable),
        "refused": len(plan.refused),
        "classless": len(plan.classless),
        "alike": imported.alike if imported else 0,
        "classes": _counts(plan, imported),
        "bytes_needed": plan.bytes_needed,
        "bytes_free": plan.bytes_free,
        "imported_files": list(imported.paths) if imported else [],
        "duplicate_files": [
            {"path": d.name, "of": d.of, "in_project": d.in_project} for d in plan.duplicates
        ],
        "unreadable_files": [{"path": u.name, "reason": u.reason} for u in unreadable],
        "refused_files": [{"path": r.name, "reason": r.sentence} for r in plan.refused],
        "classless_files": list(plan.classless),
    }


def _counts(plan: ImportPlan, imported: Imported | None) -> dict[str, int]:
    """Of each class: what was imported, or would be."""
    if imported is None:
        return plan.counts
    return dict(Counter(imported.classes))


def _text(plan: ImportPlan, imported: Imported | None) -> str:
    count = plan.total if imported is None else len(imported.paths)
    verb = "would be imported" if imported is None else "imported"
    classes = ", ".join(f"{name} {n}" for name, n in _counts(plan, imported).items())
    lines = [f"{_pictures(count)} {verb}{f': {classes}' if classes else ''}."]
    if plan.duplicates:
        lines.append(f"{_pictures(len(plan.duplicates))} left out as exact duplicates.")
    if plan.classless:
        lines.append(f"{_pictures(len(plan.classless))} left out: no class folder; use --class.")
    broken = (*plan.unreadable, *(imported.left_out if imported else ()))
    lines += _listed([f"Cannot be read: {file.name} ({file.reason})." for file in broken])
    lines += _listed([f"Refused: {refused.sentence}" for refused in plan.refused])
    return "\n".join(lines)


def _listed(lines: list[str]) -> list[str]:
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], *([f"... and {more} more of this kind."] if more > 0 else [])]


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
