"""`shoeclassifier classify`: classifies picture files."""

import csv
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.pictures import picture_files
from shoeclassifier_gui.core.runs.answers import Answer, ranked
from shoeclassifier_gui.core.targets import TargetKind, require_target, write_target


def run(options: Namespace, output: Output, control: Control) -> None:
    """Classifies and prints; files that cannot be read are named and left out."""
    paths = _expand(options.paths)
    if options.top < 1:
        raise UserError("--top must be at least 1.")
    if options.threshold is not None and not 0 <= options.threshold <= 1:
        raise UserError("--threshold must lie between 0 and 1.")
    if options.csv is not None:
        require_target(options.csv, TargetKind.TABLE)
    from shoeclassifier_gui.learn.models.evaluation import classify_files
    from shoeclassifier_gui.learn.models.predictor import Predictor

    predictor = Predictor.load(options.model, options.device)
    card = predictor.card
    threshold = card.unknown_threshold if options.threshold is None else options.threshold
    files: list[dict[str, Any]] = []
    for event in classify_files(predictor, paths, control):
        output.progress("Classifying", event.done, event.total)
        if event.probabilities is None:
            reason = event.error.reason if event.error else ""
            output.tell(f"Left out: {event.path} ({reason}).")
            files.append({"path": str(event.path), "top": [], "unknown": True, "error": reason})
        else:
            answers = ranked(card.classes, event.probabilities.tolist())
            files.append(_entry(event.path, answers[: options.top], threshold))
    if all("error" in file for file in files):
        raise UserError("None of the pictures can be read.")
    if options.csv is not None:
        _write_table(options.csv, files)
    output.result({"files": files}, "\n".join(_line(file) for file in files))


def _expand(paths: Sequence[Path]) -> list[Path]:
    """Folders stand for the pictures in them.

    Raises:
        UserError: A path is not there, or a folder holds no picture.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UserError(f"There is no file {path}.", "Check the name.")
        found = list(picture_files(path)) if path.is_dir() else [path]
        if not found:
            raise UserError(f"There are no pictures in {path}.")
        files.extend(found)
    return files


def _entry(path: Path, answers: Sequence[Answer], threshold: float) -> dict[str, Any]:
    return {
        "path": str(path),
        "top": [{"name": a.name, "probability": round(a.probability, 6)} for a in answers],
        "unknown": answers[0].probability < threshold,
    }


def _line(file: dict[str, Any]) -> str:
    if "error" in file:
        return f"{file['path']}: cannot be read"
    answers = ", ".join(f"{a['name']} {a['probability']:.1%}" for a in file["top"])
    return f"{file['path']}: {'unknown; ' if file['unknown'] else ''}{answers}"


def _write_table(path: Path, files: Sequence[dict[str, Any]]) -> None:
    """One line a picture, for a spreadsheet (UTF-8 with the mark that Excel asks for)."""
    most = max(len(file["top"]) for file in files)
    header = ["path", "answer", "unknown", "error"]
    header += [f"{kind}_{n}" for n in range(1, most + 1) for kind in ("name", "probability")]
    with (
        write_target(path, TargetKind.TABLE) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(header)
        for file in files:
            top = [value for a in file["top"] for value in (a["name"], a["probability"])]
            answer = "" if file["unknown"] else file["top"][0]["name"]
            writer.writerow([file["path"], answer, file["unknown"], file.get("error", ""), *top])
