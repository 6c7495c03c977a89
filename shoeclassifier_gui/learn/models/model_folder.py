"""Writes and reads the folder that holds a trained model."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from shoeclassifier_gui import __version__
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.runs.model_card import (
    DEFAULT_UNKNOWN_THRESHOLD,
    WEIGHTS_FILE,
    ModelCard,
    model_folder,
    set_aside,
)
from shoeclassifier_gui.core.runs.scores import Scores
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.networks.backbones import describe
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import build_head

if TYPE_CHECKING:  # A plan may start from a model folder, which is read here.
    from shoeclassifier_gui.learn.training.plan import Plan


def write_model(
    folder: Path,
    weights: Path,
    card: ModelCard,
    record: SplitRecord,
) -> None:
    """Makes a model folder as a whole; an earlier one of the same name is replaced.

    At every moment one of the two is whole: between the two renames, for which a folder that is
    not empty leaves no other way, the earlier one stands aside, where `model_folder` finds it.

    Args:
        folder: The model folder.
        weights: A checkpoint of the best weights.
        card: What is said about the model.
        record: Which picture served which part.

    Raises:
        StorageError: The disk is full; an earlier model is still there.
    """
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with storage_errors(folder):
        fresh.mkdir(parents=True)
        _link_or_copy(weights, fresh / WEIGHTS_FILE)
        card.write(fresh)
        record.write(fresh)
        old = set_aside(folder)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def make_card(
    plan: "Plan", classes: tuple[str, ...], scores: Scores, best_epoch: int, record: SplitRecord
) -> ModelCard:
    """Describes a model that was just trained, and answers with one view of each picture."""
    return ModelCard(
        backbone=plan.basics.backbone,
        head=plan.basics.head,
        classes=classes,
        preprocessing=plan.preprocessing,
        scores=scores,
        unknown_threshold=DEFAULT_UNKNOWN_THRESHOLD,
        weights=plan.origin.weights,
        best_epoch=best_epoch,
        created=datetime.now().astimezone().isoformat(timespec="seconds"),
        data=record.data,
        versions={"shoeclassifier": __version__, "torch": str(torch.__version__)},
        class_ids=tuple(record.class_ids.get(name, "") for name in classes),
        cut=plan.config.cut,
        dense_width=plan.config.dense_width,
        activation=plan.config.activation,
        batch_norm=plan.config.batch_norm,
    )


def read_model(folder: Path) -> tuple[ModelCard, Classifier]:
    """Loads a model for use (evaluation mode, CPU).

    Raises:
        ModelError: The folder is incomplete, damaged or of another version.
    """
    folder = model_folder(folder)
    card = ModelCard.read(folder)
    backbone = describe(card.backbone)
    if card.cut is not None:
        backbone = backbone.cut(card.cut)
    with torch.device("meta"):
        head = build_head(card, backbone, len(card.classes), dropout=0)
    classifier = Classifier(backbone.blocks, head)
    try:
        # Assigned to empty layers: nothing is initialised, no random number is drawn.
        classifier.load_state_dict(_read_tensors(folder / WEIGHTS_FILE), assign=True)
    except (SafetensorError, RuntimeError, OSError) as error:
        raise ModelError(
            f"The weights in {folder} are damaged or do not fit the model's description.",
            "Train again, or copy the whole folder once more.",
        ) from error
    return card, classifier.eval()


def _read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Copies, because the loader maps the file into memory: Windows replaces no mapped file, and
    the run's best weights may be the same file under another name (a hard link).
    """  # noqa: D205 - one thought of two lines
    return {name: tensor.clone() for name, tensor in load_file(path).items()}


def _link_or_copy(source: Path, target: Path) -> None:
    """The same bytes need not lie on the disk twice; not every file system can link."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
