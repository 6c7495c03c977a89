"""How hard a model finds each picture of a data set: the cross-entropy of its class."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.runs.answers import ItemLosses
from shoeclassifier_gui.core.runs.class_match import match_classes
from shoeclassifier_gui.core.runs.model_card import WEIGHTS_FILE, ModelCard, model_folder
from shoeclassifier_gui.learn.models.evaluation import classify_files
from shoeclassifier_gui.learn.models.known_rows import KnownRows
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.weights.weights_files import file_hash

# Probabilities below it are taken for it: a loss of 27.6 is as hard as it gets.
_LEAST = 1e-12


def item_losses(
    project: Project, model: Path, dataset: Dataset, control: Control
) -> Iterator[FeatureProgress | ItemLosses]:
    """Asks a model about every picture that it was not asked about before; the last event is all.

    A stop ends the asking, and what is known by then is told. The answers are kept in the
    project's hidden folder, by the model's and the pictures' contents.

    Raises:
        ModelError: The model's folder is incomplete, damaged or of another version.
        StorageError: The disk is full or may not be written to.
    """
    card = ModelCard.read(model)
    known = match_classes(card, dataset)
    items = [item for item in dataset.items if known[item.class_index] is not None]
    weights = file_hash(model_folder(model) / WEIGHTS_FILE)
    if len(card.views) > 1:
        weights += f" {card.views}"
    answers = KnownRows(
        project.caches / "answers",
        weights,
        card.preprocessing,
        len(card.classes),
        [item.digest for item in items],
    )
    wanted = answers.missing()
    new = list({item.digest: item for item in items if item.digest in wanted}.values())
    if new:
        yield FeatureProgress(0, len(new))
        yield from _ask(Predictor.load(model), new, answers, control)
    yield ItemLosses(_losses(dataset, items, known, answers))


def _ask(
    predictor: Predictor, items: Sequence[Item], answers: KnownRows, control: Control
) -> Iterator[FeatureProgress]:
    try:
        asked = classify_files(predictor, [item.path for item in items], control)
        for item, answer in zip(items, asked, strict=True):
            if answer.probabilities is not None:
                logarithms = np.log(np.maximum(answer.probabilities, _LEAST))
                answers.add([item.digest], logarithms[None])
            yield FeatureProgress(answer.done, answer.total)
    except Stopped:
        return
    finally:
        answers.close()


def _losses(
    dataset: Dataset, items: Sequence[Item], known: Sequence[int | None], answers: KnownRows
) -> dict[tuple[str, str], float]:
    missing = answers.missing()
    asked = [item for item in items if item.digest not in missing]
    if not asked:
        return {}
    columns = np.array([known[item.class_index] for item in asked], np.intp)
    rows = answers.of([item.digest for item in asked])
    losses = -rows[np.arange(len(asked)), columns]
    names = [(item.digest, dataset.classes[item.class_index]) for item in asked]
    return dict(zip(names, losses.tolist(), strict=True))
