"""The pictures of a run by their positions, and what they show."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from shoeclassifier_gui.core.dataset.items import Item


@dataclass(frozen=True, slots=True)
class Material:
    """The pictures of a run, by position: those to learn from first.

    Attributes:
        labels: Class indices, int64 (pictures,).
        train: Positions of the training items.
        val: Positions of the validation items.
    """

    labels: torch.Tensor
    train: tuple[int, ...]
    val: tuple[int, ...]

    @property
    def train_labels(self) -> torch.Tensor:
        """Class indices of the training items, in their order."""
        return self.labels[list(self.train)]

    @classmethod
    def of(cls, train: Sequence[Item], val: Sequence[Item]) -> "Material":
        """Numbers the items of both parts."""
        labels = torch.tensor([item.class_index for item in (*train, *val)])
        middle = len(train)
        return cls(labels, tuple(range(middle)), tuple(range(middle, len(labels))))
