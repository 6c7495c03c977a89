"""What a check by folds keeps in the folder of its run, so that it can go on after a crash."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.files import write_atomically, write_text
from shoeclassifier_gui.core.runs.answers import Evaluated, ItemAnswer
from shoeclassifier_gui.core.runs.cross_scores import HELD_OUT, CrossScores
from shoeclassifier_gui.core.runs.fold_events import FoldFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.scores import Scores, score

_DEALT_COLUMNS = ("path", "fold")
_ANSWER_COLUMNS = ("path", "digest", "class", "said", "probability")
_Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class FoldsFolder:
    """Names the files of a check and reads and writes the plain ones.

    Attributes:
        run: The whole run.
    """

    run: RunFolder

    @property
    def dealt_file(self) -> Path:
        """The fold of every picture."""
        return self.run.folds / "folds.csv"

    @property
    def result_file(self) -> Path:
        """The scores, when all folds are finished."""
        return self.run.path / "folds.json"

    def part(self, fold: int) -> RunFolder:
        """The training without one fold, counted from 1."""
        return RunFolder(self.run.folds / str(fold))

    def answers_file(self, fold: int) -> Path:
        """What the model of one fold said of every picture that was held out from it."""
        return self.part(fold).path / "held_out.csv"

    def write_dealt(self, fold_of: Mapping[str, int]) -> None:
        """Keeps which fold each picture is in (from 0, by relative path).

        Raises:
            StorageError: The folder cannot be written.
        """
        _write_csv(self.dealt_file, _DEALT_COLUMNS, [(p, f + 1) for p, f in fold_of.items()])

    def read_dealt(self) -> dict[str, int]:
        """What `write_dealt` was given.

        Raises:
            RunError: The file is missing or damaged.
        """
        try:
            rows = _read_csv(self.dealt_file)
            return {row["path"]: int(row["fold"]) - 1 for row in rows}
        except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
            raise RunError(f"The file {self.dealt_file} is damaged.", "Start a new run.") from error

    def keep_answers(
        self, fold: int, answers: Sequence[ItemAnswer], classes: Sequence[str]
    ) -> None:
        """Finishes a fold: its answers are kept, its checkpoints and model are not.

        Raises:
            StorageError: The disk is full.
        """
        rows = [
            (a.item.relative, a.item.digest, classes[a.truth], classes[a.said], a.probability)
            for a in answers
        ]
        _write_csv(self.answers_file(fold), _ANSWER_COLUMNS, rows)
        self._drop_weights(fold)

    def is_finished(self, fold: int) -> bool:
        """Whether a fold has answered."""
        return self.answers_file(fold).is_file()

    def read_finished(self, fold: int, classes: Sequence[str]) -> FoldFinished:
        """How a finished fold did.

        Raises:
            RunError: Its answers are damaged.
        """
        ends = [e for e in self.part(fold).events() if e["event"] == "run_finished"]
        seconds = float(ends[-1]["seconds"]) if ends else 0.0
        return FoldFinished(fold, _score(self.read_rows(fold), classes), seconds)

    def finish(self, folds: int, dataset: Dataset) -> CrossScores:
        """Scores all folds together and keeps the result.

        Raises:
            RunError: Not every picture was answered exactly once.
            StorageError: The disk is full.
        """
        classes = dataset.classes
        parts = [self.read_rows(fold) for fold in range(1, folds + 1)]
        rows = [row for part in parts for row in part]
        told, dealt = Counter(row["path"] for row in rows), Counter(list(self.read_dealt()))
        if strange := (told - dealt) | (dealt - told):
            raise RunError(
                f"The picture {min(strange)} was not answered exactly once by a model that had "
                "not seen it.",
                "Start a new run.",
            )
        scores = tuple(_score(part, classes) for part in parts)
        result = CrossScores(scores, _score(rows, classes))
        text = json.dumps(result.to_dict(), indent=2, ensure_ascii=False)
        write_text(self.result_file, f"{text}\n")
        for fold in range(1, folds + 1):
            self._drop_weights(fold)  # Where a crash came between the answers and this.
        return result

    def _drop_weights(self, fold: int) -> None:
        part = self.part(fold)
        for checkpoint in (part.last_checkpoint, part.best_checkpoint):
            checkpoint.unlink(missing_ok=True)
        shutil.rmtree(part.model, ignore_errors=True)

    def read_rows(self, fold: int) -> _Rows:
        """The answers of a finished fold, a row a picture.

        Raises:
            RunError: They are damaged.
        """
        path = self.answers_file(fold)
        try:
            rows = _read_csv(path)
        except (OSError, ValueError, csv.Error) as error:
            raise RunError(f"The file {path} cannot be read.", "Start a new run.") from error
        if not all(all(row.get(name) for name in _ANSWER_COLUMNS) for row in rows):
            raise RunError(f"The file {path} is damaged.", "Start a new run.")
        return rows


def read_cross_scores(run: Path) -> CrossScores | None:
    """The result of a run's check by folds; None when there is none, or it is damaged."""
    try:
        values = json.loads(FoldsFolder(RunFolder(run)).result_file.read_text(encoding="utf-8"))
        return CrossScores.from_dict(values)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def read_held_out(run: RunFolder, dataset: Dataset) -> Evaluated:
    """What the models of a run's folds said of the pictures that were held out from them.

    The scores are of all of them; pictures that were changed, deleted or left out since have no
    answer.

    Raises:
        RunError: The run has no such result, or it is damaged.
    """
    result = read_cross_scores(run.path)
    if result is None:
        raise RunError(f"The run {run.path.name} was not checked with folds.")
    number = {entry.name: index for index, entry in enumerate(result.pooled.per_class)}
    items = {(item.relative, item.digest): item for item in dataset.used}
    answers = [
        ItemAnswer(item, number[row["class"]], number[row["said"]], float(row["probability"]))
        for fold in range(1, len(result.folds) + 1)
        for row in FoldsFolder(run).read_rows(fold)
        if (item := items.get((row["path"], row["digest"]))) is not None
    ]
    return Evaluated(result.pooled, tuple(answers))


def _score(rows: _Rows, classes: Sequence[str]) -> Scores:
    number = {name: index for index, name in enumerate(classes)}
    truth = np.array([number[row["class"]] for row in rows], np.int64)
    said = np.array([number[row["said"]] for row in rows], np.int64)
    return score(HELD_OUT, classes, truth, said)


def _write_csv(
    path: Path, columns: Sequence[str], rows: Sequence[tuple[str | float | int, ...]]
) -> None:
    with (
        write_atomically(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        csv.writer(file).writerows([tuple(columns), *rows])


def _read_csv(path: Path) -> _Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
