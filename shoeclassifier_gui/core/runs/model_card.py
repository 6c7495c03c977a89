"""What a model folder says about its model, readable without torch."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.errors import ModelError, RunError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.preprocessing import CENTRE, CORNER, Preprocessing, View
from shoeclassifier_gui.core.runs.config import Activation, Head, TrainConfig
from shoeclassifier_gui.core.runs.scores import Scores

FORMAT = 1
CARD_FILE = "model.json"
WEIGHTS_FILE = "model.safetensors"
README_FILE = "README.md"
DEFAULT_UNKNOWN_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything about a model but its weights.

    Attributes:
        backbone: torchvision's name of the network, or `compact`.
        head: `pool`, `dense` or `classic`.
        classes: Names by index.
        preprocessing: How a picture becomes the network's input.
        scores: On the validation part of its own training.
        unknown_threshold: Probability below which the answer is "unknown".
        weights: What the backbone started from, in words.
        best_epoch: The epoch whose weights these are.
        created: ISO 8601, with the offset from UTC.
        data: Digest over the items, classes and splits that it was trained with.
        versions: Of the program and of torch, when it was made.
        class_ids: Stable ids of the classes by index; empty in models of earlier versions.
        cut: Convolution layers of the network that are used; None is all of them.
        dense_width: Outputs of the dense layer of the head `dense`.
        activation: What follows that layer.
        batch_norm: Whether the heads `pool` and `dense` normalise by batches.
        views: Of each picture, whose mean answer is the model's; models of earlier versions know
            the centre alone.
    """

    backbone: str
    head: Head
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    scores: Scores
    unknown_threshold: float
    weights: str
    best_epoch: int
    created: str
    data: str
    versions: dict[str, str]
    class_ids: tuple[str, ...] = ()
    cut: int | None = None
    dense_width: int = 256
    activation: Activation = "relu"
    batch_norm: bool = True
    views: tuple[View, ...] = (CENTRE,)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, as in `model.json`."""
        return {
            "format": FORMAT,
            "backbone": self.backbone,
            "cut": self.cut,
            "head": self.head,
            "dense_width": self.dense_width,
            "activation": self.activation,
            "batch_norm": self.batch_norm,
            "classes": list(self.classes),
            "class_ids": list(self.class_ids),
            "image_size": self.preprocessing.image_size,
            "preprocessing": asdict(self.preprocessing),
            "views": [asdict(view) for view in self.views],
            "scores": self.scores.to_dict(),
            "unknown_threshold": self.unknown_threshold,
            "weights": self.weights,
            "best_epoch": self.best_epoch,
            "created": self.created,
            "data": self.data,
            "versions": self.versions,
        }

    def write(self, folder: Path) -> None:
        """Writes `model.json` and the `README.md` beside it."""
        write_text(folder / CARD_FILE, json.dumps(self.to_dict(), indent=2, ensure_ascii=False))
        write_text(folder / README_FILE, self._readme())

    @classmethod
    def read(cls, folder: Path) -> "ModelCard":
        """Reads a model folder's card; a run's folder stands for the model in it.

        Raises:
            ModelError: There is no model, a file is missing, damaged or of another version.
        """
        folder = model_folder(folder)
        for name in (CARD_FILE, WEIGHTS_FILE):
            if not (folder / name).is_file():
                raise ModelError(
                    f"There is no complete model in {folder}: {name} is missing.",
                    "Choose the folder `model` of a finished run.",
                )
        try:
            values = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
            version = values["format"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ModelError(f"The file {CARD_FILE} in {folder} is damaged.") from error
        if version != FORMAT:
            raise ModelError(
                f"The model in {folder} has format {version}; this program reads format {FORMAT}.",
                "Update the program, or train the model again.",
            )
        try:
            return _from_dict(values)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"The file {CARD_FILE} in {folder} is damaged.") from error

    @property
    def network(self) -> str:
        """In words, for example "the first 4 convolution layers of vgg16"."""
        if self.cut is None:
            return self.backbone
        return f"the first {self.cut} convolution layers of {self.backbone}"

    def _readme(self) -> str:
        names = ", ".join(self.classes)
        scores = self.scores
        return (
            f"# A model of Shoe Classifier\n\n"
            f"Tells apart: {names}.\n\n"
            f"- Network: {self.network}, {self.preprocessing.image_size} px, "
            f"started from {self.weights}.\n"
            f"{self._views_line()}"
            f"- Right on {scores.accuracy:.1%} of {scores.count} validation pictures "
            f"(macro F1 {scores.macro_f1:.3f}), never trained on; used to choose the best epoch.\n"
            f"- Trained {self.created} with Shoe Classifier "
            f"{self.versions.get('shoeclassifier', '?')}.\n\n"
            f"`model.safetensors` holds the weights, `model.json` classes and preprocessing, "
            f"`splits.csv` which picture served which part.\n\n"
            f"Use it: `shoeclassifier classify THIS-FOLDER PICTURE...`\n"
        )

    def _views_line(self) -> str:
        if len(self.views) == 1:
            return ""
        return (
            f"- Answers with the mean over {len(self.views)} views of each picture (centre, "
            f"corners, mirrored), which takes {len(self.views)} times as long as one.\n"
        )


def _views(values: Sequence[dict[str, Any]]) -> tuple[View, ...]:
    views = tuple(View(int(v["row"]), int(v["column"]), bool(v["mirrored"])) for v in values)
    if not views or any(place not in {0, 1, 2} for v in views for place in (v.row, v.column)):
        raise ValueError("views")
    return views


def model_folder(folder: Path) -> Path:
    """The model folder itself, also when a run's folder was named.

    Raises:
        ModelError: There is no such folder.
    """
    inner = folder / "model" if (folder / "config.json").is_file() else folder
    of_run = (inner.parent / "config.json").is_file()
    for place in (inner, set_aside(inner), folder) if of_run else (folder,):
        if place.is_dir():
            return place
    raise ModelError(f"There is no model folder {folder}.", "Check the name.")


def set_aside(folder: Path) -> Path:
    """Where a model folder stands while another one takes its place, and after a kill just then."""
    return folder.with_name(f"{folder.name}.old")


def _channels(values: Sequence[float]) -> tuple[float, float, float]:
    red, green, blue = values
    return float(red), float(green), float(blue)


def _share(value: float) -> float:
    if not 0 < value <= 1:
        raise ValueError(f"A model cannot see {value} of a square.")
    return float(value)


def _network_shape(values: dict[str, Any]) -> TrainConfig:
    """What a model has in common with a configuration; models of earlier versions say less."""
    names = ("head", "cut", "dense_width", "activation", "batch_norm")
    try:
        return TrainConfig(**{name: values[name] for name in names if name in values})
    except RunError as error:
        raise ValueError(error.sentence) from error


def _from_dict(values: dict[str, Any]) -> ModelCard:
    preparation = values["preprocessing"]
    shape = _network_shape(values)
    return ModelCard(
        backbone=values["backbone"],
        head=shape.head or "pool",
        classes=tuple(values["classes"]),
        preprocessing=Preprocessing(
            image_size=int(preparation["image_size"]),
            mean=_channels(preparation["mean"]),
            deviation=_channels(preparation["deviation"]),
            share=_share(preparation.get("share", CORNER)),
        ),
        scores=Scores.from_dict(values["scores"]),
        unknown_threshold=float(values["unknown_threshold"]),
        weights=values["weights"],
        best_epoch=values["best_epoch"],
        created=values["created"],
        data=values["data"],
        versions=values["versions"],
        class_ids=tuple(values.get("class_ids", ())),
        cut=shape.cut,
        dense_width=shape.dense_width,
        activation=shape.activation,
        batch_norm=shape.batch_norm,
        views=_views(values["views"]) if "views" in values else (CENTRE,),
    )
