"""What a network is asked to make small: the losses, and how much each class counts in them."""

from dataclasses import dataclass

import torch
from torch.nn import functional

from shoeclassifier_gui.core.runs.config import Loss, TrainConfig
from shoeclassifier_gui.learn.pictures.mixing import Targets


def picture_losses(
    loss: Loss, scores: torch.Tensor, labels: torch.Tensor, label_smoothing: float = 0.0
) -> torch.Tensor:
    """The loss of each picture, (n,).

    Args:
        loss: `cross_entropy`, or `hinge`: how far each wrong class comes within 1 of the right
            one, summed (Weston and Watkins 1999, "Support vector machines for multi-class pattern
            recognition").
        scores: float32 (n, classes).
        labels: int64 (n,).
        label_smoothing: Share of each target spread over all classes; cross-entropy only.
    """
    if loss == "hinge":
        # torch takes the mean over the classes.
        means = functional.multi_margin_loss(scores, labels, reduction="none")
        return means * scores.shape[1]
    return functional.cross_entropy(
        scores, labels, reduction="none", label_smoothing=label_smoothing
    )


def class_weights(labels: torch.Tensor, classes: int = 0) -> torch.Tensor:
    """Weights with which all classes count alike; 1 on average over the pictures.

    At least one for each of `classes`, and one for each label that comes: n / (k n_c) with k the
    classes that have pictures, as scikit-learn's `balanced` after King and Zeng 2001, "Logistic
    regression in rare events data"; 0 for a class that has none.
    """
    counts = torch.bincount(labels, minlength=classes).float()
    present = counts > 0
    weights = len(labels) / (present.sum() * counts.clamp(min=1))
    return weights * present


@dataclass(frozen=True, slots=True)
class TrainingLoss:
    """The mean loss over a batch that learns.

    Attributes:
        loss: See `picture_losses`.
        label_smoothing: Likewise.
        weights: Of the classes, by index; None when they count as often as they come.
    """

    loss: Loss
    label_smoothing: float
    weights: torch.Tensor | None

    @classmethod
    def of(cls, config: TrainConfig, labels: torch.Tensor, device: torch.device) -> "TrainingLoss":
        """The loss that a configuration asks for.

        Args:
            config: Settled.
            labels: Of all training pictures.
            device: Where it is computed.
        """
        weights = class_weights(labels).to(device) if config.balance == "weights" else None
        return cls(config.loss, config.label_smoothing, weights)

    def __call__(self, scores: torch.Tensor, targets: Targets) -> torch.Tensor:
        """The mean over scores (n, classes), a scalar."""
        losses = self._weighed(scores, targets.labels)
        if targets.partners is not None:
            losses = torch.lerp(self._weighed(scores, targets.partners), losses, targets.share)
        return losses.mean()

    def _weighed(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        losses = picture_losses(self.loss, scores, labels, self.label_smoothing)
        return losses if self.weights is None else losses * self.weights[labels]
