"""One optimizer update: a batch in parts that fit into memory, on one device or several."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from torch import nn

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.pictures.mixing import mix_batch
from shoeclassifier_gui.learn.remembering.sources import Source
from shoeclassifier_gui.learn.training.averaging import WeightAverage
from shoeclassifier_gui.learn.training.losses import TrainingLoss
from shoeclassifier_gui.learn.training.micro_batches import MicroBatches, too_small

# Where fused kernels ask whether a step shall be made (on Apple's they do not: pytorch#186360).
_ASKING = {"cpu", "cuda"}
# Mean loss and number of right answers, on the device.
_Done = tuple[torch.Tensor, torch.Tensor]


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
        counted = _Counted(self.network)
        loss, right = self._fitting(partial(self._attempt, source, batch, labels, place), counted)
        try:
            usable = self._update()
        except torch.OutOfMemoryError as error:
            raise too_small() from error
        counted.put_back(unless=usable)
        if self.average is not None:
            self.average.update(place[1])
        self.world.sum((loss, right))
        return loss, right, len(batch)

    def _fitting(self, attempt: Callable[[], _Done], counted: "_Counted") -> _Done:
        """Gradients of a batch: the same step again, in smaller parts, while memory is full."""
        while True:
            with contextlib.suppress(torch.OutOfMemoryError):
                return attempt()
            # Here the error is gone, and with it what was computed until then.
            counted.put_back()
            self.micro.halve()

    def _attempt(
        self, source: Source, batch: Sequence[int], labels: torch.Tensor, place: tuple[int, int]
    ) -> _Done:
        epoch, number = place
        self.optimizer.zero_grad(set_to_none=True)
        generator = _generator(self.config.seed, 1 + self.world.rank, number)
        torch.manual_seed(int(torch.randint(2**62, (), generator=generator)))
        own = self.world.share_of_batch(batch)
        return self._accumulate(source, own, labels, (len(batch), epoch, generator))

    def _accumulate(
        self,
        source: Source,
        own: Sequence[int],
        labels: torch.Tensor,
        rest: tuple[int, int, torch.Generator],
    ) -> _Done:
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

    def _update(self) -> torch.Tensor:
        """Moves the weights; does not, where a gradient is no number: it would reach them all.

        Returns:
            Whether it did, on the device: with fused optimizers nobody waits for it.
        """
        learning = [p for group in self.optimizer.param_groups for p in group["params"]]
        self.world.sum_gradients(learning)
        if self._scaler.is_enabled():
            self._scaler.unscale_(self.optimizer)
        gradients = [p.grad for p in learning if p.grad is not None]
        norm = nn.utils.get_total_norm(gradients)
        usable = torch.isfinite(norm)
        if self.config.clip:
            torch._foreach_mul_(gradients, (self.config.clip / (norm + 1e-6)).clamp(max=1))
        if self._scaler.is_enabled():  # It leaves the step out by itself.
            self._scaler.step(self.optimizer)
            self._scaler.update()
        else:
            self._move_if(usable)
        return usable

    def _move_if(self, usable: torch.Tensor) -> None:
        fused = all(group.get("fused") for group in self.optimizer.param_groups)
        if not fused or usable.device.type not in _ASKING:
            if usable:
                self.optimizer.step()
            return
        # Fused kernels ask this themselves, on the device; torch's GradScaler uses it likewise.
        self.optimizer.found_inf = (~usable).float()  # type: ignore[attr-defined]
        try:
            self.optimizer.step()
        finally:
            del self.optimizer.found_inf  # type: ignore[attr-defined]


class _Counted:
    """What normalisation has counted before a step; one that is not made counts nothing."""

    def __init__(self, network: Classifier) -> None:
        self._live = list(network.statistics().values())
        self._before = [values.clone() for values in self._live]

    def put_back(self, unless: torch.Tensor | None = None) -> None:
        """Forgets the step, unless this truth on the device says that it was made."""
        if unless is not None and unless.device.type == "cpu" and unless:
            return
        for live, before in zip(self._live, self._before, strict=True):
            live.copy_(before if unless is None else torch.where(unless, live, before))


def _generator(*entropy: int) -> torch.Generator:
    """A generator on the CPU whose numbers follow from `entropy` alone."""
    seed = int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0]) % 2**63
    return torch.Generator().manual_seed(seed)
