"""Scores a model on pictures, and classifies many files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import BrokenPicture, ModelError
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.runs.answers import Evaluated, ItemAnswer
from shoeclassifier_gui.core.runs.class_match import match_classes
from shoeclassifier_gui.core.runs.model_card import ModelCard, model_folder
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.models.predictor import Predictor, Probabilities
from shoeclassifier_gui.learn.pictures.pixels import decoding_threads, read_square

_BATCH = 32
ALL = "all"


@dataclass(frozen=True, slots=True)
class FileAnswered:
    """The answer for one file.

    Attributes:
        path: The file.
        probabilities: By class index; None when the file cannot be read.
        error: Why it cannot be read.
        done: Files so far.
        total: All files.
    """

    path: Path
    probabilities: Probabilities | None
    error: BrokenPicture | None
    done: int
    total: int


def classify_files(
    predictor: Predictor, paths: Sequence[Path], control: Control
) -> Iterator[FileAnswered]:
    """Classifies picture files in order; files that cannot be read are answered with an error.

    Raises:
        Stopped: `control` asked for it.
    """
    done = 0
    with decoding_threads() as pool:
        for start in range(0, len(paths), _BATCH):
            control.checkpoint()
            chunk = paths[start : start + _BATCH]
            loaded = list(pool.map(lambda path: _try_square(predictor, path), chunk))
            squares = [square for square in loaded if not isinstance(square, BrokenPicture)]
            answers = iter(predictor.classify_squares(np.stack(squares)) if squares else ())
            for path, square in zip(chunk, loaded, strict=True):
                done += 1
                if isinstance(square, BrokenPicture):
                    yield FileAnswered(path, None, square, done, len(paths))
                else:
                    yield FileAnswered(path, next(answers), None, done, len(paths))


def choose_items(model: Path, dataset: Dataset, split: str) -> list[Item]:
    """The items of a data set that served `split` when the model was trained.

    What was left out since, because its label lies for example, is not measured on.

    Args:
        model: The model's folder.
        dataset: Any labelled pictures.
        split: `train`, `val`, `test`, or `all` for every picture, known to the model or not.

    Raises:
        ModelError: None of the pictures served that part, all were left out, or they are of classes
            that the model does not know.
    """
    if split == ALL:
        if not dataset.used:
            raise ModelError("All of these pictures were left out.", "Use some of them again.")
        return list(dataset.used)
    items = SplitRecord.read(model_folder(model)).select(dataset.used, Split(split))
    if not items:
        # Pictures of other things cannot be measured on in any part.
        _require_known(ModelCard.read(model), dataset, dataset.used)
        raise ModelError(
            f"None of these pictures was in the {split} part when the model was trained.",
            "Use --split all to measure on all of them.",
        )
    return items


def evaluate(
    predictor: Predictor, dataset: Dataset, items: Sequence[Item], split: str, control: Control
) -> Iterator[FileAnswered | Evaluated]:
    """Scores a model on items; the last event holds the result.

    Classes are matched by their stable ids, so that a renamed class is scored rightly, and those
    of other data sets by name; their order may differ between data set and model.

    Raises:
        ModelError: The data set has a class that the model does not know.
        Stopped: `control` asked for it.
    """
    known = _require_known(predictor.card, dataset, items)
    answers = []
    for item, event in zip(
        items, classify_files(predictor, [item.path for item in items], control), strict=True
    ):
        if event.probabilities is not None:
            said = int(event.probabilities.argmax())
            truth = known[item.class_index]
            assert truth is not None
            answers.append(ItemAnswer(item, truth, said, float(event.probabilities[said])))
        yield event
    truths = np.array([answer.truth for answer in answers], np.int64)
    choices = np.array([answer.said for answer in answers], np.int64)
    yield Evaluated(score(split, predictor.card.classes, truths, choices), tuple(answers))


def _require_known(card: ModelCard, dataset: Dataset, items: Sequence[Item]) -> list[int | None]:
    """The model's index of each class; none of those of the items is open."""
    known = match_classes(card, dataset)
    used = {item.class_index for item in items}
    strange = [name for i, name in enumerate(dataset.classes) if i in used and known[i] is None]
    if strange:
        raise ModelError(
            f"The model does not know the class {strange[0]}.",
            f"It knows {', '.join(card.classes)}.",
        )
    return known


def _try_square(predictor: Predictor, path: Path) -> Picture | BrokenPicture:
    try:
        return read_square(predictor.card.preprocessing, path)
    except BrokenPicture as error:
        return error
