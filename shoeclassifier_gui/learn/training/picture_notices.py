"""Says where random changes of pictures are off although asked for, or teach the wrong thing."""

from collections.abc import Sequence

from shoeclassifier_gui.core.dataset.sides import names_of_a_side
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import Settled, WhyPlain, why_plain
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation


def plain_notices(config: TrainConfig, basics: Settled) -> tuple[str, ...]:
    """Sentences for whoever asked for random changes that are off.

    Args:
        config: Settled.
        basics: Likewise.
    """
    asked = Augmentation.of(config)
    why = why_plain(basics, config.freeze or 0)
    changed = asked != Augmentation.of(TrainConfig()) or config.mix != "none"
    if why is WhyPlain.HEAD_ALONE and changed:
        return (
            "The head alone is fitted to the pictures as they are: the random changes and the "
            "mixing of the settings are not used.",
        )
    if why is WhyPlain.ONE_VIEW and asked.changes_anything:
        return (
            "With one remembered view pictures are shown as they are: the random changes of the "
            "settings are not used. More remembered views, or none, use them.",
        )
    return ()


def mirror_notices(config: TrainConfig, basics: Settled, classes: Sequence[str]) -> tuple[str, ...]:
    """A sentence where pictures are mirrored although classes differ by their side.

    Args:
        config: Settled.
        basics: Likewise.
        classes: Their names.
    """
    sided = names_of_a_side(classes)
    if not sided or not config.flips or why_plain(basics, config.freeze or 0):
        return ()
    return (
        f"Pictures are mirrored at random, and mirrored, \u201c{sided[0]}\u201d looks like its "
        "opposite: switch flips off.",
    )
