"""A trained model that answers: pictures in, probabilities out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.preprocessing import View
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.computing.room import Room
from shoeclassifier_gui.learn.models.model_folder import read_model
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.pictures.augmentation import plain

Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Predictor:
    """A model on a device. Use it from one thread at a time.

    Attributes:
        card: What is known of the model.
        classifier: The network.
        execution: How it computes.
        room: On the device.
    """

    card: ModelCard
    classifier: Classifier
    execution: Execution
    room: Room = field(default_factory=Room, compare=False)

    @classmethod
    def load(cls, folder: Path, device: str = "auto") -> "Predictor":
        """Loads a model folder.

        Raises:
            ModelError: The folder is incomplete, damaged or of another version.
            OutOfGpuMemory: The card has no room for the network.
            RunError: This machine has no such device.
        """
        card, classifier = read_model(folder)
        place, size = choose_device(device), card.preprocessing.image_size
        execution = fastest_execution(classifier, place, size, name=card.network, learning=False)
        execution.place(classifier)
        return cls(card, classifier, execution)

    def classify(self, pictures: Sequence[Picture]) -> Probabilities:
        """Probabilities (pictures, classes) for RGB pictures of any size."""
        squares = np.stack([self.card.preprocessing.square(picture) for picture in pictures])
        return self.classify_squares(squares)

    def classify_squares(self, squares: Picture) -> Probabilities:
        """Probabilities (n, classes) for prepared squares, uint8 (n, side, side, 3).

        They are the mean over the model's views of each picture.

        Raises:
            OutOfGpuMemory: The card has no room for a single picture.
        """
        mean: Probabilities = self.answers(squares).mean(axis=0)
        return mean

    def answers(self, squares: Picture) -> Probabilities:
        """What each view says: probabilities (views, n, classes).

        Raises:
            OutOfGpuMemory: The card has no room for a single picture.
        """
        none = np.empty((len(self.card.views), 0, len(self.card.classes)), np.float32)
        said = self.room.parts(self._answers_at_once, squares, max(1, len(squares)))
        return np.concatenate([none, *said], axis=1)

    def looking(self, views: Sequence[View]) -> "Predictor":
        """The same model with other views of each picture."""
        return replace(self, card=replace(self.card, views=tuple(views)))

    def _answers_at_once(self, squares: Picture) -> Probabilities:
        batch = torch.from_numpy(squares).to(self.execution.device.torch_device)
        said = torch.stack([self._answer(batch, view) for view in self.card.views])
        probabilities: Probabilities = said.cpu().numpy()
        return probabilities

    def _answer(self, batch: torch.Tensor, view: View) -> torch.Tensor:
        pictures = plain(batch, self.card.preprocessing, view)
        arranged = pictures.contiguous(memory_format=self.execution.memory_format)
        with torch.inference_mode(), self.execution.precision():
            scores = self.classifier(arranged)
        return torch.softmax(scores.float(), dim=1)
