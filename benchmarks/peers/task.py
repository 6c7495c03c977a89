"""What every peer is asked to do, and how it answers: one JSON object a line.

A peer runs in a process, and often in an environment, of its own: this file needs the standard
library alone.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Task:
    """A fine-tuning that is the same for all.

    Attributes:
        folder: With `train`, `val` and perhaps `test`, each with a folder for every class.
        weights: A `.npz` of the convolution layers under torchvision's names.
        backbone: torchvision's name of the network.
        frozen: Convolution layers, counted from the input, that do not learn.
        head: `pool` or `dense`, as the program's own heads of these names.
        side: Of the network's input in pixels.
        epochs: Passes over the training pictures.
        batch: Pictures a step.
        seed: Of order, augmentation and new layers.
        workers: Processes or threads that prepare pictures.
    """

    folder: str
    weights: str
    backbone: str
    frozen: int
    head: str
    side: int
    epochs: int
    batch: int
    seed: int
    workers: int

    @property
    def root(self) -> Path:
        """The folder as a path."""
        return Path(self.folder)

    def to_json(self) -> str:
        """One line for the peer's command."""
        return json.dumps(asdict(self))


def asked() -> Task:
    """The task that the peer's command names."""
    return Task(**json.loads(sys.argv[1]))


def tell_epoch(number: int, accuracy: float) -> None:
    """An epoch was learned and validated; `accuracy` is on the validation part."""
    _tell({"epoch": number, "accuracy": accuracy})


def tell_answers(answers: Mapping[str, int]) -> None:
    """Class indices by relative path of the test part."""
    _tell({"answers": dict(answers)})


def _tell(values: Mapping[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(values)}\n")
    sys.stdout.flush()
