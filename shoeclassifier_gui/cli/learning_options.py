"""Options of `shoeclassifier train` that say how it learns and how pictures are changed."""

import argparse

from shoeclassifier_gui.core.runs.config import TrainConfig

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
