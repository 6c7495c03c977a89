"""What follows the convolution layers: from pooled features to class scores."""

import math
from collections.abc import Callable

import torch
from torch import nn

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.defaults import HeadChoice, has_classic_head
from shoeclassifier_gui.learn.networks.backbones import Backbone, empty_network

_LAYERS_BEFORE_DENSE = 2  # Of the classic head: pool and flatten.


class Maxout(nn.Module):
    """The larger one of each two neighbours (Goodfellow et al. 2013, "Maxout networks")."""

    pieces = 2

    def forward(self, units: torch.Tensor) -> torch.Tensor:
        """Takes (n, 2 width), gives (n, width)."""
        return units.view(len(units), -1, self.pieces).amax(dim=2)


# The leaky one has torch's slope of 0.01, which is that of its authors (Maas et al. 2013).
_ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "maxout": Maxout,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def build_head(
    choice: HeadChoice, backbone: Backbone, classes: int, dropout: float
) -> nn.Sequential:
    """Builds a head; its last layer is a linear one with a row for each class.

    Args:
        choice: Settled configuration or model card.
        backbone: What it follows.
        classes: Number of classes.
        dropout: Share of inputs that are dropped in training.

    Returns:
        Dense layers of `classic` are on the meta device, to be started with `start_head`.

    Raises:
        RunError: The network has no dense layers of its own.
    """
    if choice.head == "classic":
        return classic_head(backbone, classes, dropout)
    if choice.head == "dense":
        return dense_head(backbone.channels, classes, dropout, choice)
    return pool_head(backbone.channels, classes, dropout, batch_norm=choice.batch_norm)


def pool_head(
    channels: int, classes: int, dropout: float, *, batch_norm: bool = True
) -> nn.Sequential:
    """Global average pool, batch normalisation, dropout, one linear layer.

    Normalising puts pretrained features, whose scales differ by a factor of a hundred between
    channels, on one scale, so that the linear layer learns them all at one rate.
    """
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.BatchNorm1d(channels) if batch_norm else nn.Identity(),
        nn.Dropout(dropout),
        _last(channels, classes),
    )


def dense_head(channels: int, classes: int, dropout: float, choice: HeadChoice) -> nn.Sequential:
    """Global average pool, a dense layer, batch normalisation, activation, dropout, linear layer.

    Args:
        channels: Inputs.
        classes: Number of classes.
        dropout: Share of the dense layer's outputs that are dropped in training.
        choice: Tells width and activation of the dense layer, and whether it is normalised.
    """
    activation = _ACTIVATIONS[choice.activation]()
    units = choice.dense_width * (Maxout.pieces if isinstance(activation, Maxout) else 1)
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(channels, units),
        nn.BatchNorm1d(units) if choice.batch_norm else nn.Identity(),
        activation,
        nn.Dropout(dropout),
        _last(choice.dense_width, classes),
    )


def classic_head(backbone: Backbone, classes: int, dropout: float) -> nn.Sequential:
    """The network's own dense layers with a new last one, on the meta device: no memory.

    Args:
        backbone: Of the VGG family, AlexNet, or the compact network; behind a cut one the first
            dense layer is as wide as what is left.
        classes: Number of classes.
        dropout: Replaces the network's own.

    Raises:
        RunError: The network has no dense layers.
    """
    network = empty_network(backbone.name)
    dense = getattr(network, "classifier", None)
    if not isinstance(dense, nn.Sequential) or not has_classic_head(backbone.name):
        raise RunError(
            f"{backbone.name} has no classic head.",
            "Choose the average pool head, or one with a dense layer.",
        )
    pool = network.get_submodule("avgpool")
    assert isinstance(pool, nn.AdaptiveAvgPool2d)
    places = [index for index, layer in enumerate(dense) if isinstance(layer, nn.Linear)]
    for layer in dense:
        if isinstance(layer, nn.Dropout):
            layer.p = dropout
    if backbone.is_cut:
        _resize(dense, places[0], inputs=backbone.channels * _area(pool))
    _resize(dense, places[-1], outputs=classes)
    return nn.Sequential(pool, nn.Flatten(), *dense)


def start_head(head: nn.Sequential, state: dict[str, torch.Tensor] | None = None) -> None:
    """Gives layers of a head that are on the meta device their first weights.

    Args:
        head: From `build_head`.
        state: Whole pretrained network, to start the dense layers from; None for random.
    """
    # Counted from 0 again, as in the state: a slice of the head would keep its numbers.
    dense = nn.Sequential(*list(head)[_LAYERS_BEFORE_DENSE:])
    last = len(dense) - 1
    if state is not None:
        own = {k.removeprefix("classifier."): v for k, v in state.items() if "classifier." in k}
        own = {k: v for k, v in own.items() if not k.startswith(f"{last}.")}
        dense.load_state_dict(own, strict=False, assign=True)
    for layer in dense:
        if isinstance(layer, nn.Linear) and layer.weight.is_meta:
            layer.to_empty(device="cpu")
            # Glorot and Bengio 2010. For VGG's dense layers it comes to about torchvision's 0.01.
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)


def _last(inputs: int, classes: int) -> nn.Linear:
    linear = nn.Linear(inputs, classes)
    nn.init.zeros_(linear.bias)
    return linear


def _resize(dense: nn.Sequential, place: int, *, inputs: int = 0, outputs: int = 0) -> None:
    old = dense[place]
    assert isinstance(old, nn.Linear)
    inputs, outputs = inputs or old.in_features, outputs or old.out_features
    dense[place] = nn.Linear(inputs, outputs, device="meta")


def _area(pool: nn.AdaptiveAvgPool2d) -> int:
    size = pool.output_size
    sides = size if isinstance(size, tuple) else (size, size)
    return math.prod(side or 1 for side in sides)
