"""Options of `shoeclassifier train` that say how it learns and how pictures are changed."""

import argparse

from shoeclassifier_gui.core.runs.config import BALANCES, LOSSES, MIXES, WATCHES, TrainConfig

_KNOBS = TrainConfig()


def add_augmentation(parser: argparse.ArgumentParser) -> None:
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
        ("deformation", "strength of turning, shearing, perspective and bending, 0 to 1"),
        ("occlusion", "share of pictures with something laid over, 0 to 1"),
        ("clutter", "share of pictures with a piece of another one at the rim, 0 to 1"),
    ):
        add(f"--{name}", type=float, default=getattr(_KNOBS, name), help=explanation)


def add_learning(parser: argparse.ArgumentParser) -> None:
    """Adds what is made small, how steadily, and what counts as best."""
    group = parser.add_argument_group("how it learns")
    add = group.add_argument
    add("--loss", choices=LOSSES, default=_KNOBS.loss, help="what is made small")
    add("--balance", choices=BALANCES, default=_KNOBS.balance,
        help="let small classes count as much as large ones")  # fmt: skip
    add("--mix", choices=MIXES, default=_KNOBS.mix, help="two pictures in one, with both labels")
    add("--warm-up", type=float, default=_KNOBS.warm_up,
        help="share of the run in which the rates rise; one_cycle has its own")  # fmt: skip
    add("--clip", type=float, default=_KNOBS.clip, help="largest norm of the gradient; 0: any")
    add("--average", type=float, default=_KNOBS.average,
        help="decay of the average weights that are kept, such as 0.99; 0: none")  # fmt: skip
    add("--watch", choices=WATCHES, default=_KNOBS.watch,
        help="the validation score that chooses the best epoch and stops early")  # fmt: skip
