"""Two training pictures in one, with both their labels."""

from dataclasses import dataclass

import numpy as np
import torch

from shoeclassifier_gui.core.runs.config import Mix

# Of the Beta distribution of the share: Zhang et al. 2018 ("mixup", section 3) found 0.1 to 0.4
# best on ImageNet; Yun et al. 2019 ("CutMix", section 3.1) took 1.
_ALPHA = {"mixup": 0.2, "cutmix": 1.0}


@dataclass(frozen=True, slots=True)
class Targets:
    """What a batch should be called.

    Attributes:
        labels: Class indices, int64 (n,).
        partners: Of the pictures that were mixed in; None when nothing was.
        share: How much of each picture is its own, (n,), 0 to 1.
    """

    labels: torch.Tensor
    partners: torch.Tensor | None
    share: torch.Tensor

    @classmethod
    def plain(cls, labels: torch.Tensor) -> "Targets":
        """Of pictures that are their own."""
        return cls(labels, None, torch.ones(len(labels), device=labels.device))

    @property
    def mostly(self) -> torch.Tensor:
        """The class that makes up most of each picture, (n,)."""
        if self.partners is None:
            return self.labels
        return torch.where(self.share >= 0.5, self.labels, self.partners)


def mix_batch(
    kind: Mix, inputs: torch.Tensor, labels: torch.Tensor, generator: torch.Generator
) -> tuple[torch.Tensor, Targets]:
    """Mixes every input with another one of the batch.

    Args:
        kind: `none`; `mixup`, a weighted mean of the two; or `cutmix`, a rectangle of the other.
        inputs: (n, c, h, w) on any device: pictures, or activations of a layer.
        labels: int64 (n,) on the same device.
        generator: On the CPU, so that the choices are the same on every device.

    Returns:
        The mixed inputs, same shape and type, and what they should be called.
    """
    if kind == "none" or len(inputs) < 2:
        return inputs, Targets.plain(labels)
    order = torch.randperm(len(inputs), generator=generator).to(inputs.device)
    random = np.random.default_rng(int(torch.randint(2**62, (), generator=generator)))
    own = torch.from_numpy(random.beta(_ALPHA[kind], _ALPHA[kind], len(inputs))).float()
    others = inputs[order]
    if kind == "mixup":
        share = own.to(inputs.device)
        weight = share.to(inputs.dtype)[:, None, None, None]
        return torch.lerp(others, inputs, weight), Targets(labels, labels[order], share)
    foreign = _rectangles(1 - own, inputs.shape[2], inputs.shape[3], generator)
    share = 1 - foreign.float().mean(dim=(1, 2)).to(inputs.device)
    mixed = torch.where(foreign[:, None].to(inputs.device), others, inputs)
    return mixed, Targets(labels, labels[order], share)


def _rectangles(
    areas: torch.Tensor, height: int, width: int, generator: torch.Generator
) -> torch.Tensor:
    """Rectangles (n, height, width) of a share of the area, about a random point, cut at the rim.

    Yun et al. 2019, equation 2.
    """
    half = areas.sqrt() / 2
    x, y = torch.rand(2, len(areas), generator=generator)
    across = ((torch.arange(width) + 0.5) / width - x[:, None]).abs() < half[:, None]
    down = ((torch.arange(height) + 0.5) / height - y[:, None]).abs() < half[:, None]
    return torch.logical_and(down[:, :, None], across[:, None, :])
