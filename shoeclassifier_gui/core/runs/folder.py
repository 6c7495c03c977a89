"""The folder of one run: configuration, events, curves, checkpoints, model."""

import contextlib
import csv
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import storage_errors, write_atomically, write_text
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import EpochFinished
from shoeclassifier_gui.core.runs.fold_events import RunEvent, run_event_to_dict

_CURVE_COLUMNS = (
    "epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "seconds",
)  # fmt: skip
_TAIL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Names the files of a run and reads and writes the plain ones."""

    path: Path

    @property
    def config_file(self) -> Path:
        """The knobs, resolved, and the folder of the pictures."""
        return self.path / "config.json"

    @property
    def events_file(self) -> Path:
        """Every event, one JSON object a line; `at` says when it came (ISO 8601)."""
        return self.path / "events.jsonl"

    @property
    def curves_file(self) -> Path:
        """One line an epoch."""
        return self.path / "curves.csv"

    @property
    def last_checkpoint(self) -> Path:
        """Everything that is needed to go on."""
        return self.path / "last.safetensors"

    @property
    def best_checkpoint(self) -> Path:
        """The weights of the best epoch."""
        return self.path / "best.safetensors"

    @property
    def scores_file(self) -> Path:
        """The kept model's scores on validation."""
        return self.path / "scores.json"

    @property
    def model(self) -> Path:
        """The model folder that the run produced."""
        return self.path / "model"

    @property
    def folds(self) -> Path:
        """The trainings of a check by folds, before the model that is kept."""
        return self.path / "folds"

    @property
    def begun(self) -> bool:
        """Whether there is something to go on from."""
        return self.last_checkpoint.is_file() or any(self.folds.glob("*/config.json"))

    @property
    def lock_file(self) -> Path:
        """Locked by the process that trains the run."""
        return self.path / "lock"

    @property
    def ending(self) -> Ending | None:
        """How the run ended; None while it has not, or after a crash."""
        return next(filter(None, map(Ending.told, reversed(self.events()))), None)

    @property
    def finished(self) -> bool:
        """Whether the run ended by itself (not: was stopped), so that it cannot go on."""
        return self.ending not in {None, Ending.STOPPED}

    def create(self, config: TrainConfig, data: Path) -> None:
        """Makes the folder and writes what is to be done.

        Raises:
            RunError: The folder exists and is not empty.
            StorageError: It cannot be written.
        """
        taken = not self.path.is_dir() or any(self.path.iterdir()) if self.path.exists() else False
        if taken:
            raise RunError(
                f"{self.path} is taken: it is a file, or a folder that is not empty.",
                "Choose a new folder, or go on with the run in it.",
            )
        values = {"data": str(data), **config.to_dict()}
        write_text(self.config_file, json.dumps(values, indent=2) + "\n")

    def read_config(self) -> tuple[TrainConfig, Path]:
        """The knobs and the folder of the pictures.

        Raises:
            RunError: This is no run folder, or its configuration is damaged.
        """
        if not self.config_file.is_file():
            raise RunError(f"There is no run in {self.path}.", "Choose the folder of a run.")
        try:
            values = json.loads(self.config_file.read_text(encoding="utf-8"))
            data = Path(values.pop("data"))
            return TrainConfig.from_dict(values), data
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunError(f"The configuration of the run {self.path} is damaged.") from error

    def append(self, event: RunEvent) -> None:
        """Adds an event and its time to the event file; an epoch also to the curves.

        Raises:
            StorageError: The disk is full.
        """
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        line = json.dumps({**run_event_to_dict(event), "at": at}, ensure_ascii=False)
        with storage_errors(self.events_file), self.events_file.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
        if isinstance(event, EpochFinished):
            self._append_curve(event)

    def events(self) -> list[dict[str, Any]]:
        """All events so far; a line torn by a crash is left out."""
        return list(_json_lines(self.events_file))

    def last_event(self) -> dict[str, Any]:
        """The newest event, without reading the thousands before it; {} when there is none."""
        if not self.events_file.is_file():
            return {}
        with self.events_file.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            room = _TAIL_BYTES
            while True:
                file.seek(max(0, size - room))
                lines = file.read().splitlines()
                if len(lines) > 1 or room >= size:
                    break
                room *= 8  # Scores of hundreds of classes make long lines.
        return _event_of(lines[-1]) if lines else {}

    def forget_after(self, epoch: int, step: int) -> None:
        """Drops the epochs and steps after these, which a resumed run will do again."""
        kept = [
            event
            for event in self.events()
            if event["event"] != "run_finished"
            and (event["event"] != "epoch_finished" or event["epoch"] <= epoch)
            and (event["event"] != "steps_finished" or event["step"] <= step)
        ]
        lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in kept)
        write_text(self.events_file, "".join(lines))
        if self.curves_file.is_file():
            self._write_curves([row for row in self.curve_rows() if int(row["epoch"]) <= epoch])

    def curve_rows(self) -> list[dict[str, str]]:
        """The epochs as their table has them; without what a crash tore or a disk damaged."""
        rows: list[dict[str, str]] = []
        if self.curves_file.is_file():
            with (
                contextlib.suppress(csv.Error),
                self.curves_file.open(encoding="utf-8", errors="replace", newline="") as file,
            ):
                for row in csv.DictReader(file):
                    whole = None not in row and None not in row.values()
                    if whole and (row.get("epoch") or "").isdecimal():
                        rows.append(row)
        return rows

    def remove_husk(self) -> None:
        """Removes the folder of a run that has nothing to go on from, no model, and no ending."""
        kept = (self.last_checkpoint, self.best_checkpoint, self.model)
        if not any(path.exists() for path in kept) and not self.ending:
            shutil.rmtree(self.path, ignore_errors=True)

    def _append_curve(self, event: EpochFinished) -> None:
        fresh = not self.curves_file.exists()
        rows = [_CURVE_COLUMNS] if fresh else []
        rows.append(tuple(getattr(event, column) for column in _CURVE_COLUMNS))
        with (
            storage_errors(self.curves_file),
            self.curves_file.open("a", encoding="utf-8", newline="") as file,
        ):
            csv.writer(file).writerows(rows)

    def _write_curves(self, rows: list[dict[str, str]]) -> None:
        with (
            write_atomically(self.curves_file) as temporary,
            temporary.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.DictWriter(file, _CURVE_COLUMNS)
            writer.writeheader()
            writer.writerows(rows)


def new_run_folder(runs: Path) -> RunFolder:
    """A folder name below `runs` that is not taken, by date and time."""
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
    candidates = (runs / (stamp if n == 1 else f"{stamp} ({n})") for n in range(1, 1000))
    return RunFolder(next(path for path in candidates if not path.exists()))


def list_runs(runs: Path) -> list[RunFolder]:
    """The runs below a folder, newest first."""
    if not runs.is_dir():
        return []
    begun: list[tuple[float, RunFolder]] = []
    for path in runs.iterdir():
        run = RunFolder(path)
        with contextlib.suppress(OSError):  # No run, or one that is just being deleted.
            begun.append((run.config_file.stat().st_mtime, run))
    return [run for _, run in sorted(begun, key=itemgetter(0), reverse=True)]


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if values := _event_of(line):
            yield values


def _event_of(line: str | bytes) -> dict[str, Any]:
    """One line of an event file; {} when it is torn or damaged."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) and "event" in values else {}
