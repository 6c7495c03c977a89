"""Fits a linear head to features: a model in seconds."""

from dataclasses import dataclass

import torch
from torch import nn

from shoeclassifier_gui.learn.networks.heads import Maxout

# Penalties on the mean loss over standardised features, strong to weak: the best one depends on
# how many pictures there are, so all are tried, each from the one before.
_PENALTIES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4)
_ITERATIONS = 100
# Inputs of units that bend near zero (in float16 scores of up to 600 stay finite), and of those
# that bend far from it.
_LARGE, _SMALL = 1e2, 1e-2
_EPS = 1e-5  # As in batch normalisation, which does the standardising later.


@dataclass(frozen=True, slots=True)
class LinearHead:
    """A softmax regression over standardised features.

    Attributes:
        mean: Of the training features, (features,).
        variance: Likewise.
        weight: (classes, features).
        bias: (classes,).
    """

    mean: torch.Tensor
    variance: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor

    @property
    def over_plain_features(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Weight and bias that give the same scores of features that nobody standardised."""
        weight = self.weight / torch.sqrt(self.variance + _EPS)
        return weight, self.bias - weight @ self.mean

    def scores(self, features: torch.Tensor) -> torch.Tensor:
        """Scores before the softmax, (n, classes)."""
        standard = (features - self.mean) / torch.sqrt(self.variance + _EPS)
        return nn.functional.linear(standard, self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class Examples:
    """Features (n, features), float32, with class indices (n,)."""

    features: torch.Tensor
    labels: torch.Tensor


def fit_linear_head(
    train: Examples, val: Examples, classes: int, class_weights: torch.Tensor | None = None
) -> LinearHead:
    """Fits by L-BFGS (Liu and Nocedal 1989); the penalty with the least validation loss is taken.

    Args:
        train: What is learned from.
        val: What chooses the penalty; without any the middle one is taken.
        classes: Number of classes.
        class_weights: (classes,), of each picture's loss; None counts all pictures alike.
    """
    variance, mean = torch.var_mean(train.features, dim=0, correction=0)
    weight = torch.zeros(classes, len(mean), device=mean.device)
    bias = torch.zeros(classes, device=mean.device)
    best, least = None, float("inf")
    for number, penalty in enumerate(_PENALTIES):
        head = LinearHead(mean, variance, weight.clone(), bias.clone())
        _descend(head, train, penalty, class_weights)
        weight, bias = head.weight.detach(), head.bias.detach()
        fitted = LinearHead(mean, variance, weight, bias)
        if len(val.labels):
            loss = float(nn.functional.cross_entropy(fitted.scores(val.features), val.labels))
        else:
            loss = abs(number - len(_PENALTIES) // 2)
        if best is None or loss < least:
            best, least = fitted, loss
    assert best is not None
    return best


def install(head: nn.Module, fitted: LinearHead, features: torch.Tensor) -> None:
    """Lets the head of a network score as a fitted one does.

    Args:
        head: One for which `holds_linear_head` holds.
        fitted: What it is to give.
        features: (n, features), that it was fitted to.
    """
    normalisation = next((m for m in head.modules() if isinstance(m, nn.BatchNorm1d)), None)
    *dense, last = (module for module in head.modules() if isinstance(module, nn.Linear))
    with torch.no_grad():
        if dense:
            passing = _Passing.of(head, fitted, features)
            signed = _both_signs(fitted, last.in_features, passing)
            _set_linear(dense[0], *signed)
            if normalisation is not None:
                _let_through(normalisation, nn.functional.linear(features, *signed))
            _set_linear(last, *_difference(fitted, last.in_features, passing))
        elif normalisation is not None:
            _set_statistics(normalisation, fitted.mean, fitted.variance)
            _set_linear(last, fitted.weight, fitted.bias)
        else:
            _set_linear(last, *fitted.over_plain_features)


@dataclass(frozen=True, slots=True)
class _Passing:
    """How units pass a score s on: f(scale s) - f(-scale s) = scale (1 + slope) s.

    For `tanh` that is true up to 3e-5 of the largest score, for `elu` up to 0.01; else exactly.

    Attributes:
        scale: Of the units' inputs: large where the activation bends near zero, small where it
            bends far from it.
        slope: Of what the activation makes of negative values.
        pieces: Units behind the dense layer are made of so many equal ones.
    """

    scale: float = 1.0
    slope: float = 0.0
    pieces: int = 1

    @classmethod
    def of(cls, head: nn.Module, fitted: LinearHead, features: torch.Tensor) -> "_Passing":
        for module in head.modules():
            match module:
                case nn.LeakyReLU():
                    return cls(slope=module.negative_slope)
                case nn.ELU():
                    return cls(scale=_LARGE)
                case nn.Tanh():
                    most = float(fitted.scores(features).abs().max())
                    return cls(scale=_SMALL / max(most, _EPS), slope=1.0)
                case Maxout():
                    return cls(slope=1.0, pieces=Maxout.pieces)
        return cls()


def _both_signs(
    fitted: LinearHead, units: int, passing: _Passing
) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and biases of units that give each score and its opposite; the rest give nothing."""
    weight, bias = (passing.scale * each for each in fitted.over_plain_features)
    missing = units - 2 * len(bias)
    both = torch.cat([weight, -weight, weight.new_zeros(missing, weight.shape[1])])
    biases = torch.cat([bias, -bias, bias.new_zeros(missing)])
    pieces = passing.pieces
    return both.repeat_interleave(pieces, dim=0), biases.repeat_interleave(pieces)


def _difference(
    fitted: LinearHead, units: int, passing: _Passing
) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and biases that make scores again of what `_both_signs` gives."""
    classes = len(fitted.bias)
    own = torch.eye(classes) / (passing.scale * (1 + passing.slope))
    rest = torch.zeros(classes, units - 2 * classes)
    return torch.cat([own, -own, rest], dim=1), torch.zeros(classes)


def _set_statistics(
    normalisation: nn.BatchNorm1d, mean: torch.Tensor, variance: torch.Tensor
) -> None:
    assert normalisation.running_mean is not None
    assert normalisation.running_var is not None
    normalisation.running_mean.copy_(mean)
    normalisation.running_var.copy_(variance)
    normalisation.weight.fill_(1)
    normalisation.bias.zero_()


def _let_through(normalisation: nn.BatchNorm1d, rows: torch.Tensor) -> None:
    """Takes the statistics of some rows (n, features) and leaves rows as they are."""
    variance, mean = torch.var_mean(rows, dim=0, correction=0)
    _set_statistics(normalisation, mean, variance)
    normalisation.weight.copy_(torch.sqrt(variance + normalisation.eps))
    normalisation.bias.copy_(mean)


def _set_linear(layer: nn.Linear, weight: torch.Tensor, bias: torch.Tensor) -> None:
    layer.weight.copy_(weight)
    layer.bias.copy_(bias)


def _descend(
    head: LinearHead, train: Examples, penalty: float, class_weights: torch.Tensor | None
) -> None:
    standard = (train.features - head.mean) / torch.sqrt(head.variance + _EPS)
    parameters = [head.weight.requires_grad_(), head.bias.requires_grad_()]
    optimizer = torch.optim.LBFGS(
        parameters, max_iter=_ITERATIONS, history_size=10, line_search_fn="strong_wolfe"
    )

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        scores = nn.functional.linear(standard, head.weight, head.bias)
        loss = nn.functional.cross_entropy(scores, train.labels, weight=class_weights)
        loss = loss + penalty * head.weight.square().sum() / 2
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
