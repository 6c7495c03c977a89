"""Optimizers with one rate for new layers and a smaller one for pretrained ones, and schedules."""

import math
from collections.abc import Iterable

import torch
from torch import nn

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.learn.networks.classifier import Classifier

_STEP_EVERY = 1 / 3  # Of the run: the step schedule falls to a tenth twice.
# Of the one-cycle schedule, as torch and fastai have it.
_RISE = 0.3
_FIRST = 1 / 25


def build_optimizer(
    classifier: Classifier, config: TrainConfig, *, pretrained: bool
) -> torch.optim.Optimizer:
    """Builds the optimizer over what learns.

    Pretrained layers learn at `pretrained_rate` of the rate of new ones (the rule of the source
    material: one tenth). Biases and normalisation get no weight decay.
    """
    groups = [
        *_groups(
            classifier.learning_blocks(),
            _backbone_rate(config, pretrained=pretrained),
            config.weight_decay,
        ),
        *_groups(
            classifier.head.parameters(), settle_basics(config).learning_rate, config.weight_decay
        ),
    ]
    match config.optimizer:
        case "adam":
            return torch.optim.Adam(groups, fused=True)
        case "adamw":
            return torch.optim.AdamW(groups, fused=True)
        case "sgd":
            # Fused, a first step that is left out leaves its momentum as memory happened to be.
            return torch.optim.SGD(groups, momentum=0.9, nesterov=True)
        case "rmsprop":
            return torch.optim.RMSprop(groups)


def thaw(
    classifier: Classifier,
    optimizer: torch.optim.Optimizer,
    frozen_blocks: int,
    config: TrainConfig,
    *,
    pretrained: bool,
) -> None:
    """Freezes fewer blocks than before; those that learn from now on join the optimizer."""
    newcomers = list(classifier.blocks[frozen_blocks : classifier.frozen_blocks].parameters())
    if newcomers:
        classifier.freeze(frozen_blocks)
        rate = _backbone_rate(config, pretrained=pretrained)
        for group in _groups(newcomers, rate, config.weight_decay):
            optimizer.add_param_group(group)


def rate_factor(schedule: str, step: int, total: int, warm_up: float = 0.0) -> float:
    """The share of its full rate that every layer learns with at a step.

    Args:
        schedule: `cosine` (Loshchilov and Hutter 2017, without restarts), `step`, `constant`, or
            `one_cycle` (Smith 2018, "A disciplined approach to neural network hyper-parameters"):
            up for 30 % of the run, from a 25th, then down to nothing, as a cosine both ways.
        step: From 0.
        total: Steps of the whole run.
        warm_up: Share of the run in which the rate first rises evenly; `one_cycle` has its own.
    """
    if schedule == "one_cycle":
        return _one_cycle(step / max(1, total))
    risen = warm_up * total
    if step < risen:
        return (step + 1) / (risen + 1)
    done = (step - risen) / max(1.0, total - risen)
    if schedule == "cosine":
        return _cosine(done)
    if schedule == "step":
        return 0.1 ** int(done / _STEP_EVERY + 1e-9)
    return 1.0


def _one_cycle(done: float) -> float:
    if done < _RISE:
        return 1 - (1 - _FIRST) * _cosine(done / _RISE)
    return _cosine((done - _RISE) / (1 - _RISE))


def _cosine(done: float) -> float:
    """Falls from 1 to 0."""
    return 0.5 * (1 + math.cos(math.pi * done))


def set_rates(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Sets every group's rate to a share of its full rate."""
    for group in optimizer.param_groups:
        group["lr"] = group["full_rate"] * factor


def _backbone_rate(config: TrainConfig, *, pretrained: bool) -> float:
    share = config.pretrained_rate if pretrained else 1.0
    return settle_basics(config).learning_rate * share


def _groups(
    parameters: Iterable[nn.Parameter], rate: float, weight_decay: float
) -> list[dict[str, object]]:
    chosen = list(parameters)
    decayed = [p for p in chosen if p.ndim > 1]
    plain = [p for p in chosen if p.ndim <= 1]
    return [
        {"params": some, "lr": rate, "full_rate": rate, "weight_decay": decay}
        for some, decay in ((decayed, weight_decay), (plain, 0.0))
        if some
    ]
