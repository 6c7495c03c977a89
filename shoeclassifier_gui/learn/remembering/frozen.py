"""What the frozen layers of a network see of pictures, as it is remembered."""

import torch

from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier


class FrozenLayers:
    """The blocks of a network that are frozen now; those that thaw later still belong to it.

    Args:
        classifier: Its frozen blocks look.
        execution: How they compute.

    Attributes:
        blocks: The frozen ones.
        passed: Their number.
        pooled: Whether only the average over a picture's places is needed behind them.
        dtype: That what they see is remembered in.
    """

    def __init__(self, classifier: Classifier, execution: Execution) -> None:
        self.passed = classifier.frozen_blocks
        self.blocks = classifier.blocks[: self.passed]
        self.pooled = self.passed == len(classifier.blocks) and classifier.pools
        # Averages keep eleven bits; what learning layers round to bfloat16 is kept so.
        rounded = execution.number_format == "bfloat16" and not self.pooled
        self.dtype = torch.bfloat16 if rounded else torch.float16
        self._execution = execution

    def see(self, pictures: torch.Tensor) -> torch.Tensor:
        """Activations of normalised pictures, (n, channels, h, w); h = w = 1 where pooled."""
        arranged = pictures.contiguous(memory_format=self._execution.memory_format)
        with torch.inference_mode(), self._execution.precision():
            seen: torch.Tensor = self.blocks(arranged)
        return seen.float().mean(dim=(2, 3), keepdim=True) if self.pooled else seen

    def send(self, rows: torch.Tensor) -> torch.Tensor:
        """Remembered rows as inputs of the blocks that learn, on the device."""
        sent = self._execution.send(rows)
        if self._execution.number_format == "float32":
            sent = sent.float()
        return sent.contiguous(memory_format=self._execution.memory_format)
