"""A moving average of the weights over the steps, which often answers better than the last ones."""

import contextlib
from collections.abc import Iterator

import torch

from shoeclassifier_gui.learn.networks.classifier import Classifier

Tensors = dict[str, torch.Tensor]


class WeightAverage:
    """The average of everything in a network that changes while it learns.

    Polyak and Juditsky 1992, "Acceleration of stochastic approximation by averaging". The first
    averages are short, or the untrained weights would stay in them for hundreds of steps: at step t
    the decay is at most (1 + t) / (10 + t), as TensorFlow's ExponentialMovingAverage does it.

    Args:
        network: On its device.
        decay: Share of the average that stays at each step.

    Attributes:
        tensors: The averages, by their names in the network's state.
    """

    def __init__(self, network: Classifier, decay: float) -> None:
        self._network = network
        self._decay = decay
        self.tensors: Tensors
        self.restart()

    @classmethod
    def of(cls, network: Classifier, decay: float) -> "WeightAverage | None":
        """The average that a configuration asks for; 0 asks for none."""
        return cls(network, decay) if decay > 0 else None

    def restart(self) -> None:
        """Begins with the weights as they are now."""
        self.tensors = {name: live.clone() for name, live in self._learning().items()}

    def update(self, step: int) -> None:
        """Takes the weights after a step, counted from 0 over the whole run, into the average."""
        decay = min(self._decay, (1 + step) / (10 + step))
        live = self._learning()
        for name in live.keys() - self.tensors.keys():  # Layers that learn from now on.
            self.tensors[name] = live[name].clone()
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.tensors.values()), [live[name] for name in self.tensors], 1 - decay
            )

    def load(self, tensors: Tensors) -> None:
        """Takes averages that were saved.

        Raises:
            KeyError: They belong to another network.
        """
        live = self._learning()
        self.tensors = {
            name: torch.empty_like(live[name]).copy_(saved) for name, saved in tensors.items()
        }

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """The network has the average weights meanwhile."""
        live = {name: tensor for name, tensor in self._learning().items() if name in self.tensors}
        kept = {name: tensor.clone() for name, tensor in live.items()}
        self._put(live, self.tensors)
        try:
            yield
        finally:
            self._put(live, kept)

    def _learning(self) -> Tensors:
        """What learns, and what normalisation counts of it; whole numbers are no averages."""
        frozen = tuple(f"blocks.{number}." for number in range(self._network.frozen_blocks))
        return {
            name: tensor.detach()
            for name, tensor in self._network.state_dict().items()
            if tensor.is_floating_point() and not name.startswith(frozen)
        }

    def _put(self, target: Tensors, source: Tensors) -> None:
        with torch.no_grad():
            for name, tensor in target.items():
                tensor.copy_(source[name])
