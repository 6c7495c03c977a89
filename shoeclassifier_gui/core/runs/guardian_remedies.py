"""What would help a run that goes wrong: knobs to start again with."""

from dataclasses import replace

from shoeclassifier_gui.core.runs.config import LIMITS, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics, why_plain

Remedy = dict[str, str | float | int | bool | None]

_USUAL_RATES = {"sgd": 1e-2}
_STEP = 10.0
_LIGHT = 0.3
_DROPOUT = 0.5
_MOST_DECAY = 1e-2
_SMOOTHING = 0.1
# Remembered ones; with a single one pictures are shown as they are, whatever is asked beside it.
_VIEWS = 4


def rate_of(config: TrainConfig) -> float:
    """The learning rate that a configuration comes to."""
    return settle_basics(config).learning_rate


def usual_rate(config: TrainConfig) -> float:
    """The learning rate that suits the optimizer, and the network, for most data."""
    if config.optimizer in _USUAL_RATES:
        return _USUAL_RATES[config.optimizer]
    return settle_basics(replace(config, learning_rate=None)).learning_rate


def slower(config: TrainConfig) -> Remedy:
    """A tenth of the learning rate; nothing where it cannot be smaller."""
    return _other_rate(config, max(LIMITS["learning_rate"][0], rate_of(config) / _STEP))


def quicker(config: TrainConfig) -> Remedy:
    """Ten times the learning rate, or the usual one where that is more, as far as it may be."""
    rate = max(rate_of(config) * _STEP, usual_rate(config))
    return _other_rate(config, min(LIMITS["learning_rate"][1], rate))


def against_chance(config: TrainConfig) -> Remedy:
    """What most often keeps a network from learning anything."""
    backbone = settle_basics(config).backbone
    if config.weights == SCRATCH and config.freeze:
        return {"freeze": 0}  # Frozen at random weights it passes on little to learn from.
    if config.weights == SCRATCH and backbone.startswith("vgg") and not backbone.endswith("_bn"):
        return {"backbone": f"{backbone}_bn", "freeze": None}
    if rate_of(config) < usual_rate(config):
        return quicker(config)
    return slower(config)


def against_learning_by_heart(config: TrainConfig) -> Remedy:
    """The next thing that is not yet done against it; nothing when only more pictures help."""
    plain = shows_plain_pictures(config)
    if plain or not config.crops or config.illumination < _LIGHT:
        light = max(_LIGHT, config.illumination)
        varied: Remedy = {"crops": True, "illumination": light}
        return {**varied, "views": _VIEWS} if plain else varied
    if settle_basics(config).dropout < _DROPOUT:
        return {"dropout": _DROPOUT}
    if config.weight_decay < _MOST_DECAY:
        return {"weight_decay": _rounded(min(_MOST_DECAY, max(1e-3, config.weight_decay * _STEP)))}
    if config.loss == "cross_entropy" and config.label_smoothing < _SMOOTHING:
        return {"label_smoothing": _SMOOTHING}
    return {}


def shows_plain_pictures(config: TrainConfig) -> bool:
    """Whether random changes are off, whatever is asked; an open freeze depth freezes some."""
    frozen = 1 if config.freeze is None else config.freeze
    return why_plain(settle_basics(config), frozen) is not None


def _other_rate(config: TrainConfig, rate: float) -> Remedy:
    wanted = _rounded(rate)
    return {} if wanted == rate_of(config) else {"learning_rate": wanted}


def _rounded(value: float) -> float:
    """Without the dust of binary numbers: 0.001 / 10 is 0.0001."""
    return float(f"{value:.6g}")
