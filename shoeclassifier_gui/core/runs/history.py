"""The runs of a project as a table: what was asked, what came of it, and how runs differ."""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import RunError, UserError
from shoeclassifier_gui.core.runs.about import About, read_about
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.ending import Ending, was_explosion
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs
from shoeclassifier_gui.core.runs.folds_folder import read_cross_scores
from shoeclassifier_gui.core.runs.lock import is_locked
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.core.runs.trials import TrialMark, read_mark


class RunState(StrEnum):
    """What became of a run; one that was cut off counts as stopped, because it can go on.

    One whose loss exploded may have kept a model of before.
    """

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One epoch of a run: losses as means, accuracies as shares, seconds with validation."""

    epoch: int
    train_loss: float
    train_accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a project.

    Attributes:
        folder: The run's folder; its name is the run's stable name.
        begun: When it was made, in local time.
        state: What became of it.
        about: Name and notes that a person gave it.
        config: The knobs, settled; None when they cannot be read (damaged, or of a newer version).
        data: Digest of the pictures, labels and split that it learns; empty when not known.
        curves: The epochs so far.
        best_epoch: The epoch whose weights the model of the run holds; 0 is that before any step,
            None is no model yet.
        macro_f1: Of that model on validation.
        trial: Its mark, when it is a trial of a search for good settings.
        cross: The result of its check by folds; None where there is none (yet).
        checkpoint: Whether there is one to go on from, its own or of its check by folds.
    """

    folder: Path
    begun: datetime
    state: RunState
    about: About
    config: TrainConfig | None
    data: str
    curves: tuple[CurvePoint, ...]
    best_epoch: int | None
    macro_f1: float | None
    trial: TrialMark | None = None
    cross: CrossScores | None = None
    checkpoint: bool = False

    @property
    def name(self) -> str:
        """The name that a person gave it, else the folder's."""
        return self.about.name or self.folder.name

    @property
    def in_the_way(self) -> bool:
        """Whether it is a trial that was not the best: nobody asked for it, and it has no model."""
        return self.trial is not None and not self.trial.best and not self.about.name

    @property
    def can_go_on(self) -> bool:
        """Whether it did not end by itself: it goes on, or without a checkpoint begins again.

        Trials are left out: a search goes on as a whole.
        """
        own = self.trial is None
        return own and self.state is RunState.STOPPED and self.config is not None

    @property
    def best(self) -> CurvePoint | None:
        """The values of the best epoch."""
        return next((point for point in self.curves if point.epoch == self.best_epoch), None)

    @property
    def epochs_done(self) -> int:
        """Whole passes over the training pictures; the linear head is none."""
        return sum(point.epoch > 0 for point in self.curves)

    @property
    def backbone(self) -> str:
        """Name of the network; empty when not known."""
        return settle_basics(self.config).backbone if self.config is not None else ""

    @property
    def seconds(self) -> float:
        """Time of its epochs."""
        return sum(point.seconds for point in self.curves)

    def to_dict(self) -> dict[str, Any]:
        """One row of the table as plain JSON values."""
        best = self.best
        return {
            "run": self.folder.name,
            "name": self.about.name,
            "notes": self.about.notes,
            "state": self.state.value,
            "begun": self.begun.isoformat(timespec="seconds"),
            "data": self.data,
            "plan": self.config.plan if self.config else None,
            "backbone": self.backbone,
            "freeze": self.config.freeze if self.config else None,
            "epochs": self.epochs_done,
            "best_epoch": self.best_epoch,
            "val_accuracy": best.val_accuracy if best else None,
            "val_loss": best.val_loss if best else None,
            "train_accuracy": best.train_accuracy if best else None,
            "train_loss": best.train_loss if best else None,
            "macro_f1": self.macro_f1,
            "folds": len(self.cross.folds) if self.cross else None,
            "folds_accuracy": self.cross.accuracy.mean if self.cross else None,
            "folds_deviation": self.cross.accuracy.deviation if self.cross else None,
            "seconds": round(self.seconds, 1),
            "search": self.trial.search if self.trial else None,
            "trial": self.trial.number + 1 if self.trial else None,
        }


Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A knob in which configurations differ: its value in each of them."""

    knob: str
    values: tuple[Value, ...]


def read_history(
    runs: Path, control: Control, known: Mapping[Path, RunRecord] | None = None
) -> Iterator[RunRecord]:
    """Reads the runs below a folder, newest first.

    Args:
        runs: The project's folder of runs; it need not exist.
        control: Asked between runs.
        known: Earlier records by folder, which save reading what never changes.

    Raises:
        Stopped: `control` asked for it.
    """
    for run in list_runs(runs):
        control.checkpoint()
        with contextlib.suppress(FileNotFoundError):  # It is just being deleted.
            yield read_record(run, known.get(run.path) if known else None)


def read_record(run: RunFolder, known: RunRecord | None = None) -> RunRecord:
    """Reads one run.

    Raises:
        FileNotFoundError: There is none.
    """
    last = run.last_event()
    ended = last if last.get("event") == "run_finished" else {}
    curves = _curves(run)
    state = RunState.RUNNING if is_locked(run) else _ended_as(ended, curves)
    best_epoch, macro_f1 = _kept(run, ended)
    return RunRecord(
        folder=run.path,
        begun=datetime.fromtimestamp(run.config_file.stat().st_mtime).astimezone(),
        state=state,
        about=read_about(run.path),
        config=_config(run),
        data=known.data if known and known.data else _data(run),
        curves=curves,
        best_epoch=best_epoch,
        macro_f1=macro_f1,
        trial=read_mark(run.path),
        cross=read_cross_scores(run.path),
        checkpoint=run.begun,
    )


def differences(configs: Sequence[TrainConfig]) -> tuple[Difference, ...]:
    """The knobs in which two or more configurations are not all the same."""
    columns = [knob_values(config) for config in configs]
    rows = (Difference(knob, tuple(each[knob] for each in columns)) for knob in columns[0])
    return tuple(row for row in rows if any(value != row.values[0] for value in row.values))


def knob_values(config: TrainConfig) -> dict[str, Value]:
    """Every knob in a form that can be shown, open ones settled; shares as `70/15/15`."""
    values = {f.name: getattr(config, f.name) for f in dataclasses.fields(config)}
    values |= dataclasses.asdict(settle_basics(config))
    return {knob: _plain(value) for knob, value in values.items()}


def find_run(runs: Path, wanted: str, others: Sequence[RunFolder] = ()) -> RunFolder:
    """The run that somebody means: by path, folder name, given name, or how its folder begins.

    Args:
        runs: The project's folder of runs.
        wanted: What was said.
        others: Runs elsewhere that may be meant, too.

    Raises:
        RunError: No run, or more than one, is meant.
    """
    for path in (runs / wanted, Path(wanted)):
        if RunFolder(path).config_file.is_file():
            return RunFolder(path)
    listed = [*list_runs(runs), *others]
    named = [r for r in listed if read_about(r.path).name.casefold() == wanted.casefold()]
    exact = [run for run in listed if run.path.name == wanted]
    begin = [run for run in listed if run.path.name.startswith(wanted)]
    found = named or exact or begin
    if len(found) == 1:
        return found[0]
    if found:
        names = [run.path.name for run in found]
        if len(set(names)) < len(names):
            names = [str(run.path) for run in found]
        raise RunError(
            f"{wanted} may mean {len(found)} runs: {', '.join(names)}.",
            "Give the whole name, or the path.",
        )
    raise RunError(f"There is no run {wanted}.", "See them with: shoeclassifier runs list DATA.")


def _plain(value: object) -> Value:
    if isinstance(value, Shares):
        return value.text
    return value if isinstance(value, Value) else str(value)


def _ended_as(ended: Mapping[str, Any], curves: Sequence[CurvePoint]) -> RunState:
    ending = Ending.told(ended)
    if ending is None or ending is Ending.STOPPED:
        return RunState.STOPPED
    if ending is Ending.FAILED and not curves:
        return RunState.FAILED
    losses = (curves[-1].train_loss, curves[-1].val_loss) if curves else ()
    return RunState.DIVERGED if was_explosion(ending, losses) else RunState.FINISHED


def _config(run: RunFolder) -> TrainConfig | None:
    try:
        return run.read_config()[0]
    except UserError:
        return None


def _data(run: RunFolder) -> str:
    with contextlib.suppress(UserError):
        return ModelCard.read(run.path).data
    with contextlib.suppress(UserError, OSError):
        return SplitRecord.read(run.path).data
    return ""


def _curves(run: RunFolder) -> tuple[CurvePoint, ...]:
    """The epochs of a run; a line that is just being written is left out."""
    points = []
    for row in run.curve_rows():
        with contextlib.suppress(ValueError, TypeError, KeyError):
            points.append(_point(row))
    return tuple(points)


def _point(row: Mapping[str, str]) -> CurvePoint:
    return CurvePoint(
        epoch=int(row["epoch"]),
        train_loss=float(row["train_loss"]),
        train_accuracy=float(row["train_accuracy"]),
        val_loss=float(row["val_loss"]),
        val_accuracy=float(row["val_accuracy"]),
        seconds=float(row["seconds"]),
    )


def _kept(run: RunFolder, ended: Mapping[str, Any]) -> tuple[int | None, float | None]:
    """Best epoch and macro F1 of the run's model, which after a kill the model alone knows."""
    if ended.get("model"):
        return int(ended["best_epoch"]), ended.get("macro_f1")
    with contextlib.suppress(UserError):
        card = ModelCard.read(run.path)
        return card.best_epoch, card.scores.macro_f1
    return None, None
