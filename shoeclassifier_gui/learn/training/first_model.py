"""The linear head on what the network sees before anything else learns: a model in seconds."""

from collections.abc import Generator, Sequence

import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import Preparation, Preparing
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.room import Room
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.remembering.sources import Source
from shoeclassifier_gui.learn.training.linear_head import Examples, LinearHead, fit_linear_head
from shoeclassifier_gui.learn.training.losses import class_weights, picture_losses

_BATCH = 32


def features(
    network: Classifier,
    source: Source,
    positions: Sequence[int],
    execution: Execution,
    control: Control,
) -> Generator[Preparing, None, torch.Tensor]:
    """Averages of the last block's outputs of pictures as they are.

    Returns:
        float32 (pictures, channels), on the CPU.

    Raises:
        OutOfGpuMemory: The card has no room for a single picture.
        Stopped: `control` asked for it.
    """
    network.eval()
    rest = network.blocks[source.passed :]

    def look(part: Sequence[int]) -> torch.Tensor:
        control.checkpoint()
        with torch.inference_mode(), execution.precision():
            seen: torch.Tensor = rest(source.plain(part))
        return seen.float().mean(dim=(2, 3)).cpu()

    parts: list[torch.Tensor] = []
    for seen in Room().parts(look, positions, _BATCH):
        parts.append(seen)
        yield Preparing(Preparation.HEAD, sum(map(len, parts)), len(positions))
    # Outside of inference mode, so that what is fitted to them may have gradients.
    return torch.cat(parts).clone()


def fit(
    train: Examples, val: Examples, classes: int, config: TrainConfig
) -> tuple[LinearHead, float, float]:
    """Fits the head, by cross-entropy whatever the run's loss, with its balance of classes.

    Returns:
        It, its mean loss and its share of right answers on the training pictures.
    """
    even = config.balance in {"weights", "sampling"}
    weights = class_weights(train.labels, classes) if even else None
    fitted = fit_linear_head(train, val, classes, weights)
    scores = fitted.scores(train.features)
    loss = float(picture_losses(config.loss, scores, train.labels).mean())
    right = float((scores.argmax(dim=1) == train.labels).float().mean())
    return fitted, loss, right
