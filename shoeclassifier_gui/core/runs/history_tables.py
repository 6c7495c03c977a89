"""Run history as comma-separated tables, for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.runs.history import RunRecord
from shoeclassifier_gui.core.targets import TargetKind, write_target


def write_runs_table(records: Sequence[RunRecord], file: Path) -> None:
    """Writes one row a run.

    Raises:
        StorageError: The file cannot be written, or something else would be lost by it.
    """
    _write(file, (record.to_dict() for record in records))


def write_curves_table(records: Sequence[RunRecord], file: Path) -> None:
    """Writes one row an epoch of each run.

    Raises:
        StorageError: The file cannot be written, or something else would be lost by it.
    """
    _write(
        file,
        (
            {"run": record.folder.name, "name": record.about.name, **asdict(point)}
            for record in records
            for point in record.curves
        ),
    )


def _write(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    columns = list(listed[0]) if listed else ["run", "name"]
    # With a mark at the front spreadsheets read names of all languages right.
    with (
        write_target(file, TargetKind.TABLE) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(listed)
