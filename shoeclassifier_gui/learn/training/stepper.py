"""One optimizer update: a batch in parts that fit into memory, on one device or several."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.micro_batches import MicroBatches, too_small
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.pictures.mixing import mix_batch
from shoeclassifier_gui.learn.remembering.sources import Source
from shoeclassifier_gui.learn.training.averaging import WeightAverage
from shoeclassifier_gui.learn.training.losses import TrainingLoss


@dataclass(slots=True)
class Stepper:
    """Makes updates.

    Attributes:
        network: Learns.
        optimizer: Of its parameters that learn.
        config: Settled.
        loss: Of a batch.
        average: Of the weights; None where it is not wanted.
        execution: How to compute.
        micro: Cuts batches.
        world: The processes that train together.
    """

    network: Classifier
    optimizer: torch.optim.Optimizer
    config: TrainConfig
    loss: TrainingLoss
    average: WeightAverage | None
    execution: Execution
    micro: MicroBatches
    world: World
    _scaler: torch.amp.GradScaler = field(init=False)

    def __post_init__(self) -> None:
        kind = self.execution.device.torch_device.type
        self._scaler = torch.amp.GradScaler(kind, enabled=self.execution.needs_loss_scaling)

    @property
    def scaling(self) -> tuple[float, int]:
        """The scale of float16 losses, and for how many steps it was good; 0 where none is used."""
        if not self._scaler.is_enabled():
            return 0.0, 0
        return self._scaler.get_scale(), int(self._scaler.state_dict()["_growth_tracker"])

    def restore_scaling(self, scale: float, growth: int) -> None:
        """Goes on with the `scaling` of a checkpoint; a scale of 0 keeps the present one."""
        if self._scaler.is_enabled() and scale:
            kept = {**self._scaler.state_dict(), "scale": scale, "_growth_tracker": growth}
            self._scaler.load_state_dict(kept)

    def step(
        self, source: Source, batch: Sequence[int], labels: torch.Tensor, place: tuple[int, int]
    ) -> tuple[torch.Tensor, torch.Tensor, int]:
        """One update.

        Args:
            source: Gives inputs.
            batch: Positions, of all processes together.
            labels: Class indices of all pictures.
            place: Epoch and step over all epochs, from 0; the step's random numbers follow from it.

        Returns:
            Mean loss and number of right answers, on the device, and number of pictures, of the
            whole batch.

        Raises:
            OutOfGpuMemory: Not even two pictures, or not the optimizer, fit onto the card.
        """
        epoch, number = place
        own = self.world.share_of_batch(batch)
        while True:
            try:
                self.optimizer.zero_grad(set_to_none=True)
                # Drawn anew after a failure: the same step, in smaller parts.
                generator = _generator(self.config.seed, 1 + self.world.rank, number)
                torch.manual_seed(int(torch.randint(2**62, (), generator=generator)))
                loss, right = self._accumulate(source, own, labels, (len(batch), epoch, generator))
                break
            except torch.OutOfMemoryError as error:
                self.micro.halve(error)
        try:
            self._update()
        except torch.OutOfMemoryError as error:
            raise too_small() from error
        if self.average is not None:
            self.average.update(number)
        self.world.sum((loss, right))
        return loss, right, len(batch)

    def _accumulate(
        self,
        source: Source,
        own: Sequence[int],
        labels: torch.Tensor,
        rest: tuple[int, int, torch.Generator],
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Gradients of a batch, in parts that fit into memory."""
        whole, epoch, generator = rest
        device = self.execution.device.torch_device
        total = torch.zeros((), device=device)
        right = torch.zeros((), dtype=torch.int64, device=device)
        for part in self.micro.parts(own):
            truths = self.execution.send(labels[list(part)])
            changed = source.changed(part, epoch, generator)
            inputs, targets = mix_batch(self.config.mix, changed, truths, generator)
            with self.execution.precision():
                scores = self.network.scores(inputs, source.passed)
            loss = self.loss(scores, targets) * (len(part) / whole)
            self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            total += loss.detach()
            right += (scores.detach().argmax(dim=1) == targets.mostly).sum()
        return total, right

    def _update(self) -> None:
        learning = [p for group in self.optimizer.param_groups for p in group["params"]]
        self.world.sum_gradients(learning)
        if self._scaler.is_enabled():
            self._scaler.unscale_(self.optimizer)
        gradients = [p.grad for p in learning if p.grad is not None]
        norm = nn.utils.get_total_norm(gradients)
        # A gradient that is no number must not reach the weights; found out without waiting.
        share = torch.isfinite(norm).float()
        if self.config.clip:
            share = share * (self.config.clip / (norm.nan_to_num(1, 1) + 1e-6)).clamp(max=1)
        for gradient in gradients:
            gradient.nan_to_num_(0, 0, 0).mul_(share)
        self._scaler.step(self.optimizer)
        self._scaler.update()


def _generator(*entropy: int) -> torch.Generator:
    """A generator on the CPU whose numbers follow from `entropy` alone."""
    seed = int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0]) % 2**63
    return torch.Generator().manual_seed(seed)
