"""Options of what trains: the network, how it learns, how pictures are changed."""

import argparse
from dataclasses import fields
from typing import Any

from shoeclassifier_gui.core.runs.config import (
    ACTIVATIONS,
    BALANCES,
    HEADS,
    LOSSES,
    MIXES,
    OPTIMIZERS,
    PLANS,
    SCHEDULES,
    WATCHES,
    TrainConfig,
)

_KNOBS = TrainConfig()


def batch_size(text: str) -> int | None:
    """Reads a number, or `auto`."""
    return None if text == "auto" else int(text)


def add_knobs(parser: argparse.ArgumentParser) -> None:
    """Adds every knob of a configuration but shares and folds, which are a single run's."""
    add = parser.add_argument
    add("--plan", choices=PLANS, default=_KNOBS.plan,
        help="fast: linear head only; balanced: the top learns, too; best: more does")  # fmt: skip
    _add_network(parser)
    _add_learning(parser)
    _add_augmentation(parser)
    add("--views", type=int,
        help="changed views of each picture that frozen layers look at (4)")  # fmt: skip
    add("--test-crops", metavar="N", type=int,
        help="let the model answer with the mean over up to N views of each picture, 1 to 10, if "
        "validation gets better; an answer takes as many times as long (1; best: 10)")  # fmt: skip
    add("--seed", type=int, default=_KNOBS.seed, help="of order, augmentation and new layers")
    add("--reproducible", action="store_true", help="the same numbers every time, more slowly")
    add("--device", default=_KNOBS.device, help="auto, cpu, cuda, cuda:1, mps")


def config_of(options: argparse.Namespace, **more: Any) -> TrainConfig:  # noqa: ANN401 - knobs
    """The configuration that options of `add_knobs`, and further knobs, come to."""
    names = {field.name for field in fields(TrainConfig)} - {"shares"}
    given = {name: getattr(options, name) for name in names if hasattr(options, name)}
    return TrainConfig(**given, **more)


def _add_network(parser: argparse.ArgumentParser) -> None:
    """Adds the network, what it starts from, and what of it is frozen."""
    group = parser.add_argument_group("the network")
    add = group.add_argument
    add("--backbone", help="torchvision's name of the network, or compact (vgg16, or one "
        "with weights here; from a file or model: its own; from scratch: vgg16_bn)")  # fmt: skip
    add("--weights", default=_KNOBS.weights,
        help="imagenet (default), none, a file, or the folder of a model or run: its layers are "
        "taken over where they fit, and its classes keep what the head knows")  # fmt: skip
    add("--freeze", type=int, help="convolution layers, from the input on, that do not learn")
    add("--head", choices=HEADS,
        help="what follows the convolutions (dense; fast or scratch: pool; "
        "compact: classic)")  # fmt: skip
    add("--cut", type=int, help="convolution layers, from the input on, that are used (all)")
    add("--dense-width", type=int, default=_KNOBS.dense_width, help="of --head dense (256)")
    add("--activation", choices=ACTIVATIONS, default=_KNOBS.activation, help="of --head dense")
    add("--batch-norm", action=argparse.BooleanOptionalAction, default=_KNOBS.batch_norm,
        help="batch normalisation in --head pool and dense")  # fmt: skip
    add("--image-size", type=int,
        help="side of the network's input (224; from scratch: 64; compact: 150)")  # fmt: skip


def _add_augmentation(parser: argparse.ArgumentParser) -> None:
    """Adds the random changes of training pictures."""
    group = parser.add_argument_group("random changes of training pictures")
    add = group.add_argument
    switch = argparse.BooleanOptionalAction
    add("--flips", action=switch, default=_KNOBS.flips, help="mirror left and right")
    add("--crops", action=switch, default=_KNOBS.crops, help="cut out random parts")
    add("--scale-jitter", action=switch, default=_KNOBS.scale_jitter,
        help="cut out at VGG's wide range of scales")  # fmt: skip
    for name, explanation in (
        ("illumination", "strength of light and colour changes, 0 to 1"),
        (
            "deformation",
            "strength of turning, shearing, perspective and bending, 0 to 1 (0.3; from scratch: "
            "0.7)",
        ),
        ("occlusion", "share of pictures with something laid over, 0 to 1"),
        ("clutter", "share of pictures with a piece of another one at the rim, 0 to 1"),
    ):
        add(f"--{name}", type=float, default=getattr(_KNOBS, name), help=explanation)


def _add_learning(parser: argparse.ArgumentParser) -> None:
    """Adds what is made small, how steadily, and what counts as best."""
    add = parser.add_argument_group("how it learns").add_argument
    add("--epochs", type=int,
        help="passes over the training pictures (10; from scratch: 25; best: 30; compact: "
        "40)")  # fmt: skip
    add("--batch-size", metavar="N", type=batch_size,
        help="pictures a step; auto (default): 8 to 32, on a card to 64, so that an epoch has 20 "
        "steps and the card room; from scratch 32 at least")  # fmt: skip
    add("--lr", dest="learning_rate", type=float,
        help="learning rate of new layers (0.001; from scratch: 0.0003; compact: "
        "0.0005)")  # fmt: skip
    add("--pretrained-rate", type=float, default=_KNOBS.pretrained_rate,
        help="share of it for unfrozen pretrained layers")  # fmt: skip
    add("--optimizer", choices=OPTIMIZERS, default=_KNOBS.optimizer)
    add("--schedule", choices=SCHEDULES, default=_KNOBS.schedule, help="how the rates fall")
    add("--weight-decay", type=float, default=_KNOBS.weight_decay, help="L2 penalty")
    add("--dropout", type=float, help="in the head (0.5; compact: 0.8)")
    add("--label-smoothing", type=float, default=_KNOBS.label_smoothing)
    add("--patience", type=int,
        help="epochs without gain before stopping early; 0 never stops early")  # fmt: skip
    add("--loss", choices=LOSSES, default=_KNOBS.loss, help="what is made small")
    add("--balance", choices=BALANCES, default=_KNOBS.balance,
        help="let small classes count as large ones do (as the data set asks)")  # fmt: skip
    add("--mix", choices=MIXES, default=_KNOBS.mix, help="two pictures in one, with both labels")
    add("--warm-up", type=float, default=_KNOBS.warm_up,
        help="share of the run in which the rates rise; one_cycle has its own")  # fmt: skip
    add("--clip", type=float, default=_KNOBS.clip, help="largest norm of the gradient; 0: any")
    add("--average", type=float, default=_KNOBS.average,
        help="decay of the average weights that are kept, such as 0.99; 0: none")  # fmt: skip
    add("--watch", choices=WATCHES, default=_KNOBS.watch,
        help="the validation score that chooses the best epoch and stops early")  # fmt: skip
